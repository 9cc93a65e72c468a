// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>Reports the end of a Download, ScheduleDownload or Upload (TR-069 §A.3.3.2). CPE to ACS.</summary>
public sealed record TransferComplete : CwmpRequest<TransferCompleteResponse>
{
    /// <summary>The key of the request that started the transfer.</summary>
    public string CommandKey { get; init; } = string.Empty;

    /// <summary>Success, or why it failed.</summary>
    public FaultStruct FaultStruct { get; init; } = FaultStruct.None;

    /// <summary>When the transfer began; unknown when it failed.</summary>
    public CwmpDateTime StartTime { get; init; }

    /// <summary>When it was complete and applied; unknown when it failed.</summary>
    public CwmpDateTime CompleteTime { get; init; }

    /// <inheritdoc/>
    public override string MethodName => nameof(TransferComplete);
}
