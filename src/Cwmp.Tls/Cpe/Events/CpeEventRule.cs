// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Events;

/// <summary>
/// The life of one event code (TR-069 §3.7.1.5): who raises it, what delivers it, what it discards, and when an event that was not
/// delivered is dropped. The entries are in <see cref="CpeEventTable"/>.
/// </summary>
/// <param name="Code">The event.</param>
internal sealed record CpeEventRule(EventCode Code)
{
    /// <summary>Who raises the event.</summary>
    public CpeEventSource RaisedBy { get; init; }

    /// <summary>
    /// The request of the device whose response delivers the event (TransferComplete …). Null where the InformResponse delivers it.
    /// </summary>
    public string? DeliveredBy { get; init; }

    /// <summary>
    /// Whether an Inform may carry the event several times, once for each command key ("multiple" in TR-069). Otherwise it carries the
    /// event once ("single").
    /// </summary>
    public bool IsPerCommand { get; init; }

    /// <summary>Whether the next session announces the event again after this one failed.</summary>
    public bool SurvivesFailure { get; init; }

    /// <summary>Whether the event is stored and kept over a reboot.</summary>
    public bool SurvivesReboot { get; init; }

    /// <summary>Whether the event is kept when a BOOTSTRAP is delivered that was raised after it.</summary>
    public bool SurvivesBootstrap { get; init; }

    /// <summary>Whether the request of the event is offered again after the ACS answered it with a fault.</summary>
    public bool SurvivesFault { get; init; }

    /// <summary>Whether the delivery of this event discards the events that waited when it was announced.</summary>
    public bool DiscardsOthers { get; init; }

    /// <summary>
    /// How long an undelivered event waits before it is dropped. Null means for ever. Raising the event again starts the time again.
    /// </summary>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>The place in the Inform: lower numbers come first, equal ones in the order in which they were raised.</summary>
    public int Place { get; init; } = 2;

    /// <summary>The number of a numbered code; -1 for others.</summary>
    public int Number { get; } = Code.Number;

    public bool DeliveredByOwnRequest => DeliveredBy is not null;
}
