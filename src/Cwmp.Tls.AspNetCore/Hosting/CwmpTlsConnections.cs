// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Security;
using Cwmp.Tls.AspNetCore.Diagnostics;
using Cwmp.Tls.HttpAuthentication;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.AspNetCore.Hosting;

/// <summary>
/// The TLS of one Kestrel listener: before the handshake a place for it, in the handshake the context's options and verdict, after it the feature. Thread-safe.
/// </summary>
internal sealed class CwmpTlsConnections(Func<string, CwmpTlsContext> selectContext, CwmpKestrelTlsOptions options, ILogger logger)
{
    private static readonly SslApplicationProtocol Http10 = new("http/1.0");

    private readonly PendingHandshakes _pending = new(options.MaxPendingHandshakes, options.MaxPendingHandshakesPerAddress);

    /// <summary>How many handshakes are in progress.</summary>
    public int PendingCount => _pending.Count;

    public ConnectionDelegate BeforeHandshake(ConnectionDelegate next) => async connection =>
    {
        string address = connection.RemoteEndPoint is IPEndPoint remote ? HttpAttemptLimiter.KeyOf(remote.Address) : "";
        var handshake = new PendingHandshake(address, connection.Abort);
        var state = new State(handshake) { Telemetry = KestrelHandshakeTelemetry.Start(connection.RemoteEndPoint) };
        connection.Features.Set(state);
        if (_pending.Enter(handshake, out PendingHandshake? pushedOut))
        {
            pushedOut.Close();
            AspNetCoreLog.HandshakePushedOut(logger, pushedOut.Address);
        }

        try
        {
            await next(connection).ConfigureAwait(false);
        }
        finally
        {
            bool wasPushedOut = !_pending.Leave(handshake) && !state.IsDone;
            state.Telemetry?.Failed(WhyFailed(state, wasPushedOut));
        }
    };

    public ValueTask<SslServerAuthenticationOptions> OnHello(TlsHandshakeCallbackContext hello)
    {
        State state = hello.Connection.Features.Get<State>()!;
        _pending.MarkSpoken(state.Handshake);
        state.ServerName = hello.ClientHelloInfo.ServerName ?? "";
        state.Context = selectContext(state.ServerName);
        SslServerAuthenticationOptions tls = state.Context.CreateServerOptions((_, peer) =>
        {
            if (!peer.IsAccepted)
            {
                state.Failure = peer.ShowedCertificate ? TlsHandshakeFailure.PeerCertificateRefused : TlsHandshakeFailure.PeerCertificateMissing;
                OnRefused(peer, hello.Connection.RemoteEndPoint?.ToString());
            }
        });

        // RFC 7301 §3.2: a client that offers other protocols alone is refused, and libcurl told to speak HTTP/1.0 offers just that.
        tls.ApplicationProtocols ??= [SslApplicationProtocol.Http11, Http10];
        return new(tls);
    }

    public ConnectionDelegate AfterHandshake(ConnectionDelegate next) => connection =>
    {
        State state = connection.Features.Get<State>()!;
        state.IsDone = true;
        _pending.Leave(state.Handshake);
        SslStream stream = connection.Features.Get<ISslStreamFeature>()!.SslStream;
        state.Telemetry?.Succeeded(stream);
        if (!state.Context!.TryGetPeer(stream, out TlsPeer? peer))
        {
            // Cannot be, since the handshake asks the context; but without a verdict nobody gets on.
            connection.Abort(new ConnectionAbortedException("The TLS handshake ended without a verdict on the peer."));
            return Task.CompletedTask;
        }

        string? remote = connection.RemoteEndPoint?.ToString();
        connection.Features.Set<ICwmpTlsFeature>(new CwmpTlsFeature(state.Context, peer, remote, refused => OnRefusedLater(refused, remote))
        {
            Protocol = stream.SslProtocol,
            CipherSuite = stream.NegotiatedCipherSuite,
            ServerName = state.ServerName,
        });
        return next(connection);
    };

    // Kestrel keeps its exception to itself; this is what can be told without it.
    private TlsHandshakeFailure WhyFailed(State state, bool wasPushedOut) =>
        state.Failure != TlsHandshakeFailure.Unspecified ? state.Failure
        : wasPushedOut ? TlsHandshakeFailure.GivenUpForNewcomer
        : state.Telemetry!.Elapsed >= options.HandshakeTimeout ? TlsHandshakeFailure.Timeout
        : state.Context is null ? TlsHandshakeFailure.PeerClosedBeforeHandshake
        : TlsHandshakeFailure.Unspecified;

    private void OnRefused(TlsPeer peer, string? remote)
    {
        AspNetCoreLog.PeerRefused(logger, remote, peer.VerifyResult?.ToString() ?? "no certificate where one is required");
        options.PeerRefused?.Invoke(peer.VerifyResult, remote);
    }

    private void OnRefusedLater(TlsPeer peer, string? remote)
    {
        AspNetCoreLog.OpenPeerRefused(logger, remote, peer.VerifyResult!.ToString());
        try
        {
            options.PeerRefused?.Invoke(peer.VerifyResult, remote);
        }
        catch (Exception e)
        {
            AspNetCoreLog.CallbackFailed(logger, e);
        }
    }

    /// <summary>What the parts pass on to each other through the connection.</summary>
    private sealed class State(PendingHandshake handshake)
    {
        public PendingHandshake Handshake { get; } = handshake;

        /// <summary>Null where nobody wants to know.</summary>
        public KestrelHandshakeTelemetry.Handshake? Telemetry { get; init; }

        public CwmpTlsContext? Context { get; set; }

        /// <summary>What the verdict says; unspecified where there was none or a good one.</summary>
        public TlsHandshakeFailure Failure { get; set; }

        public bool IsDone { get; set; }

        public string ServerName { get; set; } = "";
    }
}
