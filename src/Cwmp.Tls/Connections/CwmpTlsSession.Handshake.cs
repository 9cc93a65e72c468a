// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using System.Security.Authentication;
using Cwmp.Tls.Connections;
using Cwmp.Tls.Connections.Diagnosis;
using Cwmp.Tls.Connections.Engines;
using Cwmp.Tls.Connections.Material;
using Cwmp.Tls.Connections.Transport;
using Cwmp.Tls.Connections.Verdicts;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.Tracing;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls;

/// <content>The handshake.</content>
public sealed partial class CwmpTlsSession
{
    /// <summary>Runs the handshake as the server; the counterpart of <c>SSL_accept</c>.</summary>
    /// <param name="cancellationToken">Ends the attempt; the session is of no use afterwards.</param>
    /// <exception cref="TlsHandshakeException">The peer was refused, refused us, or broke the protocol.</exception>
    /// <exception cref="TimeoutException">The handshake timeout passed. A <see cref="TlsHandshakeException"/> inside says how far it came.</exception>
    /// <exception cref="InvalidOperationException">
    /// A handshake was begun before, or the context has no certificate to serve with.
    /// </exception>
    public Task AcceptAsync(CancellationToken cancellationToken = default) => HandshakeAsync(null, cancellationToken);

    /// <summary>Runs the handshake as the client; the counterpart of <c>SSL_connect</c> with the name check built in.</summary>
    /// <param name="host">
    /// The host dialled, as in the ACS URL: a DNS name or an IP address. The server's certificate must be for it, and a name is sent as SNI.
    /// </param>
    /// <param name="cancellationToken">Ends the attempt; the session is of no use afterwards.</param>
    /// <exception cref="ArgumentException">The host is empty, or is not a host.</exception>
    /// <exception cref="TlsHandshakeException">The peer was refused, refused us, or broke the protocol.</exception>
    /// <exception cref="TimeoutException">The handshake timeout passed. A <see cref="TlsHandshakeException"/> inside says how far it came.</exception>
    /// <exception cref="InvalidOperationException">A handshake was begun before.</exception>
    public Task ConnectAsync(string host, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(host);
        return HandshakeAsync(HostName.Normalize(host), cancellationToken);
    }

    private async Task HandshakeAsync(string? host, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ContextMaterial material = _context.Material;
        if (host is null && material.Settings.Credential is null)
        {
            throw new InvalidOperationException(
                "This context was built without a certificate, so it cannot accept: a TLS server always shows one. Give the builder a certificate and its key.");
        }

        if (!TryMove(CwmpTlsSessionState.Created, CwmpTlsSessionState.Handshaking))
        {
            throw State == CwmpTlsSessionState.Disposed
                ? new ObjectDisposedException(nameof(CwmpTlsSession))
                : new InvalidOperationException($"A session makes one handshake, and this one is {State}. Create a new session for a new connection.");
        }

        _isServer = host is null;
        _material = material;
        TargetHost = host;
        _recorder = new HandshakeRecorder(_isServer, _context.TraceLevel, _context.TimeProvider);
        _tap = new WireTap(_transport.Stream, _recorder);
        _trial = new PeerTrial(_context.Settings, _isServer ? PeerRole.CpeDevice : PeerRole.AcsServer, host);
        _engine = _isServer ? material.Engine.CreateServer(_tap, _trial) : material.Engine.CreateClient(_tap, host!, _trial);

        using Activity? activity = CwmpActivities.StartHandshake(_isServer, host, RemoteEndPoint);
        long started = Stopwatch.GetTimestamp();
        using var timeout = new CancellationTokenSource(_context.HandshakeTimeout, _context.TimeProvider);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            // A stream that does not listen to its token would keep us here. Closing it ends any wait; one that stays open is left behind.
            using CancellationTokenRegistration abort = linked.Token.UnsafeRegister(static transport => ((SessionTransport)transport!).Abort(), _transport);
            Task handshake = _engine.HandshakeAsync(linked.Token);
            try
            {
                await (_transport.IsOwned ? handshake : handshake.WaitAsync(linked.Token)).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                Forget(handshake);
                throw;
            }
        }
        catch (Exception e)
        {
            Exception failure = Explain(e, timeout.IsCancellationRequested, cancellationToken);
            await AbandonAsync().ConfigureAwait(false);
            Report(failure, started, activity);
            throw failure;
        }

