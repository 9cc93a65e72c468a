// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>Reports the end of a transfer the ACS did not ask for (TR-069 §A.3.3.3; CWMP 1.1). CPE to ACS.</summary>
public sealed record AutonomousTransferComplete : CwmpRequest<AutonomousTransferCompleteResponse>
{
    /// <summary>Where the device learnt of the file; may be empty.</summary>
    public string AnnounceURL { get; init; } = string.Empty;

    /// <summary>Where the file came from or went to.</summary>
    public string TransferURL { get; init; } = string.Empty;

    /// <summary>True for a download, false for an upload.</summary>
    public bool IsDownload { get; init; }

    /// <summary>The file type, see <see cref="FileTypes"/>.</summary>
    public string FileType { get; init; } = string.Empty;

    /// <summary>Bytes; 0 when unknown.</summary>
    public uint FileSize { get; init; }

    /// <summary>The name the file has on the device; may be empty.</summary>
    public string TargetFileName { get; init; } = string.Empty;

    /// <summary>Success, or why it failed.</summary>
    public FaultStruct FaultStruct { get; init; } = FaultStruct.None;

    /// <summary>When the transfer began; unknown when it failed.</summary>
    public CwmpDateTime StartTime { get; init; }

    /// <summary>When it was complete and applied; unknown when it failed.</summary>
    public CwmpDateTime CompleteTime { get; init; }

    /// <inheritdoc/>
    public override string MethodName => nameof(AutonomousTransferComplete);
}
