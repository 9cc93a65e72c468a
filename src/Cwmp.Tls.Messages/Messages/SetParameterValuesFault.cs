// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>Why one parameter of a SetParameterValues was refused.</summary>
public sealed record SetParameterValuesFault
{
    /// <summary>The full name of the parameter.</summary>
    public required string ParameterName { get; init; }

    /// <summary>Why it was refused, usually 9005 to 9008.</summary>
    public required CwmpFaultCode FaultCode { get; init; }

    /// <summary>Free text; empty when absent.</summary>
    public string FaultString { get; init; } = string.Empty;
}
