// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.Model;
using Cwmp.Tls.Cpe.Time;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.Messages;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Cpe.Events;

/// <summary>
/// What a CPE has to tell its ACS, and when it wants to call. Everything that raises an event comes in here: the boot, the timers, the data
/// model, the ACS itself, the application. <see cref="CpeEventTable"/> says what then becomes of an event, <see cref="Queue"/> carries it
/// out, and <see cref="Planner"/> decides when the next session begins. No network and no threads: the engine's loop calls.
/// </summary>
internal sealed class CpeEvents
{
    /// <summary>How many ScheduleInforms may wait.</summary>
    public const int MaximumScheduled = 32;

    private readonly CpeManagementSettings _settings;
    private readonly CpePeriodicInform _periodic;
    private readonly CpeClock _clock;
    private readonly ILogger _log;

    public CpeEvents(
        CpeManagementSettings settings, CpeModelReader reader, CpeClock clock, Random random, CpeEventTable table, ILogger log)
    {
        _settings = settings;
        _clock = clock;
        _log = log;
        _periodic = new CpePeriodicInform(settings, clock, random);
        Queue = new CpeEventQueue(table, clock);
        Notifications = new CpeNotifications(reader);
        Planner = new CpeSessionPlanner(random);
    }

    public CpeEventQueue Queue { get; }

    public CpeNotifications Notifications { get; }

    public CpeSessionPlanner Planner { get; }

    /// <summary>The ScheduleInforms that have not come due.</summary>
    public List<CpeScheduledInform> Scheduled { get; } = [];

    /// <summary>The URL for which a BOOTSTRAP was raised last; empty on a device fresh from the factory.</summary>
    public string BootstrapUrl { get; set; } = string.Empty;

    /// <summary>When <see cref="Tick"/> has something to do next, on <see cref="CpeClock.Now"/>; null for never.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            TimeSpan? next = CpeDeadline.Earlier(_periodic.Due, Queue.NextExpiry);
            foreach (CpeScheduledInform scheduled in Scheduled)
            {
                next = CpeDeadline.Earlier(next, scheduled.Deadline.Due);
            }

            return next;
        }
    }

    /// <summary>
    /// The device has booted: what does not survive is dropped, <c>1 BOOT</c> is raised, the Reboots that were promised have happened, and
    /// an ACS URL that is new gets a BOOTSTRAP.
    /// </summary>
    /// <param name="rebootKeys">The command keys of the Reboots that were promised.</param>
    public void Boot(IReadOnlyList<string> rebootKeys)
    {
        Queue.Rebooted();
        Notifications.Rebooted();
        Planner.Rebooted();
        Raise(EventCode.Boot);
        foreach (string key in rebootKeys)
        {
            Raise(EventCode.MReboot, key);
        }

        CheckUrl();
        Scan();
        _periodic.Reset();
    }

    /// <summary>Forgets everything, as a factory reset does.</summary>
    public void Clear()
    {
        Queue.Clear();
        Notifications.Clear();
        Scheduled.Clear();
        BootstrapUrl = string.Empty;
    }

    /// <summary>Adds an event; a new one asks for a session at once.</summary>
    public void Raise(EventCode code, string commandKey = "")
    {
        if (Queue.Add(code, commandKey))
        {
            _log.CpeEventRaised(code.Text);
            Planner.RequestNow(_clock.Now);
        }
    }

    /// <summary>Adds a request with its events, which asks for a session at once.</summary>
    public void Add(CpePendingRequest request)
    {
        Queue.Add(request);
        Planner.RequestNow(_clock.Now);
    }

    /// <summary>The data model says that a value has changed.</summary>
    public void ParameterChanged(string name)
    {
        Notify(Notifications.Changed(name));
        CheckUrl();
    }

    /// <summary>Looks for changed values that the data model said nothing of.</summary>
    public void Scan() => Notify(Notifications.Scan());

    /// <summary>The ACS has changed parameters: it knows their values, but a URL of the ACS that it changed is a new one.</summary>
    public void ChangedByAcs(IEnumerable<string> names)
    {
        Notifications.SetByAcs(names);
        CheckUrl();
    }

    /// <summary>A change of the URL was undone before anybody could learn of it: so is the BOOTSTRAP it led to.</summary>
    public void ForgetUrlChange(string before, bool wasBootstrapping)
    {
        if (BootstrapUrl != before)
        {
            BootstrapUrl = before;
            if (!wasBootstrapping)
            {
                Queue.Remove(EventCode.Bootstrap);
            }
        }
    }

    /// <summary>Raises what has come due, and drops what has waited too long.</summary>
    public void Tick()
    {
        if (_periodic.TakeDue())
        {
            Raise(EventCode.Periodic);
        }

        TimeSpan now = _clock.Now;
        foreach (CpeScheduledInform scheduled in Scheduled.Where(s => s.Deadline.Due <= now).ToArray())
        {
            Scheduled.Remove(scheduled);
            Raise(EventCode.Scheduled);
            Raise(EventCode.MScheduleInform, scheduled.CommandKey);
        }

        IReadOnlyList<EventCode> expired = Queue.Expire();
        foreach (EventCode code in expired)
        {
            _log.CpeEventExpired(code.Text);
        }

        if (expired.Count > 0 && Queue.IsEmpty)
        {
            Planner.NothingLeft();
        }
    }

    /// <summary>Takes the snapshot for a session.</summary>
    public CpeAnnouncement BeginSession()
    {
        Scan();
        if (Notifications.Pending.Count > 0)
        {
            // Passive changes ride along, and VALUE CHANGE with them.
            Queue.Add(EventCode.ValueChange);
        }

        Planner.SessionStarted();
        return Queue.Announce();
    }

    /// <summary>Tells how the session went, and plans the next one. Returns the wait before the retry of a failed one.</summary>
    public TimeSpan? EndSession(CpeAnnouncement announcement, bool succeeded, Exception? cause)
    {
        Queue.SessionEnded(announcement, succeeded, cause);
        if (!succeeded)
        {
            return Planner.SessionFailed(_clock.Now, _settings.RetryPolicy, Queue.Contains(EventCode.ConnectionRequest));
        }

        // What was announced and is still there met a fault, or was held back.
        bool refused = announcement.Requests.Any(Queue.Requests.Contains);
        bool valueChange = Queue.Contains(EventCode.ValueChange);
        bool others = Queue.Entries.Count > (valueChange ? 1 : 0)
            || Queue.Requests.Any(request => !announcement.Requests.Contains(request));
        Planner.SessionSucceeded(
            _clock.Now,
            _settings.RetryPolicy,
            new CpeSessionLeftovers(others, valueChange ? _settings.ActiveNotificationThrottle : null, refused));
        return null;
    }

    private void Notify(ParameterNotification level)
    {
        if (level == ParameterNotification.Active && Queue.Add(EventCode.ValueChange))
        {
            _log.CpeEventRaised(EventCode.ValueChange.Text);
            Planner.RequestForActiveNotification(_clock.Now, _settings.ActiveNotificationThrottle);
        }
    }

    private void CheckUrl()
    {
        string url = _settings.Url;
        if (url.Length > 0 && url != BootstrapUrl)
        {
            BootstrapUrl = url;
            Raise(EventCode.Bootstrap);
        }
    }
}
