// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Connections;
using Cwmp.Tls.Connections.Engines;
using Cwmp.Tls.Connections.Material;
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
    public const int MaxAnnouncedAuthorities = 64;

    private readonly ContextSettings _settings;
    private readonly ITlsEngine _engine;
    private readonly Lock _renewal = new();
    private volatile ContextMaterial _material;
    private volatile CertificateCredential? _unusable;
    private int _disposed;

    internal CwmpTlsContext(ContextSettings settings, ITlsEngine engine)
    {
        _settings = settings;
        _engine = engine;
        _material = ContextMaterial.Create(settings, engine);
        settings.Files.Reloaded = OnReloaded;
        TlsMetrics.Observe(this);
        Log.ContextBuilt(
            settings.Protocols, settings.CipherProfile.Name, _material.Settings.Credential?.Certificate.Subject, settings.VerifyMode.ToString());
    }

    /// <summary>Whether a server asks its peers for a certificate.</summary>
    public CwmpTlsVerifyMode VerifyMode => _settings.VerifyMode;

    /// <summary>The flags in force, those that always are included.</summary>
    public CwmpTlsFlags Flags => _settings.Flags;

    /// <summary>The cipher suites.</summary>
    public CwmpTlsCipherProfile CipherProfile => _settings.CipherProfile;

    /// <summary>How long a handshake may take.</summary>
    public TimeSpan HandshakeTimeout => _settings.HandshakeTimeout;

    /// <summary>How long <see cref="CwmpTlsSession.ShutdownAsync"/> waits for the peer's close_notify.</summary>
    public TimeSpan CloseTimeout => _settings.CloseTimeout;

    /// <summary>How much sessions remember of their handshake.</summary>
    public HandshakeTraceLevel TraceLevel => _settings.TraceLevel;

    /// <summary>Whether this side has a certificate to show; without one a context is for clients only.</summary>
    public bool HasCertificate => _settings.CredentialSource is not null;

    internal ContextSettings Settings => _settings;

    internal ILogger Log => _settings.Log;

    internal TimeProvider TimeProvider => _settings.TimeProvider;

    /// <summary>What a handshake that begins now uses.</summary>
    internal ContextMaterial Material
    {
        get
        {
            ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
            ContextMaterial material = _material;
            return material.IsCurrent(_settings) || IsKnownUnusable ? material : Renew();
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
        Socket socket = await DialAsync(endPoint, cancellationToken).ConfigureAwait(false);
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
            TlsMetrics.Forget(this);
            _settings.Dispose();
        }
    }

    private async Task<Socket> DialAsync(EndPoint endPoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var timeout = new CancellationTokenSource(HandshakeTimeout, TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await socket.ConnectAsync(endPoint, linked.Token).ConfigureAwait(false);
            return socket;
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw new TimeoutException(
                $"No TCP connection to {(endPoint is DnsEndPoint named ? $"{named.Host}:{named.Port}" : endPoint)} within {HandshakeTimeout.TotalSeconds:0.###} s. Look whether the host is up and a firewall lets the port through.", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private ContextMaterial Renew()
    {
        lock (_renewal)
        {
            if (_material.IsCurrent(_settings) || IsKnownUnusable)
            {
                return _material;
            }

            CertificateCredential? credential = _settings.CredentialSource?.Current;
            try
            {
                _material = ContextMaterial.Create(_settings, _engine);
                Log.MaterialRenewed(_material.Settings.Credential?.Certificate.Subject);
            }
            catch (Exception e) when (e is CryptographicException or ObjectDisposedException or ArgumentException or PlatformNotSupportedException)
            {
                // The last good one goes on; a service must not stop because a renewal went wrong.
                _unusable = credential;
                Log.RenewalFailed(e);
            }

            return _material;
        }
    }

    private bool IsKnownUnusable => _unusable is { } unusable && ReferenceEquals(unusable, _settings.CredentialSource?.Current);
}
