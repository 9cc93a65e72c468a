// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Connections.Diagnosis;
using Cwmp.Tls.Connections.Engines;
using Cwmp.Tls.Connections.Listening;
using Cwmp.Tls.Connections.Material;
using Cwmp.Tls.Connections.Transport;
using Cwmp.Tls.Connections.Verdicts;
using Cwmp.Tls.Tracing;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls;

/// <content>The handshake.</content>
public sealed partial class CwmpTlsSession
{
    /// <summary>Runs the handshake as the server; the counterpart of <c>SSL_accept</c>.</summary>
    /// <param name="cancellationToken">Ends the attempt; the session is of no use afterwards.</param>
    /// <exception cref="TlsHandshakeException">The peer was refused, refused us, or broke the protocol.</exception>
    /// <exception cref="TimeoutException">
    /// The handshake timeout passed. A <see cref="TlsHandshakeException"/> inside says how far it came.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// A handshake was begun before, or the context has no certificate to serve with.
    /// </exception>
    public Task AcceptAsync(CancellationToken cancellationToken = default) => HandshakeAsync(null, cancellationToken);

    /// <summary>Runs the handshake as the client; the counterpart of <c>SSL_connect</c> with the name check built in.</summary>
    /// <param name="host">
    /// The host dialled, as in the ACS URL: a DNS name or an IP address. The server's certificate must be for it, and a name is sent as
    /// SNI.
    /// </param>
    /// <param name="cancellationToken">Ends the attempt; the session is of no use afterwards.</param>
    /// <exception cref="ArgumentException">The host is empty, or is not a host.</exception>
    /// <exception cref="TlsHandshakeException">The peer was refused, refused us, or broke the protocol.</exception>
    /// <exception cref="TimeoutException">
    /// The handshake timeout passed. A <see cref="TlsHandshakeException"/> inside says how far it came.
    /// </exception>
    /// <exception cref="InvalidOperationException">A handshake was begun before.</exception>
    public Task ConnectAsync(string host, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(host);
        return HandshakeAsync(HostName.Normalize(host), cancellationToken);
    }

    /// <summary>The server's handshake under limits and with a report that began before there was a session.</summary>
    internal Task AcceptWithinAsync(HandshakeLimits limits, HandshakeReport report) => HandshakeAsync(null, Begin(null), limits, report);

    private async Task HandshakeAsync(string? host, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ContextMaterial material = Begin(host);
        using var limits = new HandshakeLimits(_context.HandshakeTimeout, _context.TimeProvider, cancellationToken);
        using var report = new HandshakeReport(isServer: host is null, host, RemoteEndPoint);
        await HandshakeAsync(host, material, limits, report).ConfigureAwait(false);
    }

    private ContextMaterial Begin(string? host)
    {
        ContextMaterial material = _context.Material;
        if (host is null && material.Settings.Credential is null)
        {
            throw new InvalidOperationException(
                "This context was built without a certificate, so it cannot accept: a TLS server always shows one. "
                + "Give the builder a certificate and its key.");
        }

        return TryMove(CwmpTlsSessionState.Created, CwmpTlsSessionState.Handshaking)
            ? material
            : throw (State == CwmpTlsSessionState.Disposed
                ? new ObjectDisposedException(nameof(CwmpTlsSession))
                : new InvalidOperationException(
                    $"A session makes one handshake, and this one is {State}. Create a new session for a new connection."));
    }

    private async Task HandshakeAsync(string? host, ContextMaterial material, HandshakeLimits limits, HandshakeReport report)
    {
        IsServer = host is null;
        TargetHost = host;
        Wire wire = Connect(host, material);
        _wire = wire;
        try
        {
            // A stream that does not listen to its token would keep us here. Closing it ends any wait; one that stays open is left behind.
            using CancellationTokenRegistration abort = limits.Token.UnsafeRegister(
                static transport => ((SessionTransport)transport!).Abort(), _transport);
            Task handshake = wire.Engine.HandshakeAsync(limits.Token);
            try
            {
                await (_transport.IsCancellable ? handshake : handshake.WaitAsync(limits.Token)).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                Forget(handshake);
                throw;
            }
        }
        catch (Exception e)
        {
            Exception failure = Explain(wire, e, limits);
            await AbandonAsync(wire).ConfigureAwait(false);
            report.Failed(_log, LocalEndPoint, RemoteEndPoint, failure);
            throw failure;
        }

        _agreement = wire.Engine.Agreement;
        HandshakeFacts facts = wire.Establish();
        IsResumed = WasResumed(facts);
        ServerName = IsServer ? facts.ClientHello?.ServerName ?? "" : "";
        if (!TryMove(CwmpTlsSessionState.Handshaking, CwmpTlsSessionState.Open))
        {
            await AbandonAsync(wire).ConfigureAwait(false);
            throw new ObjectDisposedException(nameof(CwmpTlsSession));
        }

        report.Succeeded(_log, RemoteEndPoint, _agreement, IsResumed, PeerIdentity);
    }

    private Wire Connect(string? host, ContextMaterial material)
    {
        WireTap tap = _transport.Tap;
        var recorder = new HandshakeRecorder(IsServer, _context.TraceLevel, _context.TimeProvider);
        var trial = new PeerTrial(_context.Verifiers, IsServer ? PeerRole.CpeDevice : PeerRole.AcsServer, host);
        ITlsEngineConnection engine = material.Engine.CreateConnection(
            tap, new TlsConnectionSettings { Judge = trial, Host = host, ApplicationProtocols = _settings.ApplicationProtocols });
        return new Wire(material, tap, recorder, trial, engine, host);
    }

    private string RoleName => IsServer ? "server" : "client";

    private Exception Explain(Wire wire, Exception exception, HandshakeLimits limits)
    {
        if (State == CwmpTlsSessionState.Disposed)
        {
            return new ObjectDisposedException(nameof(CwmpTlsSession));
        }

        // Giving up closes the stream, so any exception may be what comes of it.
        return limits.Explain(wire.Diagnose(), exception)
            ?? (exception is TlsEngineException failure ? wire.Diagnose().Handshake(failure) : exception);
    }

    // The end of a handshake that led nowhere. The peer sees FIN at once; DisposeAsync closes the rest.
    private async Task AbandonAsync(Wire wire)
    {
        Fail();
        await wire.Engine.DisposeAsync().ConfigureAwait(false);
        wire.Recorder?.SentEnd();
        _transport.EndSending();
    }

    // RFC 8446 §4.2.11: an accepted pre-shared key. RFC 5246 §7.4.1.3: a server that resumes shows no certificate.
    private static bool WasResumed(HandshakeFacts facts) =>
        facts.ServerHello is { } hello
        && (hello.HasPreSharedKey
            || (hello.Version.Code <= TlsNames.Tls12
                && facts.SentCertificate == CertificateMessage.NotSeen && facts.ReceivedCertificate == CertificateMessage.NotSeen));
}
