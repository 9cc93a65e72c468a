// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.Model;
using Cwmp.Tls.Cpe.Time;

namespace Cwmp.Tls.Cpe.Events;

/// <summary>The timer of <c>2 PERIODIC</c>. It follows the settings of the ACS and a time of day that is set.</summary>
internal sealed class CpePeriodicInform(CpeManagementSettings settings, CpeClock clock, Random random)
{
    // A wall clock that moved by more than this against the monotonic one was set; timers and timestamps differ by less.
    private static readonly TimeSpan ClockJump = TimeSpan.FromSeconds(5);

    private (bool Enabled, TimeSpan Interval, DateTimeOffset? Time, bool Trusted) _settings;
    private PeriodicInformSchedule _schedule;
    private DateTimeOffset _dueUtc;
    private TimeSpan _clockOffset;

    /// <summary>
    /// When <see cref="TakeDue"/> has something to do next, on <see cref="CpeClock.Now"/>; null while periodic Informs are off.
    /// </summary>
    public TimeSpan? Due { get; private set; }

    /// <summary>Begins again, as after a boot.</summary>
    public void Reset()
    {
        Due = null;
        _settings = default;
    }

    /// <summary>Takes over settings that have changed, and tells whether an Inform has come due since the last call.</summary>
    public bool TakeDue()
    {
        Reschedule();
        if (!(Due <= clock.Now))
        {
            return false;
        }

        DateTimeOffset utcNow = clock.UtcNow;
        SetDue(utcNow > _dueUtc ? utcNow : _dueUtc);
        return true;
    }

    private void Reschedule()
    {
        DateTimeOffset utcNow = clock.UtcNow;
        TimeSpan offset = utcNow - DateTimeOffset.UnixEpoch - clock.Now;
        bool clockWasSet = (offset - _clockOffset).Duration() > ClockJump;
        (bool Enabled, TimeSpan Interval, DateTimeOffset? Time, bool Trusted) current =
            (settings.PeriodicInformEnabled, settings.PeriodicInformInterval, settings.PeriodicInformTime, clock.IsTrusted);
        if (current == _settings && !clockWasSet)
        {
            return;
        }

        bool changed = current != _settings;
        _settings = current;
        _clockOffset = offset;
        if (!current.Enabled)
        {
            Due = null;
        }
        else if (current is { Time: DateTimeOffset reference, Trusted: true })
        {
            _schedule = PeriodicInformSchedule.WithPhase(current.Interval, reference);
            SetDue(utcNow);
        }
        else if (changed || Due is null)
        {
            _schedule = PeriodicInformSchedule.WithRandomPhase(current.Interval, utcNow, random);
            SetDue(utcNow);
        }
        else
        {
            // The phase is the device's own choice: it stays on the clock that did not jump.
            TimeSpan left = Due.Value - clock.Now;
            _schedule = PeriodicInformSchedule.WithPhase(current.Interval, utcNow + left);
            _dueUtc = utcNow + left;
        }
    }

    private void SetDue(DateTimeOffset after)
    {
        _dueUtc = _schedule.NextAfter(after);
        TimeSpan left = _dueUtc - clock.UtcNow;
        Due = clock.Now + left;
    }
}
