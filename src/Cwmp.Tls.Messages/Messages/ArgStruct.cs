// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>A named argument of a RequestDownload.</summary>
/// <param name="Name">The name, at most 64 characters.</param>
/// <param name="Value">The value, at most 256 characters.</param>
public sealed record ArgStruct(string Name, string Value);
