// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.Events;
using Cwmp.Tls.Cpe.Model;
using Cwmp.Tls.Cpe.State;
using Cwmp.Tls.Cpe.Time;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Verification.Time;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Cpe;

/// <summary>
/// What a CPE knows and when it wants to call: state, events, timers. No network, no threads: the engine's loop calls it, tells it how sessions
/// went, and asks when to wake up.
/// </summary>
internal sealed class CpeAgent
{
    /// <summary>How many ScheduleInforms may wait.</summary>
    public const int MaximumScheduled = 32;

    // A store keeps two; one that says it has put a generation aside and has not is not asked for ever.
    private const int MaximumGenerations = 3;

    // A wall clock that moved by more than this against the monotonic one was set; timers and timestamps differ by less.
    private static readonly TimeSpan ClockJump = TimeSpan.FromSeconds(5);

    private readonly ICpeDataModel _model;
    private readonly Random _random;
    private readonly VerificationClock _timeOfDay;
    private readonly ILogger _log;
    private (bool Enabled, TimeSpan Interval, DateTimeOffset? Time, bool Trusted) _periodicSettings;
    private PeriodicInformSchedule _periodic;
    private TimeSpan? _periodicDue;
    private DateTimeOffset _periodicDueUtc;
    private TimeSpan _clockOffset;

    public CpeAgent(ICpeDataModel model, CpeStateKeeper keeper, CpeClock clock, VerificationClock timeOfDay, Random random, ILogger log)
    {
        _model = model;
        _random = random;
        _timeOfDay = timeOfDay;
        _log = log;
        Keeper = keeper;
        Clock = clock;
        Reader = new CpeModelReader(model, log);
        State = new CpeDeviceState(model, Reader, clock);
        Settings = new CpeManagementSettings(model, Reader);
        Planner = new CpeSessionPlanner(random);
    }

    public CpeModelReader Reader { get; }

    public CpeDeviceState State { get; private set; }

    public CpeManagementSettings Settings { get; }

    public CpeSessionPlanner Planner { get; }

    public CpeStateKeeper Keeper { get; }

    public CpeClock Clock { get; }

    public bool IsTimeTrusted => _timeOfDay.Trust == ClockTrust.Trusted;

    /// <summary>When <see cref="Tick"/> has something to do next, on <see cref="CpeClock.Now"/>.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            TimeSpan? next = _periodicDue;
            foreach (CpeScheduledInform scheduled in State.Scheduled)
            {
                next = next is null || scheduled.Deadline.Due < next ? scheduled.Deadline.Due : next;
            }

