// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe.Sessions;

/// <summary>Where a CWMP session stands, seen from the CPE. The drawing is at <see cref="CpeSession"/>.</summary>
internal enum CpeSessionState
{
    /// <summary>Nothing was sent; the Inform is next.</summary>
    New = 0,

    /// <summary>The Inform is out.</summary>
    AwaitingInformResponse,

    /// <summary>Nothing is outstanding, and it is the device's turn: a request, or an empty POST.</summary>
    OurTurn,

    /// <summary>A request of the device is out.</summary>
    AwaitingResponse,

    /// <summary>The ACS has asked; the answer is next.</summary>
    OwingAnswer,

    /// <summary>An answer or an empty POST is out; the ACS asks, or ends.</summary>
    AwaitingRequest,

    /// <summary>The session ended normally.</summary>
    Ended,

    /// <summary>The session failed; <see cref="CpeSession.Failure"/> says why.</summary>
    Failed,
}
