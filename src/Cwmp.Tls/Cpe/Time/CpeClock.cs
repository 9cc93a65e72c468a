// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Verification.Time;

namespace Cwmp.Tls.Cpe.Time;

/// <summary>The two clocks of a device: one that only counts up and drives every timer, and the time of day, which may be wrong and may jump.</summary>
internal sealed class CpeClock(TimeProvider time, VerificationClock timeOfDay)
{
    private readonly long _origin = time.GetTimestamp();

    public TimeProvider Provider { get; } = time;

    /// <summary>Time since the engine was made.</summary>
    public TimeSpan Now => Provider.GetElapsedTime(_origin);

    public DateTimeOffset UtcNow => Provider.GetUtcNow();

    /// <summary>The time of day as the ACS may be told it: unknown while it is not trusted.</summary>
    public CwmpDateTime Reported => timeOfDay.Trust == ClockTrust.Trusted ? CwmpDateTime.From(UtcNow) : CwmpDateTime.Unknown;
}
