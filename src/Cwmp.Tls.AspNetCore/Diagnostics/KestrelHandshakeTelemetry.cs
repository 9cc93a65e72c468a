// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using Cwmp.Tls.Diagnostics;

namespace Cwmp.Tls.AspNetCore.Diagnostics;

/// <summary>
/// Handshakes that run in Kestrel, under the names that the core uses for its own: one series and one kind of span, whoever makes the handshake. Kestrel does not say
/// whether a session was resumed, nor why a handshake broke off, beyond what our own verdict and the clock tell.
/// </summary>
internal static class KestrelHandshakeTelemetry
{
    private static readonly string? Version = typeof(CwmpTelemetry).Assembly.GetName().Version?.ToString(3);

    private static readonly Meter Meter = new(CwmpTelemetry.MeterName, Version);

    private static readonly ActivitySource Source = new(CwmpTelemetry.ActivitySourceName, Version ?? "");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "cwmp.tls.handshake.duration",
        unit: "s",
        description: "Time from the first octet of a TLS handshake to its verdict.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] });

    /// <summary>Notes that a handshake begins; null where nobody wants to know.</summary>
    public static Handshake? Start(EndPoint? peer) => Duration.Enabled || Source.HasListeners() ? new Handshake(peer as IPEndPoint) : null;

    /// <summary>One handshake; the first outcome counts.</summary>
    internal sealed class Handshake
    {
        private readonly long _started = Stopwatch.GetTimestamp();
        private readonly Activity? _activity;
        private bool _isOver;

        public Handshake(IPEndPoint? peer)
        {
            Activity? current = Activity.Current;
            _activity = Source.StartActivity("TLS handshake", ActivityKind.Server);
            Activity.Current = current;
            if (_activity is { IsAllDataRequested: true })
            {
                _activity.SetTag("cwmp.tls.side", "server");
                _activity.SetTag("network.peer.address", peer?.Address.ToString());
                _activity.SetTag("network.peer.port", peer?.Port);
            }
        }

        public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_started);

        public void Succeeded(SslStream stream)
        {
            string version = stream.SslProtocol == SslProtocols.Tls13 ? "1.3" : "1.2";
            _activity?.SetTag("tls.protocol.version", version);
            _activity?.SetTag("tls.cipher", stream.NegotiatedCipherSuite.ToString());
            End(new("tls.protocol.version", version));
        }

        /// <param name="errorType">A member of <see cref="TlsHandshakeFailure"/>.</param>
        public void Failed(TlsHandshakeFailure errorType)
        {
            if (!_isOver)
            {
                _activity?.SetTag("error.type", errorType.ToString());
                _activity?.SetStatus(ActivityStatusCode.Error);
                End(new("error.type", errorType.ToString()));
            }
        }

        private void End(KeyValuePair<string, object?> outcome)
        {
            _isOver = true;
            Duration.Record(Elapsed.TotalSeconds, new("cwmp.tls.side", "server"), outcome);
            if (_activity is not null)
            {
                Activity? current = Activity.Current;
                _activity.Stop();
                Activity.Current = current;
            }
        }
    }
}
