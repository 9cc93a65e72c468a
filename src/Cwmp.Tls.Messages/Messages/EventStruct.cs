// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>One event of an Inform.</summary>
/// <param name="EventCode">What happened.</param>
/// <param name="CommandKey">For an <c>M</c> event the key of the request that caused it; empty otherwise.</param>
public sealed record EventStruct(EventCode EventCode, string CommandKey = "");
