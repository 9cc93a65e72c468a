// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Events;

/// <summary>
/// The undelivered events and the requests that wait with them. An event of the kind that appears once is in the queue once, one with a
/// command key once per key. Raising an event again while a session announces it makes it new: that session's InformResponse does not
/// deliver it.
/// </summary>
internal sealed class CpeEventQueue
{
    /// <summary>The schema allows no more in one Inform; the rest travels in the next.</summary>
    public const int MaximumAnnounced = 64;

    /// <summary>
    /// More than this many undelivered events with different codes or keys is a runaway application, not a device. The engine's own events are
    /// bounded by their kinds and are always taken.
    /// </summary>
    public const int MaximumWaiting = 512;

    private readonly List<Entry> _entries = [];
    private readonly List<CpePendingRequest> _requests = [];
    private long _lastSequence;

    /// <summary>The undelivered events that an InformResponse delivers.</summary>
    public IReadOnlyList<Entry> Entries => _entries;

    /// <summary>The requests that wait for a session.</summary>
    public IReadOnlyList<CpePendingRequest> Requests => _requests;

    public bool IsEmpty => _entries.Count == 0 && _requests.Count == 0;

    /// <summary>Adds an event.</summary>
    /// <returns>True when it was not waiting already: a reason for a session.</returns>
    public bool Add(EventCode code, string commandKey = "")
    {
        int index = _entries.FindIndex(entry => entry.Code == code && entry.CommandKey == commandKey);
        if (index >= 0)
        {
            _entries[index] = _entries[index] with { Sequence = ++_lastSequence };
            return false;
        }

        _entries.Add(new Entry(code, commandKey, ++_lastSequence));
        return true;
    }

    /// <summary>Adds a request with its events.</summary>
    public void Add(CpePendingRequest request) => _requests.Add(request);

    /// <summary>Before the application adds anything.</summary>
    /// <exception cref="InvalidOperationException">Too many events wait.</exception>
    public void ThrowIfFull()
    {
        if (_entries.Count + _requests.Count >= MaximumWaiting)
        {
            throw new InvalidOperationException($"{MaximumWaiting} events are waiting for the ACS; no further one can be taken.");
        }
    }

    public void Remove(EventCode code) => _entries.RemoveAll(entry => entry.Code == code);

    public bool Contains(EventCode code) => _entries.Exists(entry => entry.Code == code);

    /// <summary>
    /// Takes the snapshot for an Inform: BOOTSTRAP and BOOT first, then in the order they came, at most <see cref="MaximumAnnounced"/>. A
    /// request is part of the session only if all its events found room.
    /// </summary>
    public CpeAnnouncement Announce()
    {
        List<EventStruct> events = [];
        List<Entry> entries = [];
        bool bootstrap = Contains(EventCode.Bootstrap);
        foreach (Entry entry in _entries.OrderBy(e => e.Code.Number is 0 or 1 ? e.Code.Number : 2).Take(MaximumAnnounced))
        {
            events.Add(new EventStruct(entry.Code, entry.CommandKey));
            entries.Add(entry);
        }

        // What the delivery of BOOTSTRAP discards is not announced either: an ACS told of a transfer would wait for its TransferComplete.
        List<CpePendingRequest> requests = [];
        List<CpePendingRequest> discarded = [];
        foreach (CpePendingRequest request in _requests)
        {
            if (bootstrap && request.Event is not null)
            {
                discarded.Add(request);
            }
            else if (TryAnnounce(request, events))
            {
                requests.Add(request);
            }
        }

        return new CpeAnnouncement
        {
            Events = events,
            Entries = entries,
            Requests = requests,
            DiscardedByBootstrap = discarded,
            Sequence = _lastSequence,
        };
    }

