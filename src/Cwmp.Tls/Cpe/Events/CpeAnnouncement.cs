// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Events;

/// <summary>What one Inform says and one session may send. It is a snapshot: whatever happens later belongs to the next session.</summary>
internal sealed class CpeAnnouncement
{
    /// <summary>The schema allows no more in one Inform; the rest travels in the next.</summary>
    public const int MaximumAnnounced = 64;

    public required IReadOnlyList<EventStruct> Events { get; init; }

    /// <summary>The entries behind the events that the InformResponse delivers, as they stood.</summary>
    public required IReadOnlyList<CpeEventEntry> Entries { get; init; }

    /// <summary>The requests this session sends, in order.</summary>
    public required IReadOnlyList<CpePendingRequest> Requests { get; init; }

    /// <summary>The requests that waited when a BOOTSTRAP was announced and are discarded with its delivery; empty otherwise.</summary>
    public required IReadOnlyList<CpePendingRequest> DiscardedByBootstrap { get; init; }

    /// <summary>The last sequence number given when the snapshot was taken.</summary>
    public required long Sequence { get; init; }

    /// <summary>
    /// Takes the snapshot: BOOTSTRAP and BOOT first, then in the order they came, at most <see cref="MaximumAnnounced"/>. A request is part
    /// of the session only if all its events found room.
    /// </summary>
    public static CpeAnnouncement Of(
        IReadOnlyList<CpeEventEntry> waiting, IReadOnlyList<CpePendingRequest> waitingRequests, long sequence, CpeEventTable table)
    {
        List<EventStruct> events = [];
        List<CpeEventEntry> entries = [];
        bool bootstrap = waiting.Any(entry => table.For(entry.Code).DiscardsOthers);
        foreach (CpeEventEntry entry in waiting.OrderBy(e => table.For(e.Code).Place).Take(MaximumAnnounced))
        {
            events.Add(new EventStruct(entry.Code, entry.CommandKey));
            entries.Add(entry);
        }

        // What the delivery of BOOTSTRAP discards is not announced either: an ACS told of a transfer would wait for its TransferComplete.
        List<CpePendingRequest> requests = [];
        List<CpePendingRequest> discarded = [];
        foreach (CpePendingRequest request in waitingRequests)
        {
            if (bootstrap && !table.For(request).SurvivesBootstrap)
            {
                discarded.Add(request);
            }
            else if (TryAnnounce(request, events, table))
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
            Sequence = sequence,
        };
    }

    private static bool TryAnnounce(CpePendingRequest request, List<EventStruct> events, CpeEventTable table)
    {
        int before = events.Count;
        Announce(request.Event, string.Empty, events, table);
        Announce(request.MethodEvent, request.CommandKey, events, table);
        if (events.Count <= MaximumAnnounced)
        {
            return true;
        }

        events.RemoveRange(before, events.Count - before);
        return false;
    }

    private static void Announce(EventCode? code, string commandKey, List<EventStruct> events, CpeEventTable table)
    {
        if (code is not EventCode needed)
        {
            return;
        }

        bool isPerCommand = table.For(needed).IsPerCommand;
        if (!events.Exists(e => e.EventCode == needed && (!isPerCommand || e.CommandKey == commandKey)))
        {
            events.Add(new EventStruct(needed, isPerCommand ? commandKey : string.Empty));
        }
    }
}
