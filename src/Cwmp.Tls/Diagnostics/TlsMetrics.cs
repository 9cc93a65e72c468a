// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;

namespace Cwmp.Tls.Diagnostics;

/// <summary>What the security pillar reports: handshakes and verdicts.</summary>
internal static class TlsMetrics
{
    private static readonly Histogram<double> HandshakeDuration = CwmpTelemetry.Meter.CreateHistogram(
        "cwmp.tls.handshake.duration",
        unit: "s",
        description: "Time from the first octet of a TLS handshake to its verdict.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
        });

    private static readonly Histogram<double> VerificationDuration = CwmpTelemetry.Meter.CreateHistogram(
        "cwmp.tls.verification.duration",
        unit: "s",
        description: "Time to judge a peer certificate, cached verdicts included.",
        advice: new InstrumentAdvice<double>
        {
            HistogramBucketBoundaries = [0.000005, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.1],
        });

    private static readonly Counter<long> Reloads = CwmpTelemetry.Meter.CreateCounter<long>(
        "cwmp.tls.reloads", "{reload}", "Times that changed certificate, CA or CRL files were read again.");

    // Whoever has something that expires, for as long as it lives; asked when somebody collects.
    private static readonly ConditionalWeakTable<IExpiringMaterial, string> Expiring = [];

    private static readonly ObservableGauge<double> CertificateRemaining = CwmpTelemetry.Meter.CreateObservableGauge(
        "cwmp.tls.certificate.remaining",
        () => Remaining(material => material.CertificateNotAfter),
        "d",
        "Days until the own certificate or an intermediate expires.");

    private static readonly ObservableGauge<double> CrlsRemaining = CwmpTelemetry.Meter.CreateObservableGauge(
        "cwmp.tls.crls.remaining", () => Remaining(material => material.CrlsNextUpdate), "d", "Days until the first CRL lapses.");

    /// <summary>Whether anybody listens to handshakes; ask before taking a timestamp.</summary>
    public static bool HandshakesObserved => HandshakeDuration.Enabled;

    /// <summary>Whether anybody listens to verdicts; ask before taking a timestamp.</summary>
    public static bool VerificationsObserved => VerificationDuration.Enabled;

    public static void Observe(IExpiringMaterial material) => Expiring.AddOrUpdate(material, "");

    public static void Forget(IExpiringMaterial material) => Expiring.Remove(material);

    public static void Reloaded(string kind, bool isGood)
    {
        if (!Reloads.Enabled)
        {
            return;
        }

        var tags = new TagList { { TelemetryTags.FileKind, kind } };
        if (!isGood)
        {
            tags.Add(TelemetryTags.ErrorType, "NotUsable");
        }

        Reloads.Add(1, tags);
    }

    public static void HandshakeFinished(TimeSpan duration, bool server, string? protocolVersion, bool resumed, string? errorType)
    {
        if (!HandshakeDuration.Enabled)
        {
            return;
        }

        var tags = new TagList { { TelemetryTags.TlsSide, server ? "server" : "client" } };
        if (errorType is not null)
        {
            tags.Add(TelemetryTags.ErrorType, errorType);
        }
        else
        {
            tags.Add(TelemetryTags.TlsProtocolVersion, protocolVersion);
            tags.Add(TelemetryTags.TlsResumed, resumed);
        }

        HandshakeDuration.Record(duration.TotalSeconds, tags);
    }

    public static void VerificationFinished(TimeSpan duration, bool accepted, bool cached)
    {
        if (!VerificationDuration.Enabled)
        {
            return;
        }

        VerificationDuration.Record(
            duration.TotalSeconds,
            new KeyValuePair<string, object?>(TelemetryTags.Verdict, accepted ? "accepted" : "refused"),
            new KeyValuePair<string, object?>(TelemetryTags.CacheResult, cached ? "hit" : "miss"));
    }

    // Contexts that show the same certificate share a series; the one that expires first counts.
    private static Measurement<double>[] Remaining(Func<IExpiringMaterial, DateTimeOffset?> end) =>
    [
        .. Expiring
        .Select(entry => (entry.Key.CertificateSubject, Left: end(entry.Key) - entry.Key.UtcNow))
        .Where(known => known.Left is not null)
        .GroupBy(known => known.CertificateSubject, known => known.Left!.Value.TotalDays, StringComparer.Ordinal)
        .Select(group => new Measurement<double>(
            group.Min(), new KeyValuePair<string, object?>(TelemetryTags.CertificateSubject, group.Key))),
    ];
}
