// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls;

/// <summary>How the peer ended its half of a session.</summary>
public enum TlsPeerEnd
{
    /// <summary>It has not, as far as has been read.</summary>
    NotEnded = 0,

    /// <summary>With close_notify: everything it meant to send has arrived (RFC 8446 §6.1).</summary>
    CloseNotify,

    /// <summary>
    /// The TCP stream ended without close_notify. Either the peer is careless or somebody between cut the connection: data may be missing.
    /// </summary>
    Truncated,

    /// <summary>The TCP connection was reset, or failed in another way.</summary>
    Reset,

    /// <summary>With a fatal alert, or with bytes that are not TLS.</summary>
    Failed,
}
