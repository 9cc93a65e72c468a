// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls;

/// <summary>Limits and hooks of a <see cref="CwmpTlsListener"/>. Checked when the listener is made.</summary>
public sealed class CwmpTlsListenerOptions
{
    /// <summary>How many TCP connections the operating system keeps waiting; 512 by default, at least 1.</summary>
    public int Backlog { get; init; } = 512;

    /// <summary>
    /// How many handshakes run at the same time; 1,024 by default, at least 1. When all places are taken, the peer that has been silent
    /// longest gives way to a newcomer, then one that has not sent its whole ClientHello within two seconds; when there is none, newcomers wait.
    /// </summary>
    public int MaxPendingHandshakes { get; init; } = 1024;

    /// <summary>How many finished sessions wait for <see cref="CwmpTlsListener.AcceptAsync"/>; 256 by default, at least 1. More wait in their handshake's place.</summary>
    public int MaxWaitingSessions { get; init; } = 256;

    /// <summary>Called for each peer that did not get in, on any thread, so it must be quick. What it throws is logged and swallowed.</summary>
    public Action<TlsHandshakeFailedContext>? OnHandshakeFailed { get; init; }
}
