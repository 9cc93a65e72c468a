// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.Time;

namespace Cwmp.Tls.Cpe.Events;

/// <summary>
/// Decides when the next session starts. Times are offsets on the engine's monotonic clock.
/// <code>
///                 a new event: now            failed: n++, wait(n)
///   Quiet ─────────────────────────► Due ───────────────────────────► Waiting (RetryCount = n)
///     ▲                               │ ▲                                │
///     └── succeeded, nothing left ────┘ └── wait over, or a new event ───┘
///                                            (a new event leaves n as it is)
/// </code>
/// A session may end normally without delivering a request: the ACS answered with a fault, or held requests to the end. The request is
/// offered again after the same waits, which are counted separately, because the session itself was a success.
/// </summary>
internal sealed class CpeSessionPlanner(Random random)
{
    private TimeSpan? _due;
    private TimeSpan? _lastSuccess;
    private int _refusals;

    /// <summary>Failed attempts since the last success (Inform: RetryCount).</summary>
    public int RetryCount { get; private set; }

    /// <summary>When the next session is to start, or null while there is no reason for one.</summary>
    public TimeSpan? Due => _due;

    /// <summary>Whether the last session failed and is to be tried again.</summary>
    public bool IsRetrying => RetryCount > 0 && _due is not null;

    /// <summary>Something new needs a session at once, in a retry wait too.</summary>
    public void RequestNow(TimeSpan now) => RequestAt(now);

    /// <summary>
    /// A notified value changed: the session waits until <paramref name="throttle"/> has passed since the end of the last successful one
    /// (<c>DefaultActiveNotificationThrottle</c>).
    /// </summary>
    public void RequestForActiveNotification(TimeSpan now, TimeSpan throttle)
        => RequestAt(_lastSuccess is TimeSpan last && last + throttle > now ? last + throttle : now);

    /// <summary>The session has started. Every reason so far is served by it; a new reason asks for another session.</summary>
    public void SessionStarted() => _due = null;

    /// <summary>What the next session was to deliver has expired: there is no reason for it any more.</summary>
    public void NothingLeft() => _due = null;

    /// <summary>The InformResponse came and the session ended normally; <paramref name="left"/> says what still waits.</summary>
    public void SessionSucceeded(TimeSpan now, CpeRetryPolicy policy, CpeSessionLeftovers left)
    {
        _lastSuccess = now;
        RetryCount = 0;
        _refusals = left.Refused ? _refusals + 1 : 0;
        _due = null;
        if (left.NewEvents)
        {
            RequestAt(now);
        }

        if (left.ActiveNotification is TimeSpan throttle)
        {
            RequestForActiveNotification(now, throttle);
        }

        if (left.Refused)
        {
            RequestAt(now + policy.Wait(_refusals, random));
        }
    }

    /// <summary>
    /// The session failed: the next one is retry <see cref="RetryCount"/>, after the wait that is returned. A connection request that was
    /// accepted meanwhile does not wait: its sender was promised a session within 30 s.
    /// </summary>
    public TimeSpan SessionFailed(TimeSpan now, CpeRetryPolicy policy, bool connectionRequested)
    {
        RetryCount = RetryCount == int.MaxValue ? RetryCount : RetryCount + 1;
        TimeSpan wait = policy.Wait(RetryCount, random);
        _due = connectionRequested ? now : now + wait;
        return wait;
    }

    /// <summary>The device rebooted: the counters begin again.</summary>
    public void Rebooted()
    {
        RetryCount = 0;
        _refusals = 0;
        _due = null;
        _lastSuccess = null;
    }

    private void RequestAt(TimeSpan when)
    {
        if (_due is null || when < _due)
        {
            _due = when;
        }
    }
}
