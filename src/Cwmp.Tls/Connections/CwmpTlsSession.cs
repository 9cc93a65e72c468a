// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Connections.Engines;
using Cwmp.Tls.Connections.Listening;
using Cwmp.Tls.Connections.Material;
using Cwmp.Tls.Connections.Transport;
using Cwmp.Tls.Tracing;
using Cwmp.Tls.Verification.Results;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls;

/// <summary>
/// One TLS connection, in either role; the counterpart of OpenSSL's <c>SSL</c>. Made by
/// <see cref="CwmpTlsContext.CreateSession(Stream, bool)"/>, then <see cref="AcceptAsync"/> or <see cref="ConnectAsync"/>, then data, then
/// <see cref="ShutdownAsync"/>.
/// </summary>
/// <remarks>
/// For one owner at a time: one read and one write may run concurrently, two of a kind may not. Properties may be read from any thread.
/// A session keeps the certificate, trust and CRLs it began with; later changes concern later sessions.
/// </remarks>
public sealed partial class CwmpTlsSession : ISessionBytes, IAsyncDisposable
{
    private readonly CwmpTlsContext _context;
    private readonly SessionTransport _transport;
    private readonly SessionSettings _settings;
    private readonly ILogger _log;
    private int _state;
    private Wire? _wire;
    private TlsEngineAgreement _agreement;

    internal CwmpTlsSession(CwmpTlsContext context, SessionTransport transport, SessionSettings? settings = null)
    {
        _context = context;
        _transport = transport;
        _settings = settings ?? SessionSettings.Default;
        _log = _settings.Log ?? context.Log;
    }

    /// <summary>The context the session was made from: where a listener serves several host names, the one that was chosen.</summary>
    public CwmpTlsContext Context => _context;

    /// <summary>Where the session stands.</summary>
    public CwmpTlsSessionState State => (CwmpTlsSessionState)Volatile.Read(ref _state);

    /// <summary>Whether this side is the TLS server (in CWMP: the ACS). Valid from the handshake on.</summary>
    public bool IsServer { get; private set; }

    /// <summary>How the peer ended its half, as far as has been read.</summary>
    public TlsPeerEnd PeerEnd { get; private set; }

    /// <summary>
    /// Our verdict about the peer's certificate, with every finding. Null before the handshake and where the peer showed none; after a
    /// failed handshake it says why.
    /// </summary>
    public VerifyResult? VerifyResult => _wire?.Trial.Outcome?.VerifyResult;

    /// <summary>
    /// The peer's certificate, or null where it showed none. Made when first asked for; it may outlive the session.
    /// </summary>
    public X509Certificate2? PeerCertificate => _wire?.Trial.Outcome?.Certificate;

    /// <summary>
    /// Who the device is by its verified certificate: for the ACS, in a session whose peer showed a certificate with an identity; else
    /// null.
    /// </summary>
    public DeviceIdentity? PeerIdentity => _wire?.Trial.Outcome?.Identity;

    /// <summary>Everything found out about the peer, or null before it has shown itself.</summary>
    public TlsPeer? Peer => _wire?.Trial.Outcome;

    /// <summary>What crossed the wire so far, or null where the context does not trace.</summary>
    public HandshakeTrace? Trace => _wire?.Recorder?.GetTrace();

    /// <summary>The protocol version agreed on; <see cref="SslProtocols.None"/> before the handshake.</summary>
    public SslProtocols Protocol => _agreement.Protocol;

    /// <summary>The cipher suite agreed on; <see cref="TlsCipherSuite.TLS_NULL_WITH_NULL_NULL"/> before the handshake.</summary>
    public TlsCipherSuite CipherSuite => _agreement.CipherSuite;

    /// <summary>The application protocol agreed on (ALPN); default where there is none.</summary>
    public SslApplicationProtocol ApplicationProtocol => _agreement.ApplicationProtocol;

    /// <summary>Whether an earlier session was resumed. The peer's certificate was judged again all the same.</summary>
    public bool IsResumed { get; private set; }

    /// <summary>The host this client dialled; null on a server.</summary>
    public string? TargetHost { get; private set; }

    /// <summary>
    /// The host name that the client asked this server for (SNI), as it stood on the wire; empty where it named none, and on a client. It
    /// comes from the peer, and is no proof of anything.
    /// </summary>
    public string ServerName { get; private set; } = "";

    /// <summary>This side's address, or null where it is not known: the session does not run over a socket, and nobody told.</summary>
    public IPEndPoint? LocalEndPoint => _transport.LocalEndPoint;

    /// <summary>
    /// The peer's address, or null where it is not known. Behind a trusted balancer with the PROXY protocol it is what the balancer said.
    /// </summary>
    public IPEndPoint? RemoteEndPoint => _transport.RemoteEndPoint;

    /// <summary>
    /// The session as a stream. Its reads and writes count as the session's; disposing it disposes the session unless told otherwise.
    /// Synchronous reads and writes work and block a thread.
    /// </summary>
    /// <param name="leaveOpen">Whether the session outlives the stream.</param>
    public Stream AsStream(bool leaveOpen = false) => new SessionStream(this, leaveOpen);

    /// <summary>
    /// The session as a pair of pipes, for code written for <c>System.IO.Pipelines</c>. Completing both pipes leaves the session open.
    /// </summary>
    public IDuplexPipe AsDuplexPipe() => new SessionPipe(AsStream(leaveOpen: true));

    /// <summary>Whether the bytes of the handshake are still accounted for.</summary>
    internal bool HoldsHandshake => _wire?.Recorder is not null;

    internal bool HasClientHello => _wire is { HasClientHello: true };

    private bool TryMove(CwmpTlsSessionState from, CwmpTlsSessionState to) =>
        Interlocked.CompareExchange(ref _state, (int)to, (int)from) == (int)from;

    private void Fail()
    {
        // Whatever it was, unless already disposed.
        for (int state = _state; state != (int)CwmpTlsSessionState.Disposed;)
        {
            int seen = Interlocked.CompareExchange(ref _state, (int)CwmpTlsSessionState.Failed, state);
            if (seen == state)
            {
                return;
            }

            state = seen;
        }
    }
}
