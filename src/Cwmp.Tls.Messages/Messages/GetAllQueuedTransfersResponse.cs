// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The answer to GetAllQueuedTransfers.</summary>
public sealed record GetAllQueuedTransfersResponse : CwmpResponse
{
    /// <summary>The transfers, at most 16.</summary>
    public required IReadOnlyList<AllQueuedTransferStruct> TransferList
    {
        get;
        init => field = EquatableList<AllQueuedTransferStruct>.From(value);
    }

    /// <inheritdoc/>
    public override string MethodName => nameof(GetAllQueuedTransfers);

    /// <inheritdoc/>
    public override string ElementName => nameof(GetAllQueuedTransfersResponse);
}
