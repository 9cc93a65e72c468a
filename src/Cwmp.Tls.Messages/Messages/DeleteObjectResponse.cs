// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The answer to DeleteObject.</summary>
public sealed record DeleteObjectResponse : CwmpResponse
{
    /// <summary>Whether the change is applied already.</summary>
    public RequestStatus Status { get; init; }

    /// <inheritdoc/>
    public override string MethodName => nameof(DeleteObject);

    /// <inheritdoc/>
    public override string ElementName => nameof(DeleteObjectResponse);
}
