// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics.CodeAnalysis;
using Cwmp.Tls.Cpe.Events;
using Cwmp.Tls.Cpe.State;
using Cwmp.Tls.Cpe.Transfers;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe;

/// <content>What goes on beside sessions: transfers, software modules, connection requests.</content>
[SuppressMessage("Design", "CA1001", Justification = "A CancellationTokenSource without a timer holds nothing; the others end with RunAsync.")]
public sealed partial class CpeEngine : ICpeTransferLedger
{
    private CancellationTokenSource? _transferStop;
    private CpeTransfer? _activeTransfer;
    private Task _transferTask = Task.CompletedTask;
    private CancellationTokenSource? _operationStop;
    private Task _operationTask = Task.CompletedTask;
    private readonly List<CpeTransfer> _spent = [];

    /// <summary>When a waiting transfer may begin; null while there is none, one is running, or a reboot comes first.</summary>
    private TimeSpan? NextTransferDue => _activeTransfer is null && _transfers is not null && !_agent.State.OwesReboot
        ? _agent.State.Transfers.Where(transfer => transfer.Step != CpeTransferStep.Completed).Select(DueOf).Min()
        : null;

    async Task ICpeTransferLedger.RecordAsync(CpeTransfer transfer, Action<CpeTransfer> change)
    {
        try
        {
            await PostAsync(() => change(transfer)).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // Logged where it happened. The transfer goes on; only a power cut now would set it back.
        }
    }

    private TimeSpan? DueOf(CpeTransfer transfer)
    {
        // A window that is over is due too: to be given up.
        TimeSpan window = transfer.WindowAt(_clock.Now)?.Start.Due ?? TimeSpan.Zero;
        TimeSpan due = transfer.Start.Due > window ? transfer.Start.Due : window;
        return due > transfer.NotBefore ? due : transfer.NotBefore;
    }

    /// <summary>Transfers run between sessions' beginnings, one at a time, in the order they were asked for.</summary>
    private void StartDueTransfer()
    {
        if (_transfers is null || _activeTransfer is not null || _agent.State.OwesReboot)
        {
            return;
        }

        TimeSpan now = _clock.Now;
        CpeTransfer? transfer = _agent.State.Transfers.Find(t => t.Step != CpeTransferStep.Completed && DueOf(t) <= now);
        if (transfer is null)
        {
            return;
        }

        CpeTimeWindow? window = transfer.WindowAt(now);
        if (transfer.Windows.Count > 0 && window is null && transfer.MayBeCancelled)
        {
            Complete(transfer, CpeTransferOutcome.Failed(CwmpFaultCode.NotCompletedInTimeWindow, "The time windows are over.").Fault);
            return;
        }

        _activeTransfer = transfer;
        _transferStop = new CancellationTokenSource();
        _transferTask = RunTransferAsync(transfer, window, _transferStop.Token);
    }

