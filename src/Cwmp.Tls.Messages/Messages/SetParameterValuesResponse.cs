// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The answer to SetParameterValues.</summary>
public sealed record SetParameterValuesResponse : CwmpResponse
{
    /// <summary>Whether the change is applied already.</summary>
    public RequestStatus Status { get; init; }

    /// <inheritdoc/>
    public override string MethodName => "SetParameterValues";

    /// <inheritdoc/>
    public override string ElementName => "SetParameterValuesResponse";
}
