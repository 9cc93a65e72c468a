// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.Time;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Events;

/// <summary>
/// The undelivered events and the requests that wait with them. What becomes of each is written in <see cref="CpeEventTable"/>. An event is
/// in the queue once for each command key. An event that is raised again while a session announces it is new: the InformResponse of that
/// session does not deliver it.
/// </summary>
internal sealed class CpeEventQueue(CpeEventTable table, CpeClock clock)
{
    /// <summary>
    /// More than this many undelivered events with different codes or keys is a runaway application, not a device. The engine's own events
    /// are bounded by their kinds and are always taken.
    /// </summary>
    public const int MaximumWaiting = 512;

    private readonly List<CpeEventEntry> _entries = [];
    private readonly List<CpePendingRequest> _requests = [];
    private long _lastSequence;

    /// <summary>The undelivered events that an InformResponse delivers.</summary>
    public IReadOnlyList<CpeEventEntry> Entries => _entries;

    /// <summary>The requests that wait for a session.</summary>
    public IReadOnlyList<CpePendingRequest> Requests => _requests;

    /// <summary>The events that are stored.</summary>
    public IEnumerable<CpeEventEntry> StoredEntries => _entries.Where(entry => table.For(entry.Code).SurvivesReboot);

    /// <summary>The requests that are stored.</summary>
    public IEnumerable<CpePendingRequest> StoredRequests => _requests.Where(request => table.For(request).SurvivesReboot);

    public bool IsEmpty => _entries.Count == 0 && _requests.Count == 0;

    /// <summary>When <see cref="Expire"/> has something to do next; null for never.</summary>
    public TimeSpan? NextExpiry
    {
        get
        {
            TimeSpan? next = null;
            foreach (CpeEventEntry entry in _entries)
            {
                next = CpeDeadline.Earlier(next, entry.Expires?.Due);
            }

            foreach (CpePendingRequest request in _requests)
            {
                next = CpeDeadline.Earlier(next, request.Expires?.Due);
            }

            return next;
        }
    }

    /// <summary>Adds an event.</summary>
    /// <param name="code">The event.</param>
    /// <param name="commandKey">The command key of an <c>M …</c> event.</param>
    /// <param name="expires">When it is dropped, as it was stored; null takes the lifetime of its kind from now.</param>
    /// <returns>True when it was not waiting already: a reason for a session.</returns>
    public bool Add(EventCode code, string commandKey = "", CpeDeadline? expires = null)
    {
        expires ??= ExpiryOf(table.For(code));
        int index = _entries.FindIndex(entry => entry.Code == code && entry.CommandKey == commandKey);
        if (index >= 0)
        {
            _entries[index] = _entries[index] with { Sequence = ++_lastSequence, Expires = expires };
            return false;
        }

        _entries.Add(new CpeEventEntry(code, commandKey, ++_lastSequence, expires));
        return true;
    }

    /// <summary>Adds a request with its events.</summary>
    public void Add(CpePendingRequest request)
    {
        request.Expires ??= ExpiryOf(table.For(request));
        _requests.Add(request);
    }

    /// <summary>Before the application adds anything.</summary>
    /// <exception cref="InvalidOperationException">Too many events wait.</exception>
    public void ThrowIfFull()
    {
        if (_entries.Count + _requests.Count >= MaximumWaiting)
        {
            throw new InvalidOperationException(
                $"{MaximumWaiting} events are waiting for the ACS, and no more can be taken. Raise the event again after a session.");
        }
    }

    public void Remove(EventCode code) => _entries.RemoveAll(entry => entry.Code == code);

    public bool Contains(EventCode code) => _entries.Exists(entry => entry.Code == code);

    /// <summary>Takes the snapshot for an Inform.</summary>
    public CpeAnnouncement Announce() => CpeAnnouncement.Of(_entries, _requests, _lastSequence, table);

