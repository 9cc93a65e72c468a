// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe.Time;

/// <summary>
/// When the next periodic Inform is due: at the reference time plus a whole number of intervals (<c>PeriodicInformTime</c>,
/// <c>PeriodicInformInterval</c>). The reference may lie in the past or in the future.
/// </summary>
internal readonly record struct PeriodicInformSchedule(TimeSpan Interval, DateTimeOffset Reference)
{
    /// <summary>The data model allows no shorter interval.</summary>
    public static readonly TimeSpan ShortestInterval = TimeSpan.FromSeconds(1);

    /// <summary>
    /// A schedule whose phase is the device's own choice, as with <c>PeriodicInformTime</c> = Unknown Time: random, so that a fleet that
    /// was switched on at the same moment spreads over the whole interval.
    /// </summary>
    public static PeriodicInformSchedule WithRandomPhase(TimeSpan interval, DateTimeOffset now, Random random)
    {
        TimeSpan bounded = Bounded(interval);
        return new PeriodicInformSchedule(bounded, now + (bounded * random.NextDouble()));
    }

    /// <summary>A schedule with the phase the ACS chose.</summary>
    public static PeriodicInformSchedule WithPhase(TimeSpan interval, DateTimeOffset reference) => new(Bounded(interval), reference);

    /// <summary>The first due time after <paramref name="now"/>.</summary>
    public DateTimeOffset NextAfter(DateTimeOffset now)
    {
        long elapsed = now.UtcTicks - Reference.UtcTicks;
        long interval = Interval.Ticks;
        long intervals = elapsed / interval;
        if (elapsed >= 0 || elapsed % interval == 0)
        {
            intervals++;
        }

        // A schedule that runs past the year 9999 never comes due.
        Int128 due = (Int128)Reference.UtcTicks + ((Int128)intervals * interval);
        return due >= DateTimeOffset.MaxValue.UtcTicks ? DateTimeOffset.MaxValue : new DateTimeOffset((long)due, TimeSpan.Zero);
    }

    private static TimeSpan Bounded(TimeSpan interval) => interval < ShortestInterval ? ShortestInterval : interval;
}