    /// <summary>The InformResponse has come: the announced events are delivered.</summary>
    public void InformDelivered(CpeAnnouncement announcement)
    {
        bool bootstrap = false;
        foreach (Entry announced in announcement.Entries)
        {
            _entries.Remove(announced);
            bootstrap |= announced.Code == EventCode.Bootstrap;
        }

        if (!bootstrap)
        {
            return;
        }

        // Delivering BOOTSTRAP discards every other event that was undelivered when it was announced; what came later belongs to the new relation.
        _entries.RemoveAll(entry => entry.Sequence <= announcement.Sequence);
        foreach (CpePendingRequest request in announcement.DiscardedByBootstrap)
        {
            Drop(request, "A BOOTSTRAP was delivered, which discards whatever was waiting for the ACS before it.");
        }
    }

    /// <summary>The response to a request of ours has come: it and its events are delivered.</summary>
    public void RequestDelivered(CpePendingRequest request, CwmpResponse response)
    {
        _requests.Remove(request);
        request.Completion?.TrySetResult(response);
    }

    /// <summary>The ACS answered a request of ours with a fault.</summary>
    /// <returns>True when the request stays and is to be offered again.</returns>
    public bool RequestRefused(CpePendingRequest request, CwmpFault fault)
    {
        if (request.SurvivesFault)
        {
            return true;
        }

        _requests.Remove(request);
        request.Completion?.TrySetException(new CwmpFaultException(fault, request.Request.MethodName));
        return false;
    }

    /// <summary>
    /// The session is over. What must not be retried is dropped: after a failed one the announced connection request and Kicked, after any
    /// one the requests without an event that did not get through.
    /// </summary>
    public void SessionEnded(CpeAnnouncement announcement, bool succeeded, Exception? cause)
    {
        if (!succeeded)
        {
            foreach (Entry announced in announcement.Entries)
            {
                if (!CpeEventRule.For(announced.Code).SurvivesFailure)
                {
                    _entries.Remove(announced);
                }
            }
        }

        foreach (CpePendingRequest request in announcement.Requests)
        {
            if (!request.SurvivesFailure)
            {
                Drop(request, "The session ended before the request was answered.", cause);
            }
        }
    }

    /// <summary>Drops what does not survive a reboot.</summary>
    public void Rebooted()
    {
        _entries.RemoveAll(entry => !CpeEventRule.For(entry.Code).SurvivesReboot);
        foreach (CpePendingRequest request in _requests.Where(r => !r.SurvivesReboot).ToArray())
        {
            Drop(request, "The device rebooted.");
        }
    }

    /// <summary>Drops everything, as a factory reset does.</summary>
    public void Clear()
    {
        _entries.Clear();
        foreach (CpePendingRequest request in _requests.ToArray())
        {
            Drop(request, "The device was reset to its factory state.");
        }
    }

    private static bool TryAnnounce(CpePendingRequest request, List<EventStruct> events)
    {
        bool needsSingle = request.Event is EventCode single && !events.Exists(e => e.EventCode == single);
        bool needsMethod = request.MethodEvent is EventCode method
            && !events.Exists(e => e.EventCode == method && e.CommandKey == request.CommandKey);
        if (events.Count + (needsSingle ? 1 : 0) + (needsMethod ? 1 : 0) > MaximumAnnounced)
        {
            return false;
        }

        if (needsSingle)
        {
            events.Add(new EventStruct(request.Event!.Value));
        }

        if (needsMethod)
        {
            events.Add(new EventStruct(request.MethodEvent!.Value, request.CommandKey));
        }

        return true;
    }

    private void Drop(CpePendingRequest request, string why, Exception? cause = null)
    {
        if (_requests.Remove(request))
        {
            request.Completion?.TrySetException(new InvalidOperationException($"{request.Request.MethodName} was not delivered. {why}", cause));
        }
    }

    /// <summary>An undelivered event. A new <see cref="Sequence"/> marks that it was raised again.</summary>
    internal sealed record Entry(EventCode Code, string CommandKey, long Sequence);
}
