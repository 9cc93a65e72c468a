// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls;

/// <summary>What went wrong on an established session.</summary>
public enum TlsConnectionFailure
{
    /// <summary>None of the following.</summary>
    Unspecified = 0,

    /// <summary>The TCP stream ended without close_notify: data may be missing.</summary>
    Truncated,

    /// <summary>The peer, or something between, reset the connection, or it broke in another way.</summary>
    Reset,

    /// <summary>The peer sent a fatal alert; see <see cref="TlsConnectionException.Alert"/>.</summary>
    PeerSentAlert,

    /// <summary>A record did not decrypt or is not TLS: something changed the bytes.</summary>
    BrokenRecord,

    /// <summary>An earlier write was cancelled or failed half-way, so nothing more can be sent.</summary>
    WriteInterrupted,
}
