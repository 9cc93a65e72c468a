// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe;
using Cwmp.Tls.Cpe.Sessions;

namespace CpeProof;

/// <summary>
/// The table of events (cwmp-session §5) as an oracle for one device, written without a look at the engine's queue. It is told what
/// happened to the device and how each session went, and keeps what the table says must, and may, be in the next Inform.
/// </summary>
/// <remarks>
/// Sessions are numbered. What was raised and acknowledged while session <c>n</c> was the next to end may have come too late for it, and
/// must be in session <c>n + 1</c>.
/// </remarks>
internal sealed class EventLedger(string device, Func<string, bool> hasReachedAcs, Action<string> report)
{
    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];
    private readonly List<CpeSessionResult> _sessions = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _failures;

    public IReadOnlyList<CpeSessionResult> Sessions
    {
        get
        {
            lock (_lock)
            {
                return [.. _sessions];
            }
        }
    }

    public int Delivered { get; private set; }

    /// <summary>An event is about to happen.</summary>
    /// <param name="name">Its <c>code</c> or <c>code/key</c>.</param>
    /// <param name="isRetried">Whether it is announced again after a session that failed.</param>
    /// <param name="report">What identifies the request of the device whose response delivers it; null where the InformResponse
    /// does.</param>
    public Entry Raise(string name, bool isRetried = true, string? report = null)
    {
        lock (_lock)
        {
            Entry entry = new(name, isRetried, report, _sessions.Count);
            _entries.Add(entry);
            return entry;
        }
    }

    /// <summary>The event has certainly happened. From now on it must not get lost.</summary>
    public void Acknowledge(Entry entry)
    {
        lock (_lock)
        {
            entry.Acknowledged = _sessions.Count;
        }
    }

    /// <summary>The event must happen by itself later (a scheduled Inform, a download).</summary>
    public void Promise(Entry entry)
    {
        lock (_lock)
        {
            entry.IsPromised = true;
        }
    }

    /// <summary>
    /// Whether all that is owed are reports that the ACS has: whether the device knows that, only its next Inform can tell.
    /// </summary>
    public bool AwaitsProof
    {
        get
        {
            lock (_lock)
            {
                Entry[] owed = [.. _entries.Where(IsOwed)];
                return owed.Length > 0 && owed.All(HasReached);
            }
        }
    }

    public void SessionEnded(CpeSessionResult session)
    {
        lock (_lock)
        {
            int number = _sessions.Count;
            _sessions.Add(session);
            HashSet<string> announced = [.. session.Events.Select(DeviceLog.Name)];
            if (announced.Count != session.Events.Count)
            {
                Violation(number, $"announced an event twice: {string.Join(", ", session.Events.Select(DeviceLog.Name))}");
            }

            CheckCount(number, session, announced);
            foreach (Entry entry in _entries.Where(e => e.Acknowledged < number && !announced.Contains(e.Name)).ToArray())
            {
                if (HasReached(entry))
                {
                    Deliver(entry);
                }
                else
                {
                    Violation(number, $"lost '{entry.Name}', which happened before it began");
                }
            }

            foreach (string name in announced.Where(name => !IsCompanion(name, announced)))
            {
                if (!_entries.Any(entry => entry.Name == name && entry.Began <= number))
                {
                    Violation(number, $"announced '{name}', which did not happen or was delivered before");
                }
            }

            foreach (Entry entry in _entries.Where(e => announced.Contains(e.Name)).ToArray())
            {
                if (session.InformDelivered && entry.Report is null)
                {
                    Deliver(entry);
                }
                else if (!entry.IsRetried)
                {
                    _entries.Remove(entry);
                }
                else
                {
                    // From now on the event must be in every Inform.
                    entry.Acknowledged = Math.Min(entry.Acknowledged, number);
                }
            }

            Changed();
        }
    }

    /// <summary>Waits until everything that must be delivered has been delivered.</summary>
    public async Task<bool> WaitUntilDeliveredAsync(TimeSpan patience)
    {
        using CancellationTokenSource limit = new(patience);
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (!_entries.Exists(IsOwed))
                {
                    return true;
                }

                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }

    /// <summary>Nothing more will come. Every event that is still owed is lost.</summary>
    public void GiveUp()
    {
        lock (_lock)
        {
            Violation(_sessions.Count,
                $"and all before have not delivered {string.Join(", ", _entries.Where(IsOwed).Select(entry => entry.Name))}");
        }
    }

    private static bool IsOwed(Entry entry) => entry.IsPromised || entry.Acknowledged != int.MaxValue;

    private bool HasReached(Entry entry) => entry.Report is not null && hasReachedAcs(entry.Report);

    // Events that only accompany another event.
    private static bool IsCompanion(string name, HashSet<string> announced) => name switch
    {
        "3 SCHEDULED" => announced.Any(other => other.StartsWith("M ScheduleInform", StringComparison.Ordinal)),
        "7 TRANSFER COMPLETE" => announced.Any(other => other.StartsWith("M Download", StringComparison.Ordinal)),
        "1 BOOT" => announced.Any(other => other.StartsWith("M Reboot", StringComparison.Ordinal)),
        _ => false,
    };

    private void CheckCount(int number, CpeSessionResult session, HashSet<string> announced)
    {
        if (session.RetryCount == 0 && announced.Contains("1 BOOT"))
        {
            _failures = 0;
        }

        if (session.RetryCount != _failures)
        {
            Violation(number, $"had RetryCount {session.RetryCount} after {_failures} failures");
        }

        _failures = session.Succeeded ? 0 : _failures + 1;
    }

    private void Deliver(Entry entry)
    {
        Delivered++;
        _entries.Remove(entry);
    }

    private void Changed()
    {
        _changed.TrySetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private void Violation(int number, string what) => report($"{device}, session {number} {what}");

    /// <summary>One event of one device.</summary>
    internal sealed class Entry(string name, bool isRetried, string? report, int began)
    {
        public string Name { get; } = name;

        public bool IsRetried { get; } = isRetried;

        public string? Report { get; } = report;

        /// <summary>The first session that may announce it.</summary>
        public int Began { get; } = began;

        /// <summary>Every session after this one must announce it.</summary>
        public int Acknowledged { get; set; } = int.MaxValue;

        public bool IsPromised { get; set; }
    }
}
