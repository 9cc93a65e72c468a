// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.Events;

namespace Cwmp.Tls.Cpe.Transfers;

/// <summary>The transfers that the ACS asked for and that are not reported yet, in the order of the requests.</summary>
internal sealed class CpeTransferQueue
{
    public List<CpeTransfer> Transfers { get; } = [];

    /// <summary>The transfers that still have something to do.</summary>
    public IEnumerable<CpeTransfer> Unfinished => Transfers.Where(transfer => transfer.Step != CpeTransferStep.Completed);

    /// <summary>The highest number a transfer ever had; numbers are not used twice.</summary>
    public long LastId { get; set; }

    /// <summary>Removes the transfers whose report was delivered or discarded.</summary>
    public void ForgetReported(CpeEventQueue events)
        => Transfers.RemoveAll(transfer => transfer.Report is { } report && !events.Requests.Contains(report));
}
