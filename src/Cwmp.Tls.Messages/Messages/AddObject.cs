// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>Adds an instance to a table (TR-069 §A.3.2.6). ACS to CPE.</summary>
public sealed record AddObject : CwmpRequest<AddObjectResponse>
{
    /// <summary>The path of the table, ending in a dot, without an instance number.</summary>
    public required string ObjectName { get; init; }

    /// <summary>The value ManagementServer.ParameterKey takes when the request succeeds, at most 32 characters.</summary>
    public string ParameterKey { get; init; } = string.Empty;

    /// <inheritdoc/>
    public override string MethodName => nameof(AddObject);
}
