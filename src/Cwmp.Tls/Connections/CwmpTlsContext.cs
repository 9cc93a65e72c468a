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
/// What many sessions share: protocol versions, own certificate, trust and policy. It is the counterpart of OpenSSL's <c>SSL_CTX</c> and is
/// made by <see cref="CwmpTlsContextBuilder.Build"/>. Immutable and thread-safe. One context serves sessions of either role, an
/// <see cref="HttpClient"/> and Kestrel, and reaches the same verdicts in all of them.
/// </summary>
/// <remarks>
/// The certificate, the trust and the CRLs can change at run time, through the sources or the files that the builder was given. A handshake
/// uses what is in force when it begins. Established sessions are not disturbed.
/// </remarks>
/// <example>
/// A CPE that connects to its ACS:
/// <code>
/// await using CwmpTlsSession session = await context.ConnectAsync("acs.example", 7548);
/// await session.WriteAsync(request);
/// int count = await session.ReadAsync(buffer);
/// await session.ShutdownAsync();
/// </code>
/// </example>
public sealed partial class CwmpTlsContext : IDisposable
{
    /// <summary>How many trusted authorities a server names at most when it asks for a certificate: 64. With more it names none.</summary>
    public const int MaxAnnouncedAuthorities = CurrentMaterial.MaxAnnouncedAuthorities;

    private readonly ContextPlan _plan;
    private int _disposed;

    internal CwmpTlsContext(ContextPlan plan)
    {
        _plan = plan;
        _platform = new PlatformPeers(plan.Verifiers, plan.Log);
        TlsMetrics.Observe(plan.Sources);
        plan.Sources.Files.Start(OnReloaded);
        string? certificate = plan.Material.Value.Settings.Credential?.Certificate.Subject;
        Log.ContextBuilt(plan.Protocols, plan.CipherProfile.Name, certificate, plan.VerifyMode.ToString());
    }

    /// <summary>Whether a server asks its peers for a certificate.</summary>
    public CwmpTlsVerifyMode VerifyMode => _plan.VerifyMode;

    /// <summary>
    /// The engine of the next session: never <see cref="CwmpTlsEngine.Auto"/>, but what that found. It can change with a renewed
    /// certificate whose key only one engine can use.
    /// </summary>
    public CwmpTlsEngine Engine => _plan.Material.Value.Engine.Engine;

    /// <summary>The flags in force, including those that always are.</summary>
    public CwmpTlsFlags Flags => _plan.Flags;

    /// <summary>The cipher suites.</summary>
    public CwmpTlsCipherProfile CipherProfile => _plan.CipherProfile;

    /// <summary>How long a handshake may take.</summary>
    public TimeSpan HandshakeTimeout => _plan.HandshakeTimeout;

    /// <summary>How long <see cref="CwmpTlsSession.ShutdownAsync"/> waits for the peer's close_notify.</summary>
    public TimeSpan CloseTimeout => _plan.CloseTimeout;

    /// <summary>How much sessions remember of their handshake.</summary>
    public HandshakeTraceLevel TraceLevel => _plan.TraceLevel;

    /// <summary>Whether this side has a certificate to show. A context without one is for clients only.</summary>
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

    /// <summary>
    /// Makes a session over a socket; the counterpart of <c>SSL_new</c> and <c>SSL_set_fd</c>. The session owns the socket.
    /// </summary>
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
    /// <exception cref="SocketException">The TCP connection could not be opened.</exception>
    /// <exception cref="TlsHandshakeException">The handshake failed.</exception>
    /// <exception cref="TimeoutException">
    /// The handshake timeout passed. It counts for the TCP connection, and again for the handshake.
    /// </exception>
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
    /// Releases what the builder loaded from files, and makes no new sessions. Dispose of it after its sessions. Credentials and sources
    /// that were given as objects stay their owner's.
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
