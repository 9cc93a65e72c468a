// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>Removes a deployment unit.</summary>
public sealed record UninstallOpStruct : OperationStruct
{
    /// <summary>Which unit.</summary>
    public required string UUID { get; init; }

    /// <summary>Which version; null for every version that is installed.</summary>
    public string? Version { get; init; }

    /// <summary>The execution environment to remove it from; null when absent.</summary>
    public string? ExecutionEnvRef { get; init; }
}
