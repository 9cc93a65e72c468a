// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The answer to GetQueuedTransfers.</summary>
public sealed record GetQueuedTransfersResponse : CwmpResponse
{
    /// <summary>The transfers, at most 16.</summary>
    public required IReadOnlyList<QueuedTransferStruct> TransferList
    {
        get;
        init => field = EquatableList<QueuedTransferStruct>.From(value);
    }

    /// <inheritdoc/>
    public override string MethodName => nameof(GetQueuedTransfers);

    /// <inheritdoc/>
    public override string ElementName => nameof(GetQueuedTransfersResponse);
}
