// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.Events;
using Cwmp.Tls.Cpe.Model;
using Cwmp.Tls.Cpe.State;
using Cwmp.Tls.Diagnostics;

namespace Cwmp.Tls.Cpe;

/// <content>The loop.</content>
public sealed partial class CpeEngine
{
    // Longer waits are cut: the wall clock may be set meanwhile, and timers take no more than 49 days.
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    // A device that cannot reboot now may be able to in a while; until then it goes on.
    private static readonly TimeSpan RebootRetry = TimeSpan.FromMinutes(1);

    // A device whose process ends in its own factory reset, and which keeps the state store all the same, is not to be reset at every start for ever.
    private const int MaximumFactoryResetStarts = 3;

    private TimeSpan _rebootNotBefore;

    /// <summary>
    /// Boots the device and runs it until it is stopped. Once per engine. A session that is running when it is stopped is broken off; everything
    /// undelivered is stored and goes out after the next start.
    /// </summary>
    /// <param name="cancellationToken">Stops the engine.</param>
    /// <returns>A task that ends when the engine has stopped, always by cancellation or an exception.</returns>
    /// <exception cref="OperationCanceledException">The engine was stopped.</exception>
    /// <exception cref="IOException">The state store cannot be reached, or belongs to another process.</exception>
    /// <exception cref="InvalidOperationException">The engine was started before.</exception>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _running, 1) != 0)
        {
            throw new InvalidOperationException("The engine was started before; make a new one.");
        }

