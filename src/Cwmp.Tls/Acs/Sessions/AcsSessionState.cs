// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Acs.Sessions;

/// <summary>Where a CWMP session stands, seen from the ACS. The table is drawn in <see cref="AcsSessionMachine"/>.</summary>
internal enum AcsSessionState
{
    /// <summary>Nothing came yet; only an Inform opens a session.</summary>
    AwaitingInform = 0,

    /// <summary>A request of the CPE (the Inform included) is being answered; its POST is open.</summary>
    AnsweringCpe,

    /// <summary>The CPE was answered and may send a request or hand over the turn with an empty POST.</summary>
    CpeTurn,

    /// <summary>The CPE handed over; its POST is open until the ACS decides on a request or on the end.</summary>
    AcsTurn,

    /// <summary>A request of the ACS is with the CPE, which owes the answer.</summary>
    AwaitingAnswer,

    /// <summary>Both sides are done and the last empty response was given.</summary>
    Closed,

    /// <summary>The session broke off.</summary>
    Broken,
}
