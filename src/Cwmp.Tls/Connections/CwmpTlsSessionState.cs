// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls;

/// <summary>
/// Where a <see cref="CwmpTlsSession"/> stands. What the peer did with its half is <see cref="CwmpTlsSession.PeerEnd"/>.
/// </summary>
/// <remarks>
/// <code>
/// Created ── Accept / Connect ──► Handshaking ── verified ──► Open ── ShutdownAsync ──► ShutDown
///                                      │                       │                         │
///                                      └─ refused, cut, late ──┴─── broken record … ─────┴──► Failed
/// every state ── DisposeAsync ──► Disposed
/// </code>
/// </remarks>
public enum CwmpTlsSessionState
{
    /// <summary>Made; no byte has passed.</summary>
    Created = 0,

    /// <summary>The handshake runs.</summary>
    Handshaking,

    /// <summary>Both sides have verified each other; data may pass.</summary>
    Open,

    /// <summary>We have sent close_notify; nothing more can be written.</summary>
    ShutDown,

    /// <summary>The handshake failed or the connection broke.</summary>
    Failed,

    /// <summary>Disposed.</summary>
    Disposed,
}