        using ITimer timer = _clock.Provider.CreateTimer(
            static engine => ((CpeEngine)engine!).Post(static () => { }), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        try
        {
            await StartAsync(cancellationToken).ConfigureAwait(false);
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await DrainAsync().ConfigureAwait(false);
                await TickAsync(cancellationToken).ConfigureAwait(false);
                if (_agent.State.OwesReboot && _rebootNotBefore <= _clock.Now)
                {
                    await RebootAsync(cancellationToken).ConfigureAwait(false);
                }
                else if (_agent.Planner.Due <= _clock.Now && _agent.Settings.Enabled)
                {
                    await RunSessionAsync(cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    SetState(_agent.Planner.RetryCount > 0 ? CpeEngineState.WaitingToRetry : CpeEngineState.Idle);
                    timer.Change(UntilNextDue(), Timeout.InfiniteTimeSpan);
                    await WaitForInboxAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
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
        await _agent.LoadAsync(cancellationToken).ConfigureAwait(false);
        _model.ParameterChanged += OnParameterChanged;
        if (_agent.State.FactoryReset)
        {
            // It was promised to the ACS, or begun, before the power went.
            SetState(CpeEngineState.Rebooting);
            _ = await TryFactoryResetAsync(cancellationToken).ConfigureAwait(false)
                && await TryRebootDeviceAsync(cancellationToken).ConfigureAwait(false);
        }

        DeleteOrphans();

        // The URL is there before values are compared: the first one is no change.
        _connectionRequests?.Start(() => Post(static () => { }));
        await RefreshConnectionRequestsAsync(cancellationToken).ConfigureAwait(false);
        _agent.Boot();
        await StoreAsync().ConfigureAwait(false);
        if (_agent.Reader.DeviceId is { } device)
        {
            _log.CpeStarted(device.Manufacturer, device.OUI, device.ProductClass, device.SerialNumber);
        }
    }

    private async Task StopAsync()
    {
        SetState(CpeEngineState.Stopped);
        _model.ParameterChanged -= OnParameterChanged;
        await StopTransfersAsync().ConfigureAwait(false);
        if (_connectionRequests is not null)
        {
            await _connectionRequests.DisposeAsync().ConfigureAwait(false);
        }

        // Whoever is still waiting learns that nothing will come.
        _inbox.Writer.TryComplete();
        await DrainAsync().ConfigureAwait(false);
        foreach (SessionWaiter waiter in _waiters)
        {
            waiter.Completion.TrySetCanceled(CancellationToken.None);
        }

        foreach (CpePendingRequest request in _agent.State.Queue.Requests)
        {
            request.Completion?.TrySetCanceled(CancellationToken.None);
        }

        _log.CpeStopped();
    }

    /// <summary>Does what was put onto the loop, stores the outcome once, and then tells who is waiting.</summary>
    private async ValueTask DrainAsync()
    {
        if (!_inbox.Reader.TryRead(out Command? command))
        {
            return;
        }

        do
        {
            try
            {
                command.Action();
            }
            catch (Exception e)
            {
                command.Failure = e;
            }

            _executed.Add(command);
        }
        while (_inbox.Reader.TryRead(out command));

        Exception? notStored = await TryStoreAsync().ConfigureAwait(false);
        foreach (Command executed in _executed)
        {
            if ((executed.Failure ?? (executed.MustBeStored ? notStored : null)) is Exception failure)
            {
                executed.Completion.TrySetException(failure);

                // Most callers do not wait; an exception nobody looks at is not to surface later.
                _ = executed.Completion.Task.Exception;
            }
            else
            {
                executed.Completion.TrySetResult();
            }
        }

        _executed.Clear();
    }

    private async ValueTask TickAsync(CancellationToken cancellationToken)
    {
        _agent.Tick();
        if (_connectionRequests?.TakePending() == true)
        {
            _agent.Raise(Messages.EventCode.ConnectionRequest);
        }

        if (_connectionRequests?.IsStale(_agent) == true)
        {
            await RefreshConnectionRequestsAsync(cancellationToken).ConfigureAwait(false);
        }

        StartDueTransfer();
        StartDueOperation();
        await StoreAsync().ConfigureAwait(false);
    }

    private TimeSpan UntilNextDue()
    {
        TimeSpan now = _clock.Now;
        TimeSpan next = now + LongestWait;
        foreach (TimeSpan? due in (ReadOnlySpan<TimeSpan?>)
            [_agent.Settings.Enabled ? _agent.Planner.Due : null, _agent.NextDue, NextTransferDue, _agent.State.OwesReboot ? _rebootNotBefore : null])
        {
            next = due < next ? due.Value : next;
        }

        return next > now ? next - now : TimeSpan.Zero;
    }

    /// <summary>One wait at a time: a session and the loop share it.</summary>
    private Task<bool> WaitForInboxAsync()
    {
        if (_inboxWait is null || _inboxWait.IsCompleted)
        {
            _inboxWait = _inbox.Reader.WaitToReadAsync().AsTask();
        }

        return _inboxWait;
    }

    /// <summary>Waits for a task of the session and does meanwhile what is put onto the loop.</summary>
    private async Task ServeAsync(Task task)
    {
        while (!task.IsCompleted)
        {
            Task inbox = WaitForInboxAsync();
            if (await Task.WhenAny(task, inbox).ConfigureAwait(false) == inbox)
            {
                await DrainAsync().ConfigureAwait(false);
            }
        }
    }

    private ValueTask StoreAsync()
    {
        ValueTask<Exception?> store = TryStoreAsync();
        return store.IsCompletedSuccessfully ? ValueTask.CompletedTask : new ValueTask(store.AsTask());
    }

    private async ValueTask<Exception?> TryStoreAsync()
    {
        try
        {
            await _agent.Keeper.SaveAsync(_agent.State).ConfigureAwait(false);
            DeleteSpentFiles();
            return null;
        }
        catch (Exception e)
        {
            _log.CpeStateNotStored(e);
            return e as IOException ?? new IOException("The state could not be stored.", e);
        }
    }

    private async Task RebootAsync(CancellationToken cancellationToken)
    {
        SetState(CpeEngineState.Rebooting);
        await StopTransfersAsync().ConfigureAwait(false);
        if ((_agent.State.FactoryReset && !await TryFactoryResetAsync(cancellationToken).ConfigureAwait(false))
            || !await TryRebootDeviceAsync(cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        // Only a simulated device comes back from that. As at a start, the URL is there before values are compared.
        await RefreshConnectionRequestsAsync(cancellationToken).ConfigureAwait(false);
        _agent.Boot();
        await StoreAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Resets the data model, the engine's state and the device, in this order, and stores that it is done after the last of them: what a power cut
    /// interrupts is done again from the beginning.
    /// </summary>
    /// <returns>False where it failed; it is still owed then.</returns>
    private async Task<bool> TryFactoryResetAsync(CancellationToken cancellationToken)
    {
        _log.CpeFactoryReset();
        CpeDeviceState state = _agent.State;
        bool isDeviceAsked = _device is not null && state.FactoryResetStarts < MaximumFactoryResetStarts;
        try
        {
            await _agent.FactoryResetAsync(cancellationToken).ConfigureAwait(false);
            state.FactoryResetStarts += isDeviceAsked ? 1 : 0;
            await StoreAsync().ConfigureAwait(false);
            DeleteOrphans();
            if (isDeviceAsked)
            {
                await _device!.FactoryResetAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e)
        {
            // It came back, so that asking again does no harm.
            state.FactoryResetStarts = 0;
            await PutOffRebootAsync(e, cancellationToken).ConfigureAwait(false);
            return false;
        }

        state.FactoryReset = false;
        state.FactoryResetStarts = 0;
        state.RebootWithoutKey = true;
        await StoreAsync().ConfigureAwait(false);
        return true;
    }

    private async Task<bool> TryRebootDeviceAsync(CancellationToken cancellationToken)
    {
        _log.CpeRebooting();
        await StoreAsync().ConfigureAwait(false);
        try
        {
            await (_device?.RebootAsync(cancellationToken) ?? Task.CompletedTask).ConfigureAwait(false);
            return true;
        }
        catch (Exception e)
        {
            await PutOffRebootAsync(e, cancellationToken).ConfigureAwait(false);
            return false;
        }
    }

    private async Task PutOffRebootAsync(Exception cause, CancellationToken cancellationToken)
    {
        await StoreAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        _log.CpeCallbackFailed(cause);
        _rebootNotBefore = _clock.Now + RebootRetry;
    }

    private void OnParameterChanged(object? sender, CpeParameterChangedEventArgs e) => Post(() => _agent.ParameterChanged(e.Name));

    private void SetState(CpeEngineState state) => Volatile.Write(ref _state, (int)state);
}
