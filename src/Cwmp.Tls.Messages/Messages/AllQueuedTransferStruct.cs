// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>A transfer in a GetAllQueuedTransfersResponse, whoever asked for it.</summary>
public sealed record AllQueuedTransferStruct
{
    /// <summary>The key of the request; empty when the ACS did not ask for the transfer.</summary>
    public string CommandKey { get; init; } = string.Empty;

    /// <summary>How far it is.</summary>
    public required TransferState State { get; init; }

    /// <summary>True for a download, false for an upload.</summary>
    public bool IsDownload { get; init; }

    /// <summary>The file type, see <see cref="FileTypes"/>.</summary>
    public string FileType { get; init; } = string.Empty;

    /// <summary>Bytes; 0 when unknown.</summary>
    public uint FileSize { get; init; }

    /// <summary>The name the file has on the device; may be empty.</summary>
    public string TargetFileName { get; init; } = string.Empty;
}