        _agreement = _engine.Agreement;
        _recorder.HandshakeCompleted();
        IsResumed = WasResumed(_recorder.GetFacts());
        if (_recorder.Level == HandshakeTraceLevel.Off)
        {
            _tap.StopRecording();
        }

        if (!TryMove(CwmpTlsSessionState.Handshaking, CwmpTlsSessionState.Open))
        {
            await AbandonAsync().ConfigureAwait(false);
            throw new ObjectDisposedException(nameof(CwmpTlsSession));
        }

        TimeSpan elapsed = Stopwatch.GetElapsedTime(started);
        _context.Log.HandshakeCompleted(RoleName, RemoteEndPoint, _agreement.Protocol, _agreement.CipherSuite, IsResumed, PeerIdentity, elapsed.TotalMilliseconds);
        string version = _agreement.Protocol == SslProtocols.Tls13 ? "1.3" : "1.2";
        if (TlsMetrics.HandshakesObserved)
        {
            TlsMetrics.HandshakeFinished(elapsed, _isServer, version, IsResumed, errorType: null);
        }

        activity?.HandshakeSucceeded(version, _agreement.CipherSuite.ToString(), IsResumed);
    }

    private void Report(Exception failure, long started, Activity? activity)
    {
        TlsHandshakeFailure cause = TlsHandshakeException.Find(failure)?.Failure ?? TlsHandshakeFailure.Unspecified;
        string error = failure is OperationCanceledException ? "Cancelled" : cause.ToString();
        activity.Failed(error, failure.Message);
        if (TlsMetrics.HandshakesObserved)
        {
            TlsMetrics.HandshakeFinished(Stopwatch.GetElapsedTime(started), _isServer, protocolVersion: null, resumed: false, error);
        }

        if (cause == TlsHandshakeFailure.PeerClosedBeforeHandshake)
        {
            _context.Log.PeerProbed(RemoteEndPoint);
        }
        else if (failure is not OperationCanceledException)
        {
            _context.Log.HandshakeFailed(RoleName, RemoteEndPoint, cause.ToString(), failure.Message);
        }
    }

    private string RoleName => _isServer ? "server" : "client";

    private Exception Explain(Exception exception, bool timedOut, CancellationToken cancellationToken)
    {
        if (State == CwmpTlsSessionState.Disposed)
        {
            return new ObjectDisposedException(nameof(CwmpTlsSession));
        }

        // Giving up closes the stream, so any exception may be what comes of it.
        if (cancellationToken.IsCancellationRequested)
        {
            return new OperationCanceledException("The handshake was cancelled.", exception, cancellationToken);
        }

        if (timedOut)
        {
            TlsHandshakeException diagnosis = Diagnose().Timeout(_context.HandshakeTimeout);
            return new TimeoutException(diagnosis.Message, diagnosis);
        }

        return exception is TlsEngineException failure ? Diagnose().Handshake(failure) : exception;
    }

    private HandshakeDiagnosis Diagnose() => new()
    {
        Facts = _recorder!.GetFacts(),
        IsServer = _isServer,
        HasCertificate = _material!.Settings.Credential is not null,
        Protocols = _material.Settings.Protocols,
        Host = TargetHost,
        Peer = _trial!.Outcome,
        CallbackFailure = _trial.Failure,
        IsPeerReset = _tap!.IsPeerReset,
    };

    // The end of a handshake that led nowhere. The peer sees FIN at once; DisposeAsync closes the rest.
    private async Task AbandonAsync()
    {
        Fail();
        await _engine!.DisposeAsync().ConfigureAwait(false);
        _recorder!.SentEnd();
        _transport.EndSending();
    }

    // RFC 8446 §4.2.11: an accepted pre-shared key. RFC 5246 §7.4.1.3: a server that resumes shows no certificate.
    private static bool WasResumed(HandshakeFacts facts) =>
        facts.ServerHello is { } hello
        && (hello.HasPreSharedKey
            || (hello.Version.Code <= TlsNames.Tls12
                && facts.SentCertificate == CertificateMessage.NotSeen && facts.ReceivedCertificate == CertificateMessage.NotSeen));
}
