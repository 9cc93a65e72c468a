// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>Asks for deployment units to be installed, updated or removed (TR-069 §A.4.1.9; CWMP 1.2). ACS to CPE.</summary>
public sealed record ChangeDUState : CwmpRequest<ChangeDUStateResponse>
{
    /// <summary>The operations, at least one. Their results come in the same order.</summary>
    public required IReadOnlyList<OperationStruct> Operations
    {
        get;
        init => field = EquatableList<OperationStruct>.From(value);
    }

    /// <summary>A key of the ACS that comes back in DUStateChangeComplete, at most 32 characters; null when absent.</summary>
    public string? CommandKey { get; init; }

    /// <inheritdoc/>
    public override string MethodName => nameof(ChangeDUState);
}
