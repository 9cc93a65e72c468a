// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe.Transfers;

/// <summary>A download or upload the ACS has asked for, without its credentials.</summary>
public sealed record CpeTransferInfo
{
    /// <summary>The key of the ACS that comes back in the TransferComplete.</summary>
    public required string CommandKey { get; init; }

    /// <summary>True for a download, false for an upload.</summary>
    public required bool IsDownload { get; init; }

    /// <summary>What kind of file, such as <c>1 Firmware Upgrade Image</c>.</summary>
    public required string FileType { get; init; }

    /// <summary>Where the file is, or goes.</summary>
    public required Uri Url { get; init; }

    /// <summary>The size the ACS has announced, in octets; 0 when unknown.</summary>
    public long FileSize { get; init; }

    /// <summary>The name the file shall have on the device; may be empty.</summary>
    public string TargetFileName { get; init; } = string.Empty;
}