            return next;
        }
    }

    /// <summary>Reads the stored state. What cannot be read is reported and left; the device begins anew then.</summary>
    /// <returns>What was wrong.</returns>
    public async Task<IReadOnlyList<string>> LoadAsync(CancellationToken cancellationToken)
    {
        List<string> problems = [];
        for (int generation = 0; generation < MaximumGenerations; generation++)
        {
            CpeStoredState stored = await Keeper.LoadAsync(cancellationToken).ConfigureAwait(false);
            problems.AddRange(stored.Problems);
            if (stored.State.IsEmpty || TryRestore(stored, problems)
                || !await Keeper.SetAsideAsync(stored.Generation, cancellationToken).ConfigureAwait(false))
            {
                break;
            }
        }

        if (State.TimeFloor > 0)
        {
            _timeOfDay.RaiseFloor(DateTimeOffset.FromUnixTimeSeconds(State.TimeFloor));
        }

        foreach (string problem in problems)
        {
            _log.CpeStateDamaged(problem);
        }

        return problems;
    }

    /// <summary>
    /// The device has booted: what does not survive is dropped, <c>1 BOOT</c> is raised, a Reboot that was promised has happened, and an ACS
    /// URL that is new gets a BOOTSTRAP.
    /// </summary>
    public void Boot()
    {
        State.Queue.Rebooted();
        State.Notifications.Rebooted();
        Planner.Rebooted();
        Raise(EventCode.Boot);
        foreach (string key in State.RebootKeys)
        {
            Raise(EventCode.MReboot, key);
        }

        State.RebootKeys.Clear();

        State.RebootWithoutKey = false;
        CheckUrl();
        Scan();
        _periodicDue = null;
        _periodicSettings = default;
    }

    /// <summary>Returns data model and state to what the factory delivered. The state is left alone where the model throws.</summary>
    public async Task FactoryResetAsync(CancellationToken cancellationToken)
    {
        await _model.FactoryResetAsync(cancellationToken).ConfigureAwait(false);
        State.Clear();
    }

    /// <summary>Adds an event; a new one asks for a session at once.</summary>
    public void Raise(EventCode code, string commandKey = "")
    {
        if (State.Queue.Add(code, commandKey))
        {
            _log.CpeEventRaised(code.Text);
            Planner.RequestNow(Clock.Now);
        }
    }

    /// <summary>Adds a request with its events, which asks for a session at once.</summary>
    public void Add(CpePendingRequest request)
    {
        State.Queue.Add(request);
        Planner.RequestNow(Clock.Now);
    }

    /// <summary>The data model says that a value has changed.</summary>
    public void ParameterChanged(string name)
    {
        Notify(State.Notifications.Changed(name));
        CheckUrl();
    }

    /// <summary>Looks for changed values that the data model said nothing of.</summary>
    public void Scan() => Notify(State.Notifications.Scan());

    /// <summary>The ACS has changed something: its own values are no news to it, its own URL is.</summary>
    public void ChangedByAcs(IEnumerable<string> names)
    {
        State.Notifications.SetByAcs(names);
        CheckUrl();
    }

    /// <summary>A change of the URL was undone before anybody could learn of it: so is the BOOTSTRAP it led to.</summary>
    public void ForgetUrlChange(string before, bool wasBootstrapping)
    {
        if (State.BootstrapUrl != before)
        {
            State.BootstrapUrl = before;
            if (!wasBootstrapping)
            {
                State.Queue.Remove(EventCode.Bootstrap);
            }
        }
    }

    /// <summary>Raises what has come due.</summary>
    public void Tick()
    {
        Reschedule();
        TimeSpan now = Clock.Now;
        if (_periodicDue <= now)
        {
            Raise(EventCode.Periodic);
            DateTimeOffset utcNow = Clock.UtcNow;
            SetPeriodicDue(utcNow > _periodicDueUtc ? utcNow : _periodicDueUtc);
        }

        foreach (CpeScheduledInform scheduled in State.Scheduled.Where(s => s.Deadline.Due <= now).ToArray())
        {
            State.Scheduled.Remove(scheduled);
            Raise(EventCode.Scheduled);
            Raise(EventCode.MScheduleInform, scheduled.CommandKey);
        }
    }

    /// <summary>Takes the snapshot for a session.</summary>
    public CpeAnnouncement BeginSession()
    {
        Scan();
        if (State.Notifications.Pending.Count > 0)
        {
            // Passive changes ride along, and VALUE CHANGE with them.
            State.Queue.Add(EventCode.ValueChange);
        }

        Planner.SessionStarted();
        return State.Queue.Announce();
    }

    /// <summary>Tells how the session went, and plans the next one. Returns the wait before the retry of a failed one.</summary>
    public TimeSpan? EndSession(CpeAnnouncement announcement, bool succeeded, Exception? cause)
    {
        State.Queue.SessionEnded(announcement, succeeded, cause);
        State.ForgetReportedTransfers();
        if (!succeeded)
        {
            return Planner.SessionFailed(Clock.Now, Settings.RetryPolicy, State.Queue.Contains(EventCode.ConnectionRequest));
        }

        if (IsTimeTrusted && Clock.UtcNow.ToUnixTimeSeconds() - State.TimeFloor > 24 * 60 * 60)
        {
            State.TimeFloor = Clock.UtcNow.ToUnixTimeSeconds();
        }

        // What was announced and is still there met a fault, or was held back.
        bool refused = announcement.Requests.Any(State.Queue.Requests.Contains);
        bool valueChange = State.Queue.Contains(EventCode.ValueChange);
        bool others = State.Queue.Entries.Count > (valueChange ? 1 : 0)
            || State.Queue.Requests.Any(request => !announcement.Requests.Contains(request));
        Planner.SessionSucceeded(
            Clock.Now,
            Settings.RetryPolicy,
            new CpeSessionLeftovers(others, valueChange ? Settings.ActiveNotificationThrottle : null, refused));
        return null;
    }

    private bool TryRestore(CpeStoredState stored, List<string> problems)
    {
        try
        {
            State.Load(stored.State);
            return true;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            problems.Add($"The stored state (generation {stored.Generation}) is not understood and was left out: {e.Message}");
            State = new CpeDeviceState(_model, Reader, Clock);
            ForgetModel();
            return false;
        }
    }

    private void ForgetModel()
    {
        try
        {
            State.RestoreModel(default);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A model that takes back neither what was stored nor nothing stays as it is.
            _log.CpeCallbackFailed(e);
        }
    }

    private void Notify(ParameterNotification level)
    {
        if (level == ParameterNotification.Active && State.Queue.Add(EventCode.ValueChange))
        {
            _log.CpeEventRaised(EventCode.ValueChange.Text);
            Planner.RequestForActiveNotification(Clock.Now, Settings.ActiveNotificationThrottle);
        }
    }

    private void CheckUrl()
    {
        string url = Settings.Url;
        if (url.Length > 0 && url != State.BootstrapUrl)
        {
            State.BootstrapUrl = url;
            Raise(EventCode.Bootstrap);
        }
    }

    private void Reschedule()
    {
        DateTimeOffset utcNow = Clock.UtcNow;
        TimeSpan offset = utcNow - DateTimeOffset.UnixEpoch - Clock.Now;
        bool clockWasSet = (offset - _clockOffset).Duration() > ClockJump;
        (bool Enabled, TimeSpan Interval, DateTimeOffset? Time, bool Trusted) settings =
            (Settings.PeriodicInformEnabled, Settings.PeriodicInformInterval, Settings.PeriodicInformTime, IsTimeTrusted);
        if (settings == _periodicSettings && !clockWasSet)
        {
            return;
        }

        bool changed = settings != _periodicSettings;
        _periodicSettings = settings;
        _clockOffset = offset;
        if (!settings.Enabled)
        {
            _periodicDue = null;
        }
        else if (settings is { Time: DateTimeOffset reference, Trusted: true })
        {
            _periodic = PeriodicInformSchedule.WithPhase(settings.Interval, reference);
            SetPeriodicDue(utcNow);
        }
        else if (changed || _periodicDue is null)
        {
            _periodic = PeriodicInformSchedule.WithRandomPhase(settings.Interval, utcNow, _random);
            SetPeriodicDue(utcNow);
        }
        else
        {
            // The phase is our own choice: it stays on the clock that did not jump.
            TimeSpan left = _periodicDue.Value - Clock.Now;
            _periodic = PeriodicInformSchedule.WithPhase(settings.Interval, utcNow + left);
            _periodicDueUtc = utcNow + left;
        }
    }

    private void SetPeriodicDue(DateTimeOffset after)
    {
        _periodicDueUtc = _periodic.NextAfter(after);
        TimeSpan left = _periodicDueUtc - Clock.UtcNow;
        _periodicDue = Clock.Now + left;
    }
}
