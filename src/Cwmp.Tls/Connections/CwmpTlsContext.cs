// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Sockets;
using Cwmp.Tls.Connections.Building;
using Cwmp.Tls.Connections.Material;
using Cwmp.Tls.Connections.Platform;
using Cwmp.Tls.Connections.Transport;
using Cwmp.Tls.Connections.Verdicts;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.Tracing;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls;

/// <summary>
/// Everything that many sessions share: protocol versions, own certificate, trust, policy; the counterpart of OpenSSL's <c>SSL_CTX</c>.
/// Made by <see cref="CwmpTlsContextBuilder.Build"/>. Immutable and thread-safe; one context serves sessions of either role, an
/// <see cref="HttpClient"/> and Kestrel alike, with the same verdicts.
/// </summary>
/// <remarks>
/// The certificate, the trust and the CRLs behind it may be exchanged at run time through the sources the builder was given. A handshake
/// uses what is current when it begins; established sessions go on undisturbed.
/// </remarks>
public sealed partial class CwmpTlsContext : IDisposable
{
    /// <summary>How many trusted authorities a server names at most when it asks for a certificate; with more it names none. 64.</summary>
    public const int MaxAnnouncedAuthorities = CurrentMaterial.MaxAnnouncedAuthorities;

    private readonly ContextPlan _plan;
    private int _disposed;

    internal CwmpTlsContext(ContextPlan plan)
    {
        _plan = plan;
        _platform = new PlatformPeers(plan.Verifiers, plan.Log);
        TlsMetrics.Observe(plan.Sources);
        plan.Sources.Files.Start(OnReloaded);
        Log.ContextBuilt(
            plan.Protocols, plan.CipherProfile.Name, plan.Material.Value.Settings.Credential?.Certificate.Subject, plan.VerifyMode.ToString());
    }

    /// <summary>Whether a server asks its peers for a certificate.</summary>
    public CwmpTlsVerifyMode VerifyMode => _plan.VerifyMode;

    /// <summary>The flags in force, those that always are included.</summary>
    public CwmpTlsFlags Flags => _plan.Flags;

    /// <summary>The cipher suites.</summary>
    public CwmpTlsCipherProfile CipherProfile => _plan.CipherProfile;

    /// <summary>How long a handshake may take.</summary>
    public TimeSpan HandshakeTimeout => _plan.HandshakeTimeout;

    /// <summary>How long <see cref="CwmpTlsSession.ShutdownAsync"/> waits for the peer's close_notify.</summary>
    public TimeSpan CloseTimeout => _plan.CloseTimeout;

    /// <summary>How much sessions remember of their handshake.</summary>
    public HandshakeTraceLevel TraceLevel => _plan.TraceLevel;

    /// <summary>Whether this side has a certificate to show; without one a context is for clients only.</summary>
    public bool HasCertificate => _plan.Sources.Credential is not null;

    internal PeerVerifiers Verifiers => _plan.Verifiers;

    internal ILogger Log => _plan.Log;

    internal TimeProvider TimeProvider => _plan.TimeProvider;

    /// <summary>What a handshake that begins now uses.</summary>
    internal ContextMaterial Material
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
            return _plan.Material.Value;
        }
    }

    /// <summary>Makes a session over a stream; the counterpart of <c>SSL_new</c> and <c>SSL_set_bio</c>.</summary>
    /// <param name="stream">A connected, bidirectional stream on which nothing has passed yet.</param>
    /// <param name="leaveOpen">Whether the stream stays open when the session is disposed. By default the session owns it.</param>
    /// <exception cref="ArgumentException">The stream cannot be read or written.</exception>
    public CwmpTlsSession CreateSession(Stream stream, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        return stream.CanRead && stream.CanWrite
            ? new CwmpTlsSession(this, SessionTransport.Over(stream, leaveOpen, TimeProvider))
            : throw new ArgumentException("A session needs a stream that can be read and written.", nameof(stream));
    }

    /// <summary>Makes a session over a socket; the counterpart of <c>SSL_new</c> and <c>SSL_set_fd</c>. The session owns the socket.</summary>
    /// <param name="socket">A connected stream socket on which nothing has passed yet. Its <see cref="Socket.NoDelay"/> is set.</param>
    /// <exception cref="ArgumentException">The socket is not a connected, blocking stream socket.</exception>
    public CwmpTlsSession CreateSession(Socket socket)
    {
        ArgumentNullException.ThrowIfNull(socket);
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        return socket is { Connected: true, SocketType: SocketType.Stream, Blocking: true }
            ? new CwmpTlsSession(this, SessionTransport.Over(socket, TimeProvider))
            : throw new ArgumentException("A session needs a connected stream socket in blocking mode.", nameof(socket));
    }

    /// <summary>Opens a TCP connection and makes the handshake as a client.</summary>
    /// <param name="host">The host to dial, which the server's certificate must be for: a DNS name or an IP address.</param>
    /// <param name="port">The port.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The session, open; the caller disposes it.</returns>
    /// <exception cref="SocketException">There is no TCP connection to be had.</exception>
    /// <exception cref="TlsHandshakeException">The handshake failed.</exception>
    /// <exception cref="TimeoutException">The handshake timeout passed, which counts for the TCP connection and for the handshake each.</exception>
    public async Task<CwmpTlsSession> ConnectAsync(string host, int port, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(host);
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        string name = HostName.Normalize(host);

        // The zone of a link-local address is needed to dial it, though no certificate holds one.
        EndPoint endPoint = HostName.TryReadZoned(host, out IPAddress? zoned) ? new IPEndPoint(zoned, port) : new DnsEndPoint(name, port);
        Socket socket = await TcpDialer.DialAsync(endPoint, HandshakeTimeout, TimeProvider, cancellationToken).ConfigureAwait(false);
        CwmpTlsSession session = CreateSession(socket);
        try
        {
            await session.ConnectAsync(name, cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Makes no new sessions any more and releases what the builder loaded from files. Dispose it after its sessions; credentials and
    /// sources that were given as objects stay their owner's.
    /// </summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            TlsMetrics.Forget(_plan.Sources);
            _plan.Dispose();
        }
    }
}
