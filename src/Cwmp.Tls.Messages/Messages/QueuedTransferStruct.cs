// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>A transfer in a GetQueuedTransfersResponse.</summary>
public sealed record QueuedTransferStruct
{
    /// <summary>The key of the Download or Upload.</summary>
    public string CommandKey { get; init; } = string.Empty;

    /// <summary>How far it is.</summary>
    public required TransferState State { get; init; }
}
