// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics.CodeAnalysis;
using Cwmp.Tls.Cpe.Events;
using Cwmp.Tls.Cpe.State;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.Messages;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Cpe.Work;

/// <summary>
/// Carries out the operations of ChangeDUStates beside the sessions, one at a time, and reports each ChangeDUState when it is done.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A CancellationTokenSource without a timer holds nothing.")]
internal sealed class CpeOperationWork(ICpeDeploymentUnits units, CpeDeviceState state, CpeInbox inbox, ILogger log)
{
    private CancellationTokenSource? _stop;

    /// <summary>The running operation; completed while there is none.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Begins the next operation, if none is running.</summary>
    public void StartDue()
    {
        if (_stop is not null || state.Operations.Count == 0)
        {
            return;
        }

        CpeOperationBatch batch = state.Operations[0];
        if (batch.IsFinished)
        {
            state.Operations.Remove(batch);
            state.Events.Add(new CpePendingRequest(
                new DUStateChangeComplete { Results = [.. batch.Results], CommandKey = batch.Request.CommandKey })
            {
                Event = EventCode.DUStateChangeComplete,
                MethodEvent = EventCode.MChangeDUState,
                CommandKey = batch.Request.CommandKey ?? string.Empty,
            });
            return;
        }

        batch.Attempts++;
        _stop = new CancellationTokenSource();
        Running = RunAsync(batch, _stop.Token);
    }

    /// <summary>Breaks the running operation off.</summary>
    public Task CancelAsync() => _stop?.CancelAsync() ?? Task.CompletedTask;

    /// <summary>The operation that was broken off has ended.</summary>
    public void Stopped()
    {
        _stop?.Dispose();
        _stop = null;
    }

    private static OpResultStruct Failed(CpeOperationBatch batch, CwmpFaultCode code, string why) => new()
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

    private async Task RunAsync(CpeOperationBatch batch, CancellationToken cancellationToken)
    {
        OpResultStruct? result = null;
        CwmpDateTime began = state.Clock.Reported;
        try
        {
            // The attempt is stored before it begins.
            await inbox.PostAsync(static () => { }).ConfigureAwait(false);
            TimeSpan left = batch.Deadline.Due - state.Clock.Now;
            using CancellationTokenSource limit = new(left > TimeSpan.Zero ? left : TimeSpan.Zero, state.Clock.Provider);
            using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            result = await units
                .ExecuteAsync(batch.Request.Operations[batch.Results.Count], batch.Attempts, linked.Token)
                .ConfigureAwait(false);
        }
        catch (CwmpFaultException e)
        {
            result = Failed(batch, e.FaultCode, e.Fault.FaultString);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The engine stops; the operation is tried again after the next start.
        }
        catch (OperationCanceledException)
        {
            result = Failed(batch, CwmpFaultCode.InternalError, "Not finished within 24 hours.");
        }
        catch (Exception e)
        {
            log.CpeCallbackFailed(e);
            result = Failed(batch, CwmpFaultCode.InternalError, "Internal error.");
        }

        inbox.Post(() => Ended(batch, result, began));
    }

    private void Ended(CpeOperationBatch batch, OpResultStruct? result, CwmpDateTime began)
    {
        Stopped();
        if (result is not null)
        {
            batch.Attempts = 0;
            batch.Results.Add(result with
            {
                StartTime = result.StartTime.IsUnknown ? began : result.StartTime,
                CompleteTime = result.CompleteTime.IsUnknown ? state.Clock.Reported : result.CompleteTime,
            });
        }
    }
}
