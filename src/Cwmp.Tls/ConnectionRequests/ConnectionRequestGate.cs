// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Shared;

namespace Cwmp.Tls.ConnectionRequests;

/// <summary>
/// Where the connection requests to a device come together, over HTTP and over UDP. The gate limits how many are accepted. All requests
/// that are accepted before a session begins lead to one session (TR-069 §3.2.2). Thread-safe.
/// </summary>
/// <remarks>
/// <code>
///              TryAccept: allowed            TryAccept: again
///   (idle) ───────────────────▶ (pending) ─────────────────▶ (pending)     does not count
///      ▲                            │
///      └────── WaitAsync ends ──────┘        begin the session within 30 s, event 6 CONNECTION REQUEST
/// </code>
/// </remarks>
public sealed class ConnectionRequestGate : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _pending = new(0, 1);
    private readonly Func<bool>? _isBusy;
    private readonly TokenRate _rate;
    private TokenBucket _sessions;

    /// <summary>Makes a gate.</summary>
    /// <param name="options">How to limit; null for the defaults.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message lists every mistake.</exception>
    public ConnectionRequestGate(ConnectionRequestGateOptions? options = null)
    {
        options = (options ?? new ConnectionRequestGateOptions()).Snapshot();
        OptionsErrors.ThrowIfAny(options.Validate(), nameof(options));
        _isBusy = options.IsBusy;
        _rate = new TokenRate(options.Burst, options.Burst * options.Replenishment, options.TimeProvider);
        _sessions = _rate.Full();
    }

    /// <summary>Whether a request was accepted and no session has taken it yet.</summary>
    public bool IsPending => _pending.CurrentCount > 0;

    /// <summary>Accepts one authenticated request.</summary>
    /// <returns>False where the device is busy or the limit is reached.</returns>
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

            if (!_rate.TryTake(ref _sessions))
            {
                return false;
            }

            _pending.Release();
            return true;
        }
    }

    /// <summary>
    /// Waits until a request is accepted, or takes the pending one. Requests that are accepted after that lead to a further session.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait; a pending request stays pending.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public Task WaitAsync(CancellationToken cancellationToken = default) => _pending.WaitAsync(cancellationToken);

    /// <summary>
    /// Takes a pending request without waiting, for a session that begins for another reason and reports event 6 as well.
    /// </summary>
    /// <returns>Whether a request was pending.</returns>
    public bool TryTake() => _pending.Wait(0);

    /// <summary>Ends the gate. Stop its listeners first.</summary>
    public void Dispose() => _pending.Dispose();
}
