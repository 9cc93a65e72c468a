// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Events;

/// <summary>What one Inform says and one session may send. It is a snapshot: whatever happens later belongs to the next session.</summary>
internal sealed class CpeAnnouncement
{
    public required IReadOnlyList<EventStruct> Events { get; init; }

    /// <summary>The entries behind the events that the InformResponse delivers, as they stood.</summary>
    public required IReadOnlyList<CpeEventEntry> Entries { get; init; }

    /// <summary>The requests this session sends, in order.</summary>
    public required IReadOnlyList<CpePendingRequest> Requests { get; init; }

    /// <summary>The requests that waited when a BOOTSTRAP was announced and are discarded with its delivery; empty otherwise.</summary>
    public required IReadOnlyList<CpePendingRequest> DiscardedByBootstrap { get; init; }

    /// <summary>The last sequence number given when the snapshot was taken.</summary>
    public required long Sequence { get; init; }
}