    private async Task RunTransferAsync(CpeTransfer transfer, CpeTimeWindow? window, CancellationToken cancellationToken)
    {
        await Task.Yield();
        CpeTransferOutcome? outcome = null;
        try
        {
            Directory.CreateDirectory(_transfers!.Directory);
            outcome = await new CpeTransferRunner(_transfers, this).RunAsync(transfer, window, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Cancelled by the ACS, or the engine stops and the transfer goes on after the next start.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            _log.CpeCallbackFailed(e);
            outcome = CpeTransferOutcome.Failed(CwmpFaultCode.FileTransferFailure, "The device's storage failed.");
        }

        Post(() => TransferEnded(transfer, window, outcome));
    }

    private void TransferEnded(CpeTransfer transfer, CpeTimeWindow? window, CpeTransferOutcome? outcome)
    {
        _transferStop?.Dispose();
        _transferStop = null;
        _activeTransfer = null;
        if (outcome is null || !_agent.State.Transfers.Contains(transfer))
        {
            DeleteUnlessQueued(transfer);
        }
        else if (ReferenceEquals(outcome, CpeTransferOutcome.RebootNeeded))
        {
            transfer.Step = CpeTransferStep.Rebooting;
            _agent.State.RebootWithoutKey = true;
        }
        else if (window is not null && transfer.MayBeCancelled && MayTryLater(transfer, window, outcome))
        {
            // The next window, from where this one left off.
            transfer.Step = CpeTransferStep.Waiting;
            transfer.NotBefore = window.End.Due;
        }
        else
        {
            Complete(transfer, ReferenceEquals(outcome, CpeTransferOutcome.WindowOver)
                ? CpeTransferOutcome.Failed(CwmpFaultCode.NotCompletedInTimeWindow, "The time windows are over.").Fault
                : outcome.Fault);
        }
    }

    private static bool MayTryLater(CpeTransfer transfer, CpeTimeWindow window, CpeTransferOutcome outcome)
        => !ReferenceEquals(outcome, CpeTransferOutcome.Done) && !ReferenceEquals(transfer.Windows[^1], window);

    private void Complete(CpeTransfer transfer, FaultStruct fault)
    {
        if (fault.IsSuccess)
        {
            _log.CpeTransferCompleted(transfer.Method, transfer.Info.CommandKey);
        }
        else
        {
            _log.CpeTransferFailed(transfer.Method, transfer.Info.CommandKey, fault.FaultCode.Value, fault.FaultString);
        }

        // The file goes when its outcome is stored: until then a power cut would have it applied again.
        _spent.Add(transfer);
        _agent.Add(transfer.Complete(fault, _clock.Reported));
    }

    private void DeleteUnlessQueued(CpeTransfer transfer)
    {
        if (transfer.Info.IsDownload && !_agent.State.Transfers.Contains(transfer))
        {
            Delete(_transfers!.PathOf(transfer));
        }
    }

    private void DeleteSpentFiles()
    {
        foreach (CpeTransfer transfer in _spent)
        {
            if (transfer.Info.IsDownload)
            {
                Delete(_transfers!.PathOf(transfer));
            }
        }

        _spent.Clear();
    }

    /// <summary>What a power cut left of transfers that are over, and a factory reset of the others.</summary>
    private void DeleteOrphans()
    {
        if (_transfers is null || !Directory.Exists(_transfers.Directory))
        {
            return;
        }

        HashSet<string> needed = [.. _agent.State.Transfers.Where(t => t.Step != CpeTransferStep.Completed).Select(_transfers.PathOf)];
        try
        {
            foreach (string path in Directory.GetFiles(_transfers.Directory, CpeTransferContext.FilePattern))
            {
                if (!needed.Contains(path))
                {
                    Delete(path);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Files that are in nobody's way.
            _log.CpeCallbackFailed(e);
        }
    }

    private void Delete(string path)
    {
        try
        {
            if (File.Exists(path))
            {
                File.Delete(path);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _log.CpeCallbackFailed(e);
        }
    }

    private void StopTransfer(CpeTransfer transfer)
    {
        if (ReferenceEquals(_activeTransfer, transfer))
        {
            _transferStop?.Cancel();
        }
        else
        {
            DeleteUnlessQueued(transfer);
        }
    }

    /// <summary>Before a reboot, and at the end: nothing runs on.</summary>
    private async Task StopTransfersAsync()
    {
        await (_transferStop?.CancelAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        await (_operationStop?.CancelAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        await ServeAsync(Task.WhenAll(_transferTask, _operationTask)).ConfigureAwait(false);
        await DrainAsync().ConfigureAwait(false);
        _transferStop?.Dispose();
        _transferStop = null;
        _activeTransfer = null;
        _operationStop?.Dispose();
        _operationStop = null;
    }

    private void StartDueOperation()
    {
        if (_deploymentUnits is null || _operationStop is not null || _agent.State.Operations.Count == 0)
        {
            return;
        }

        CpeOperationBatch batch = _agent.State.Operations[0];
        if (batch.IsFinished)
        {
            _agent.State.Operations.Remove(batch);
            _agent.Add(new CpePendingRequest(new DUStateChangeComplete { Results = [.. batch.Results], CommandKey = batch.Request.CommandKey })
            {
                Event = EventCode.DUStateChangeComplete,
                MethodEvent = EventCode.MChangeDUState,
                CommandKey = batch.Request.CommandKey ?? string.Empty,
            });
            return;
        }

        batch.Attempts++;
        _operationStop = new CancellationTokenSource();
        _operationTask = RunOperationAsync(batch, _operationStop.Token);
    }

    private async Task RunOperationAsync(CpeOperationBatch batch, CancellationToken cancellationToken)
    {
        // The attempt is stored before it begins.
        OpResultStruct? result = null;
        CwmpDateTime began = _clock.Reported;
        try
        {
            await PostAsync(static () => { }).ConfigureAwait(false);
            TimeSpan left = batch.Deadline.Due - _clock.Now;
            using CancellationTokenSource limit = new(left > TimeSpan.Zero ? left : TimeSpan.Zero, _clock.Provider);
            using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            result = await _deploymentUnits!
                .ExecuteAsync(batch.Request.Operations[batch.Results.Count], batch.Attempts, linked.Token)
                .ConfigureAwait(false);
        }
        catch (CwmpFaultException e)
        {
            result = FailedOperation(batch, e.FaultCode, e.Fault.FaultString);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The engine stops; the operation is tried again after the next start.
        }
        catch (OperationCanceledException)
        {
            result = FailedOperation(batch, CwmpFaultCode.InternalError, "Not finished within 24 hours.");
        }
        catch (Exception e)
        {
            _log.CpeCallbackFailed(e);
            result = FailedOperation(batch, CwmpFaultCode.InternalError, "Internal error.");
        }

        Post(() => OperationEnded(batch, result, began));
    }

    private void OperationEnded(CpeOperationBatch batch, OpResultStruct? result, CwmpDateTime began)
    {
        _operationStop?.Dispose();
        _operationStop = null;
        if (result is not null)
        {
            batch.Attempts = 0;
            batch.Results.Add(result with
            {
                StartTime = result.StartTime.IsUnknown ? began : result.StartTime,
                CompleteTime = result.CompleteTime.IsUnknown ? _clock.Reported : result.CompleteTime,
            });
        }
    }

    private static OpResultStruct FailedOperation(CpeOperationBatch batch, CwmpFaultCode code, string why) => new()
    {
        UUID = batch.Request.Operations[batch.Results.Count] switch
        {
            InstallOpStruct install => install.UUID ?? string.Empty,
            UpdateOpStruct update => update.UUID ?? string.Empty,
            UninstallOpStruct uninstall => uninstall.UUID,
            _ => string.Empty,
        },
        CurrentState = DeploymentUnitStates.Failed,
        Fault = new FaultStruct(code, why),
    };

    private async ValueTask RefreshConnectionRequestsAsync(CancellationToken cancellationToken)
    {
        if (_connectionRequests is not null)
        {
            await _connectionRequests.RefreshAsync(_agent, cancellationToken).ConfigureAwait(false);
        }
    }
}
