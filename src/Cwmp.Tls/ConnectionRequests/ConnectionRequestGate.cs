// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Shared;

namespace Cwmp.Tls.ConnectionRequests;

/// <summary>
/// Where a device's connection requests come together, whichever way they arrive (HTTP, UDP): it limits how many are accepted, and makes of all that were
/// accepted before a session begins one session (TR-069 §3.2.2). Thread-safe.
/// </summary>
/// <remarks>
/// <code>
///              TryAccept: allowed            TryAccept: again
///   (idle) ───────────────────▶ (pending) ─────────────────▶ (pending)     nothing more is counted
///      ▲                            │
///      └────── WaitAsync ends ──────┘        begin the session within 30 s, event 6 CONNECTION REQUEST
/// </code>
/// </remarks>
public sealed class ConnectionRequestGate : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _pending = new(0, 1);
    private readonly TimeProvider _time;
    private readonly Func<bool>? _isBusy;
    private readonly int _burst;
    private readonly TimeSpan _replenishment;
    private double _tokens;
    private long _countedAt;

    /// <summary>Makes a gate.</summary>
    /// <param name="options">How to limit; null for the defaults.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message lists every problem.</exception>
    public ConnectionRequestGate(ConnectionRequestGateOptions? options = null, TimeProvider? timeProvider = null)
    {
        options ??= new ConnectionRequestGateOptions();
        OptionsProblems.ThrowIfAny(options.Validate(), nameof(options));
        _isBusy = options.IsBusy;
        _burst = options.Burst;
        _replenishment = options.Replenishment;
        _time = timeProvider ?? TimeProvider.System;
        _tokens = _burst;
        _countedAt = _time.GetTimestamp();
    }

    /// <summary>Whether a request was accepted and no session has taken it yet.</summary>
    public bool IsPending => _pending.CurrentCount > 0;

    /// <summary>Takes one authenticated request; false where the device is busy or the limit is reached.</summary>
    public bool TryAccept()
    {
        if (_isBusy?.Invoke() == true)
        {
            return false;
        }

        lock (_lock)
        {
            if (IsPending)
            {
                return true;
            }

            long now = _time.GetTimestamp();
            _tokens = Math.Min(_burst, _tokens + (_time.GetElapsedTime(_countedAt, now) / _replenishment));
            _countedAt = now;
            if (_tokens < 1)
            {
                return false;
            }

            _tokens--;
            _pending.Release();
            return true;
        }
    }

    /// <summary>
    /// Waits until a request is accepted (or takes the one that was) and forgets it: what is accepted from now on leads to a further session.
    /// </summary>
    /// <param name="cancellationToken">Stops waiting; a request that is pending stays so.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public Task WaitAsync(CancellationToken cancellationToken = default) => _pending.WaitAsync(cancellationToken);

    /// <summary>Takes a pending request without waiting, for a session that begins for another reason and reports event 6 as well.</summary>
    /// <returns>Whether there was one.</returns>
    public bool TryTake() => _pending.Wait(0);

    /// <summary>Ends the gate. Stop its listeners first.</summary>
    public void Dispose() => _pending.Dispose();
}
