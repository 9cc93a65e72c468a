// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using System.Net;
using System.Security.Authentication;
using Cwmp.Tls.Connections.Engines;
using Cwmp.Tls.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Connections.Diagnosis;

/// <summary>
/// Tells of one handshake, whoever runs it: a span, a measurement, a line of the log. Begun with the first wait for the peer and ended
/// once, by success or failure.
/// </summary>
internal sealed class HandshakeReport : IDisposable
{
    private readonly bool _isServer;
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly Activity? _activity;

    public HandshakeReport(bool isServer, string? host, IPEndPoint? peer)
    {
        _isServer = isServer;
        _activity = CwmpActivities.StartHandshake(isServer, host, peer);
    }

    private string RoleName => _isServer ? "server" : "client";

    /// <summary>A balancer has said who the peer really is.</summary>
    public void Announce(IPEndPoint? peer) => _activity.SetPeer(peer);

    public void Succeeded(ILogger log, IPEndPoint? peer, in TlsEngineAgreement agreement, bool isResumed, object? identity)
    {
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_started);
        log.HandshakeCompleted(RoleName, peer, agreement.Protocol, agreement.CipherSuite, isResumed, identity, elapsed.TotalMilliseconds);
        string version = agreement.Protocol == SslProtocols.Tls13 ? "1.3" : "1.2";
        if (TlsMetrics.HandshakesObserved)
        {
            TlsMetrics.HandshakeFinished(elapsed, _isServer, version, isResumed, errorType: null);
        }

        _activity?.HandshakeSucceeded(version, agreement.CipherSuite.ToString(), isResumed);
    }

    public void Failed(ILogger log, IPEndPoint? local, IPEndPoint? peer, Exception failure)
    {
        TlsHandshakeFailure cause = TlsHandshakeException.Find(failure)?.Failure ?? TlsHandshakeFailure.Unspecified;
        string error = failure is OperationCanceledException ? "Cancelled" : cause.ToString();
        _activity.Failed(error, failure.Message);
        if (TlsMetrics.HandshakesObserved)
        {
            TlsMetrics.HandshakeFinished(Stopwatch.GetElapsedTime(_started), _isServer, protocolVersion: null, resumed: false, error);
        }

        switch (cause)
        {
            // What happens all day, or in thousands under a flood, is not for the everyday log.
            case TlsHandshakeFailure.PeerClosedBeforeHandshake:
                log.PeerProbed(peer);
                break;
            case TlsHandshakeFailure.GivenUpForNewcomer:
                log.PeerGivenUp(local, peer);
                break;
            case TlsHandshakeFailure.NoPlace:
                log.PeerTurnedAway(local, peer);
                break;
            default:
                if (failure is not OperationCanceledException)
                {
                    log.HandshakeFailed(RoleName, peer, cause.ToString(), failure.Message);
                }

                break;
        }
    }

    public void Dispose() => _activity?.Dispose();
}
