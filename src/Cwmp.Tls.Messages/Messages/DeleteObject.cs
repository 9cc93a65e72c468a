// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>Removes an instance from a table (TR-069 §A.3.2.7). ACS to CPE.</summary>
public sealed record DeleteObject : CwmpRequest<DeleteObjectResponse>
{
    /// <summary>The path of the instance, ending in its number and a dot.</summary>
    public required string ObjectName { get; init; }

    /// <summary>The value ManagementServer.ParameterKey takes when the request succeeds, at most 32 characters.</summary>
    public string ParameterKey { get; init; } = string.Empty;

    /// <inheritdoc/>
    public override string MethodName => nameof(DeleteObject);
}
