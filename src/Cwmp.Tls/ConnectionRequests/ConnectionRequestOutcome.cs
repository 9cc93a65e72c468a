// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.ConnectionRequests;

/// <summary>How a connection request to a device ended.</summary>
public enum ConnectionRequestOutcome
{
    /// <summary>No request was made. A result never has this outcome.</summary>
    None = 0,

    /// <summary>The ConnectionRequestURL is not valid; nothing was sent.</summary>
    InvalidUrl,

    /// <summary>The URL leads only to addresses that <c>AllowTarget</c> refuses; nothing was sent.</summary>
    NotAllowed,

    /// <summary>There is no connection: the name does not resolve, no program listens, or there is no route.</summary>
    Unreachable,

    /// <summary>The device did not connect or answer in time.</summary>
    TimedOut,

    /// <summary>The device accepted the request: it begins a session within 30 s (TR-069 §3.2.2).</summary>
    Accepted,

    /// <summary>The device is in a session, or its limit is reached (503). Try again after 30 s or more.</summary>
    Busy,

    /// <summary>The device refused the credentials (401, 403), or asked for a scheme that is not allowed here.</summary>
    Unauthorized,

    /// <summary>The device does not know the path (404, 410): the URL is out of date.</summary>
    NotFound,

    /// <summary>The device answered with another status. Redirects are not followed.</summary>
    UnexpectedStatus,

    /// <summary>The answer is not HTTP, is too long, or ended early.</summary>
    ProtocolError,

    /// <summary>The network took a UDP request. The device does not answer it; its Inform is the answer.</summary>
    Sent,
}
