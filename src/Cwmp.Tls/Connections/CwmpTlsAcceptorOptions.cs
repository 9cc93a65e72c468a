// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Security;
using Cwmp.Tls.Shared;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls;

/// <summary>
/// Limits and hooks of a <see cref="CwmpTlsAcceptor"/>, and so of listeners and of Kestrel. Checked and copied when the acceptor is made;
/// every mistake is reported at once, in an <see cref="ArgumentException"/>.
/// </summary>
public class CwmpTlsAcceptorOptions
{
    /// <summary>The shortest <see cref="HandshakeTimeout"/>: 100 ms.</summary>
    public static readonly TimeSpan MinHandshakeTimeout = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest <see cref="HandshakeTimeout"/>: 10 minutes.</summary>
    public static readonly TimeSpan MaxHandshakeTimeout = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How many handshakes run at the same time; 1,024 by default, at least 1. When all places are taken, a peer that keeps this side
    /// waiting gives way to a newcomer: the one that has been silent longest, then one that has not sent its whole ClientHello, or has not
    /// answered, for two seconds. When there is none, as many newcomers wait in turn, and more are turned away.
    /// </summary>
    public int MaxPendingHandshakes { get; set; } = 1024;

    /// <summary>
    /// How many of these may be of one address (for IPv6, of its /64); 256 by default, at least 1. Beyond it, newcomers of the address take
    /// the place of its own, by the same rule. Behind a balancer that hides addresses it should equal <see cref="MaxPendingHandshakes"/>.
    /// </summary>
    public int MaxPendingHandshakesPerAddress { get; set; } = 256;

    /// <summary>
    /// How long a handshake may take, from the first wait for the peer on, the header of a balancer included. Null, the default, for the
    /// context's <see cref="CwmpTlsContext.HandshakeTimeout"/>; else 100 ms to 10 minutes, and where the context allows less, that counts.
    /// </summary>
    public TimeSpan? HandshakeTimeout { get; set; }

    /// <summary>
    /// The application protocols (ALPN) that are offered where the context names none, in order of preference. Empty by default: none is
    /// agreed on.
    /// </summary>
    public IList<SslApplicationProtocol> ApplicationProtocols { get; set; } = [];

    /// <summary>
    /// The addresses of balancers that begin each connection with a header of the PROXY protocol (HAProxy's, version 1 or 2), as networks.
    /// From these addresses the header is required, and the address in it counts as the peer's for limits, logs and
    /// <see cref="CwmpTlsSession.RemoteEndPoint"/>. From all others a header is not read: it is not TLS, and ends the handshake. Empty by
    /// default.
    /// </summary>
    /// <remarks>Name balancers and nobody else: who can connect from these addresses chooses the address under which it is seen.</remarks>
    public IList<IPNetwork> ProxyProtocolNetworks { get; set; } = [];

    /// <summary>
    /// Whether the end of a connection without close_notify reads as an ordinary end, as with
    /// <see cref="CwmpTlsFlags.IgnoreUnexpectedEnd"/> of the context. False by default; only for protocols that mark the end of their data
    /// themselves, as HTTP does.
    /// </summary>
    public bool IgnoreUnexpectedEnd { get; set; }

    /// <summary>
    /// Called for each peer that did not get in, on any thread, so it must be quick. What it throws is logged and swallowed. Null by
    /// default.
    /// </summary>
    public Action<TlsHandshakeFailedContext>? OnHandshakeFailed { get; set; }

    /// <summary>Where handshakes and sessions are logged; null, the default, for what the context was given.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>Checks all options.</summary>
    /// <exception cref="ArgumentException">At least one is not valid; the message lists every mistake.</exception>
    internal void Validate()
    {
        var mistakes = new List<string>();
        AddMistakes(mistakes);
        OptionsErrors.ThrowIfAny(mistakes, "options");
    }

    /// <summary>A copy that later changes do not reach.</summary>
    internal CwmpTlsAcceptorOptions Snapshot()
    {
        var copy = (CwmpTlsAcceptorOptions)MemberwiseClone();
        copy.ApplicationProtocols = [.. ApplicationProtocols];
        copy.ProxyProtocolNetworks = [.. ProxyProtocolNetworks];
        return copy;
    }

    /// <summary>Adds what is wrong, a sentence for each.</summary>
    private protected virtual void AddMistakes(List<string> mistakes)
    {
        AddIfBelowOne(mistakes, nameof(MaxPendingHandshakes), MaxPendingHandshakes);
        AddIfBelowOne(mistakes, nameof(MaxPendingHandshakesPerAddress), MaxPendingHandshakesPerAddress);
        if (HandshakeTimeout < MinHandshakeTimeout || HandshakeTimeout > MaxHandshakeTimeout)
        {
            mistakes.Add($"{nameof(HandshakeTimeout)} must be between 100 ms and 10 minutes, not {HandshakeTimeout}.");
        }

        if (ApplicationProtocols is null)
        {
            mistakes.Add($"{nameof(ApplicationProtocols)} must not be null; leave it empty for none.");
        }

        if (ProxyProtocolNetworks is null)
        {
            mistakes.Add($"{nameof(ProxyProtocolNetworks)} must not be null; leave it empty for none.");
        }
    }

    private protected static void AddIfBelowOne(List<string> mistakes, string name, int value)
    {
        if (value < 1)
        {
            mistakes.Add($"{name} must be at least 1, not {value}.");
        }
    }
}
