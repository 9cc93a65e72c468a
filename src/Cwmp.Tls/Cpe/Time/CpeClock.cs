// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Verification.Time;

namespace Cwmp.Tls.Cpe.Time;

/// <summary>
/// The two clocks of a device. One only counts up and drives every timer. The other is the time of day, which may be wrong and may jump.
/// </summary>
internal sealed class CpeClock(TimeProvider time, VerificationClock timeOfDay)
{
    private readonly long _origin = time.GetTimestamp();

    public TimeProvider Provider { get; } = time;

    /// <summary>Time since the engine was made.</summary>
    public TimeSpan Now => Provider.GetElapsedTime(_origin);

    public DateTimeOffset UtcNow => Provider.GetUtcNow();

    /// <summary>Whether the time of day is known to be right.</summary>
    public bool IsTrusted => timeOfDay.Trust == ClockTrust.Trusted;

    /// <summary>The time of day as the ACS may be told it: unknown while it is not trusted.</summary>
    public CwmpDateTime Reported => IsTrusted ? CwmpDateTime.From(UtcNow) : CwmpDateTime.Unknown;

    /// <summary>The time of an Inform: the time of day with the local offset, to the second; unknown while it is not trusted.</summary>
    public CwmpDateTime ReportedLocal
    {
        get
        {
            DateTimeOffset now = Provider.GetLocalNow();
            return IsTrusted
                ? CwmpDateTime.From(new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), now.Offset))
                : CwmpDateTime.Unknown;
        }
    }

    /// <summary>The time of day is not earlier than this Unix time, whatever the clock says. 0 says nothing.</summary>
    public void RaiseFloor(long unixSeconds)
    {
        if (unixSeconds > 0)
        {
            timeOfDay.RaiseFloor(DateTimeOffset.FromUnixTimeSeconds(unixSeconds));
        }
    }
}
