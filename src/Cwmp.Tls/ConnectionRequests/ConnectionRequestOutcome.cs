// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.ConnectionRequests;

/// <summary>How a connection request to a device ended.</summary>
public enum ConnectionRequestOutcome
{
    /// <summary>The ConnectionRequestURL is not one; nothing was sent.</summary>
    InvalidUrl = 0,

    /// <summary>The URL leads to an address this ACS does not connect to; nothing was sent.</summary>
    NotAllowed,

    /// <summary>No connection: the name does not resolve, nobody listens, or no way leads there.</summary>
    Unreachable,

    /// <summary>The device did not connect or answer in time.</summary>
    TimedOut,

    /// <summary>The device took the request: it begins a session within 30 s (TR-069 §3.2.2).</summary>
    Accepted,

    /// <summary>The device is in a session already, or its limit is reached (503): try again after 30 s or more.</summary>
    Busy,

    /// <summary>The device refused the credentials (401, 403), or asked for a scheme that is not allowed here.</summary>
    Unauthorized,

    /// <summary>The device does not know the path (404, 410): the URL is out of date.</summary>
    NotFound,

    /// <summary>The device answered with another status; redirects are not followed.</summary>
    UnexpectedStatus,

    /// <summary>What came back is not HTTP, is too long, or ended early.</summary>
    ProtocolError,

    /// <summary>A UDP request was handed to the network; there is no answer to it but the device's Inform.</summary>
    Sent,
}