    /// <summary>The InformResponse has come: the announced events are delivered.</summary>
    public void InformDelivered(CpeAnnouncement announcement)
    {
        bool bootstrap = false;
        foreach (CpeEventEntry announced in announcement.Entries)
        {
            _entries.Remove(announced);
            bootstrap |= table.For(announced.Code).DiscardsOthers;
        }

        if (!bootstrap)
        {
            return;
        }

        // Delivering BOOTSTRAP discards what was undelivered when it was announced; what came later belongs to the new relation.
        _entries.RemoveAll(entry => entry.Sequence <= announcement.Sequence && !table.For(entry.Code).SurvivesBootstrap);
        foreach (CpePendingRequest request in announcement.DiscardedByBootstrap)
        {
            Drop(request, "A BOOTSTRAP was delivered, which discards whatever was waiting for the ACS before it.");
        }
    }

    /// <summary>The response to a request of the device has come: the request and its events are delivered.</summary>
    public void RequestDelivered(CpePendingRequest request, CwmpResponse response)
    {
        _requests.Remove(request);
        request.Completion?.TrySetResult(response);
    }

    /// <summary>The ACS answered a request of the device with a fault.</summary>
    /// <returns>True when the request stays and is to be offered again.</returns>
    public bool RequestRefused(CpePendingRequest request, CwmpFault fault)
    {
        if (table.For(request).SurvivesFault)
        {
            return true;
        }

        _requests.Remove(request);
        request.Completion?.TrySetException(new CwmpFaultException(fault, request.Request.MethodName));
        return false;
    }

    /// <summary>
    /// The session is over. After a failed session the announced events that must not be retried are dropped. After any session the
    /// announced requests that must not be retried are dropped.
    /// </summary>
    public void SessionEnded(CpeAnnouncement announcement, bool succeeded, Exception? cause)
    {
        if (!succeeded)
        {
            foreach (CpeEventEntry announced in announcement.Entries)
            {
                if (!table.For(announced.Code).SurvivesFailure)
                {
                    _entries.Remove(announced);
                }
            }
        }

        foreach (CpePendingRequest request in announcement.Requests)
        {
            if (!table.For(request).SurvivesFailure)
            {
                Drop(request, "The session ended before the request was answered.", cause);
            }
        }
    }

    /// <summary>Drops what does not survive a reboot.</summary>
    public void Rebooted()
    {
        _entries.RemoveAll(entry => !table.For(entry.Code).SurvivesReboot);
        DropAll(request => !table.For(request).SurvivesReboot, "The device rebooted.");
    }

    /// <summary>Drops what has waited longer than its kind may.</summary>
    /// <returns>The events that were dropped.</returns>
    public IReadOnlyList<EventCode> Expire()
    {
        TimeSpan now = clock.Now;
        if (!(NextExpiry <= now))
        {
            return [];
        }

        EventCode[] expired =
        [
            .. _entries.Where(entry => entry.Expires?.Due <= now).Select(entry => entry.Code),
            .. _requests.Where(request => request.Expires?.Due <= now).Select(request => request.Event!.Value),
        ];
        _entries.RemoveAll(entry => entry.Expires?.Due <= now);
        DropAll(request => request.Expires?.Due <= now, "It waited longer than its event lasts.");
        return expired;
    }

    /// <summary>Drops everything, as a factory reset does.</summary>
    public void Clear()
    {
        _entries.Clear();
        DropAll(static _ => true, "The device was reset to its factory state.");
    }

    private CpeDeadline? ExpiryOf(CpeEventRule rule) => rule.Lifetime is TimeSpan lifetime ? CpeDeadline.After(lifetime, clock) : null;

    private void DropAll(Func<CpePendingRequest, bool> isDropped, string why)
    {
        foreach (CpePendingRequest request in _requests.Where(isDropped).ToArray())
        {
            Drop(request, why);
        }
    }

    private void Drop(CpePendingRequest request, string why, Exception? cause = null)
    {
        if (_requests.Remove(request))
        {
            request.GiveUp(why, cause);
        }
    }
}
