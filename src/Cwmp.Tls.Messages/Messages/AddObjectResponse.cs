// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The answer to AddObject.</summary>
public sealed record AddObjectResponse : CwmpResponse
{
    /// <summary>The number of the new instance, at least 1.</summary>
    public required uint InstanceNumber { get; init; }

    /// <summary>Whether the change is applied already.</summary>
    public RequestStatus Status { get; init; }

    /// <inheritdoc/>
    public override string MethodName => nameof(AddObject);

    /// <inheritdoc/>
    public override string ElementName => nameof(AddObjectResponse);
}
