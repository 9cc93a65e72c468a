// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Acs.Sessions;

/// <summary>
/// The time limits of one session: how long it waits for the next step, and how long it may take as a whole. Set it under the lock of the
/// session; <see cref="IsDue"/> may be asked without the lock.
/// </summary>
internal sealed class AcsSessionClock(TimeProvider time, TimeSpan maxDuration)
{
    private readonly long _startedAt = time.GetTimestamp();
    private long _deadline = long.MaxValue;

    /// <summary>How long the session has been open.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_startedAt);

    /// <summary>Whether the time for the next step is over.</summary>
    /// <param name="now">A timestamp of the same clock.</param>
    public bool IsDue(long now) => Volatile.Read(ref _deadline) <= now;

    /// <summary>Whether the session as a whole has taken too long.</summary>
    /// <param name="now">A timestamp of the same clock.</param>
    public bool IsTooLong(long now) => time.GetElapsedTime(_startedAt, now) >= maxDuration;

    /// <summary>Sets the limit of the next step. It never lies behind the end of the whole session.</summary>
    public void WaitFor(TimeSpan step)
    {
        TimeSpan left = maxDuration - Elapsed;
        TimeSpan wait = step < left ? step : left;
        Volatile.Write(ref _deadline, time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency));
    }

    /// <summary>The session is over; nothing is due any more.</summary>
    public void Stop() => Volatile.Write(ref _deadline, long.MaxValue);
}
