// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>How a transfer or an operation on a deployment unit ended: code 0 for success.</summary>
/// <param name="FaultCode">0, or why it failed.</param>
/// <param name="FaultString">Free text; empty on success.</param>
public sealed record FaultStruct(CwmpFaultCode FaultCode, string FaultString = "")
{
    /// <summary>Success.</summary>
    public static FaultStruct None { get; } = new(CwmpFaultCode.None);

    /// <summary>Whether this is success.</summary>
    public bool IsSuccess => FaultCode == CwmpFaultCode.None;
}
