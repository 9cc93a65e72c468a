// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.Events;
using Cwmp.Tls.Cpe.Model;
using Cwmp.Tls.Cpe.State;
using Cwmp.Tls.Cpe.Time;
using Cwmp.Tls.Cpe.Work;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe;

/// <summary>
/// The loop of an engine, which owns all of its state. Each turn does what came into the inbox, raises what has come due, and then carries
/// out a reboot or holds a session; where there is nothing to do it waits.
/// </summary>
internal sealed class CpeLoop(CpeEngineParts parts)
{
    // Longer waits are cut: the wall clock may be set meanwhile, and timers take no more than 49 days.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    private readonly CpeEnvironment _environment = parts.Environment;
    private readonly CpeEvents _events = parts.Environment.Events;
    private readonly CpeInbox _inbox = parts.Inbox;
    private int _state;

    public CpeEngineState State => (CpeEngineState)Volatile.Read(ref _state);

    /// <summary>Runs until it is cancelled or cannot begin.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using ITimer timer = _environment.Clock.Provider.CreateTimer(
            static inbox => ((CpeInbox)inbox!).Wake(), _inbox, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        try
        {
            await StartAsync(cancellationToken).ConfigureAwait(false);
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await _inbox.DrainAsync().ConfigureAwait(false);
                await TickAsync(cancellationToken).ConfigureAwait(false);
                if (!await DoWhatIsDueAsync(cancellationToken).ConfigureAwait(false))
                {
                    SetState(_events.Planner.IsRetrying ? CpeEngineState.WaitingToRetry : CpeEngineState.Idle);
                    timer.Change(UntilNextDue(), Timeout.InfiniteTimeSpan);
                    await _inbox.WaitAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            await StopAsync().ConfigureAwait(false);
        }
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        await _environment.Keeper.LoadAsync(cancellationToken).ConfigureAwait(false);
        _environment.Model.ParameterChanged += OnParameterChanged;
        if (_environment.State.Reboot.FactoryReset)
        {
            SetState(CpeEngineState.Rebooting);
            await parts.Rebooter.ResumeAsync(cancellationToken).ConfigureAwait(false);
        }

        parts.Work.DeleteOrphans();
        parts.ConnectionRequests?.Start(_inbox.Wake);
        await BootAsync(cancellationToken).ConfigureAwait(false);
        if (_environment.Reader.DeviceId is { } device)
        {
            _environment.Log.CpeStarted(device.Manufacturer, device.OUI, device.ProductClass, device.SerialNumber);
        }
    }

    private async Task BootAsync(CancellationToken cancellationToken)
    {
        // The connection request URL is set before values are compared, so that the first URL does not count as a change.
        await RefreshConnectionRequestsAsync(cancellationToken).ConfigureAwait(false);
        _events.Boot(_environment.State.Reboot.Booted());
        await _environment.Keeper.TrySaveAsync().ConfigureAwait(false);
    }

    private async Task StopAsync()
    {
        SetState(CpeEngineState.Stopped);
        _environment.Model.ParameterChanged -= OnParameterChanged;
        await parts.Work.StopAsync().ConfigureAwait(false);
        if (parts.ConnectionRequests is not null)
        {
            await parts.ConnectionRequests.DisposeAsync().ConfigureAwait(false);
        }

        // Callers that still wait learn that nothing will come.
        _inbox.Close();
        await _inbox.DrainAsync().ConfigureAwait(false);
        parts.Sessions.GiveUp();
        foreach (CpePendingRequest request in _events.Queue.Requests)
        {
            request.Completion?.TrySetCanceled(CancellationToken.None);
        }

        _environment.Log.CpeStopped();
    }

    private async ValueTask TickAsync(CancellationToken cancellationToken)
    {
        _events.Tick();
        parts.Sessions.RequestAgain();
        if (parts.ConnectionRequests?.TakePending() == true)
        {
            _events.Raise(EventCode.ConnectionRequest);
        }

        if (parts.ConnectionRequests?.IsStale == true)
        {
            await RefreshConnectionRequestsAsync(cancellationToken).ConfigureAwait(false);
        }

        parts.Work.StartDue();
        await _environment.Keeper.TrySaveAsync().ConfigureAwait(false);
    }

    /// <summary>Carries out the reboot or the session that is due. Returns false where neither is.</summary>
    private async Task<bool> DoWhatIsDueAsync(CancellationToken cancellationToken)
    {
        if (parts.Rebooter.Due <= _environment.Clock.Now)
        {
            SetState(CpeEngineState.Rebooting);
            if (await parts.Rebooter.RunAsync(cancellationToken).ConfigureAwait(false))
            {
                // Only a simulated device comes back from that.
                await BootAsync(cancellationToken).ConfigureAwait(false);
            }

            return true;
        }

        if (_events.Planner.Due <= _environment.Clock.Now && _environment.Settings.Enabled)
        {
            SetState(CpeEngineState.InSession);
            await parts.Sessions.RunAsync(RefreshConnectionRequestsAsync, cancellationToken).ConfigureAwait(false);
            return true;
        }

        return false;
    }

    private TimeSpan UntilNextDue()
    {
        TimeSpan now = _environment.Clock.Now;
        TimeSpan? next = now + LongestWait;
        next = CpeDeadline.Earlier(next, _environment.Settings.Enabled ? _events.Planner.Due : null);
        next = CpeDeadline.Earlier(next, _events.NextDue);
        next = CpeDeadline.Earlier(next, parts.Work.NextDue);
        next = CpeDeadline.Earlier(next, parts.Rebooter.Due);
        return next > now ? next.Value - now : TimeSpan.Zero;
    }

    private ValueTask RefreshConnectionRequestsAsync(CancellationToken cancellationToken)
        => parts.ConnectionRequests?.RefreshAsync(cancellationToken) ?? ValueTask.CompletedTask;

    private void OnParameterChanged(object? sender, CpeParameterChangedEventArgs e)
        => _inbox.Post(() => _events.ParameterChanged(e.Name));

    private void SetState(CpeEngineState state) => Volatile.Write(ref _state, (int)state);
}
