// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics.CodeAnalysis;
using Cwmp.Tls.Cpe.State;
using Cwmp.Tls.Cpe.Transfers;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Work;

/// <summary>
/// Runs the queued transfers beside the sessions: one at a time, in the order they were asked for. Belongs to the engine's loop; the
/// running transfer reports to it through <see cref="ICpeTransferLedger"/>.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A CancellationTokenSource without a timer holds nothing.")]
internal sealed class CpeTransferWork(CpeTransferContext context, CpeDeviceState state, CpeInbox inbox) : ICpeTransferLedger
{
    private static readonly CpeTransferOutcome WindowsOver =
        CpeTransferOutcome.Failed(CwmpFaultCode.NotCompletedInTimeWindow, "The time windows are over.");

    private CancellationTokenSource? _stop;
    private CpeTransfer? _active;

    /// <summary>The running transfer; completed while there is none.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>When a waiting transfer may begin; null while there is none, one is running, or a reboot comes first.</summary>
    public TimeSpan? NextDue => _active is null && !state.Reboot.IsOwed ? state.Transfers.Unfinished.Select(DueOf).Min() : null;

    async Task ICpeTransferLedger.RecordAsync(CpeTransfer transfer, Action<CpeTransfer> change)
    {
        try
        {
            await inbox.PostAsync(() => change(transfer)).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // Logged where it happened. The transfer goes on; only a power cut now would set it back.
        }
    }

    /// <summary>Begins the transfer that is due, if none is running.</summary>
    public void StartDue()
    {
        if (_active is not null || state.Reboot.IsOwed)
        {
            return;
        }

        TimeSpan now = state.Clock.Now;
        CpeTransfer? transfer = state.Transfers.Unfinished.FirstOrDefault(t => DueOf(t) <= now);
        if (transfer is null)
        {
            return;
        }

        CpeTimeWindow? window = transfer.WindowAt(now);
        if (transfer.Windows.Count > 0 && window is null && transfer.MayBeCancelled)
        {
            Complete(transfer, WindowsOver.Fault);
            return;
        }

        _active = transfer;
        _stop = new CancellationTokenSource();
        Running = RunAsync(transfer, window, _stop.Token);
    }

    /// <summary>The ACS has cancelled a transfer.</summary>
    public void Cancel(CpeTransfer transfer)
    {
        if (ReferenceEquals(_active, transfer))
        {
            _stop?.Cancel();
        }
        else
        {
            DeleteUnlessQueued(transfer);
        }
    }

    /// <summary>Breaks the running transfer off.</summary>
    public Task CancelAsync() => _stop?.CancelAsync() ?? Task.CompletedTask;

    /// <summary>The transfer that was broken off has ended.</summary>
    public void Stopped()
    {
        _stop?.Dispose();
        _stop = null;
        _active = null;
    }

    /// <summary>Deletes files that belong to no transfer any more.</summary>
    public void DeleteOrphans() => context.Files.DeleteOrphans(state.Transfers);

    /// <summary>The state is stored: what it says is over can be cleaned up.</summary>
    public void Stored() => context.Files.Stored();

    private static bool MayTryLater(CpeTransfer transfer, CpeTimeWindow window, CpeTransferOutcome outcome)
        => !ReferenceEquals(outcome, CpeTransferOutcome.Done) && !ReferenceEquals(transfer.Windows[^1], window);

    private TimeSpan? DueOf(CpeTransfer transfer)
    {
        // A window that is over is due too: to be given up.
        TimeSpan window = transfer.WindowAt(state.Clock.Now)?.Start.Due ?? TimeSpan.Zero;
        TimeSpan due = transfer.Start.Due > window ? transfer.Start.Due : window;
        return due > transfer.NotBefore ? due : transfer.NotBefore;
    }

    private async Task RunAsync(CpeTransfer transfer, CpeTimeWindow? window, CancellationToken cancellationToken)
    {
        await Task.Yield();
        CpeTransferOutcome? outcome = null;
        try
        {
            context.Files.CreateDirectory();
            outcome = await new CpeTransferRunner(context, this).RunAsync(transfer, window, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Cancelled by the ACS, or the engine stops and the transfer goes on after the next start.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            context.Log.CpeCallbackFailed(e);
            outcome = CpeTransferOutcome.Failed(CwmpFaultCode.FileTransferFailure, "The device's storage failed.");
        }

        inbox.Post(() => Ended(transfer, window, outcome));
    }

    private void Ended(CpeTransfer transfer, CpeTimeWindow? window, CpeTransferOutcome? outcome)
    {
        Stopped();
        if (outcome is null || !state.Transfers.Transfers.Contains(transfer))
        {
            DeleteUnlessQueued(transfer);
        }
        else if (ReferenceEquals(outcome, CpeTransferOutcome.RebootNeeded))
        {
            transfer.Step = CpeTransferStep.Rebooting;
            state.Reboot.WithoutKey = true;
        }
        else if (window is not null && transfer.MayBeCancelled && MayTryLater(transfer, window, outcome))
        {
            // The next window, from where this one left off.
            transfer.Step = CpeTransferStep.Waiting;
            transfer.NotBefore = window.End.Due;
        }
        else
        {
            Complete(transfer, ReferenceEquals(outcome, CpeTransferOutcome.WindowOver) ? WindowsOver.Fault : outcome.Fault);
        }
    }

    private void Complete(CpeTransfer transfer, FaultStruct fault)
    {
        if (fault.IsSuccess)
        {
            context.Log.CpeTransferCompleted(transfer.Method, transfer.Info.CommandKey);
        }
        else
        {
            context.Log.CpeTransferFailed(transfer.Method, transfer.Info.CommandKey, fault.FaultCode.Value, fault.FaultString);
        }

        context.Files.DeleteWhenStored(transfer);
        state.Events.Add(transfer.Complete(fault, state.Clock.Reported));
    }

    private void DeleteUnlessQueued(CpeTransfer transfer)
    {
        if (!state.Transfers.Transfers.Contains(transfer))
        {
            context.Files.Delete(transfer);
        }
    }
}
