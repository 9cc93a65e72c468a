// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Der;

namespace Cwmp.Tls.Verification.Names;

/// <summary>One value of a Name: the tag of its string type and its octets.</summary>
internal readonly record struct NameAttribute(byte Tag, DerSlice Value);
