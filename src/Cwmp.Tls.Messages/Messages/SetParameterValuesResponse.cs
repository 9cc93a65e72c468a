// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The answer to SetParameterValues.</summary>
public sealed record SetParameterValuesResponse : CwmpResponse
{
    /// <summary>Whether the change is applied already.</summary>
    public RequestStatus Status { get; init; }

    /// <inheritdoc/>
    public override string MethodName => nameof(SetParameterValues);

    /// <inheritdoc/>
    public override string ElementName => nameof(SetParameterValuesResponse);
}
