// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace Cwmp.Tls.Diagnostics;

/// <summary>What the two session engines report: CWMP sessions, RPCs, faults, octets, retries, connection requests.</summary>
internal static class SessionMetrics
{
    private static readonly double[] Seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

    private static readonly UpDownCounter<long> AcsActive = CwmpTelemetry.Meter.CreateUpDownCounter<long>(
        "cwmp.acs.session.active", "{session}", "CWMP sessions that the ACS holds open.");

    private static readonly Histogram<double> AcsDuration = Durations("cwmp.acs.session.duration", "Time from Inform to the end of a CWMP session.");

    private static readonly Histogram<double> AcsRpcDuration = Durations("cwmp.acs.rpc.duration", "Time from an ACS request to the CPE's answer.");

    private static readonly Counter<long> AcsRefusals = CwmpTelemetry.Meter.CreateCounter<long>(
        "cwmp.acs.refusals", "{request}", "Requests that the ACS refused before any state changed, by reason.");

    private static readonly Counter<long> AcsOctets = CwmpTelemetry.Meter.CreateCounter<long>(
        "cwmp.acs.io", "By", "Envelope octets that the ACS received and sent.");

    private static readonly Counter<long> Faults = CwmpTelemetry.Meter.CreateCounter<long>(
        "cwmp.faults", "{fault}", "CWMP faults, by code and by the side that answered with them.");

    private static readonly Histogram<double> CpeDuration = Durations("cwmp.cpe.session.duration", "Time of one CWMP session of the CPE, the connection included.");

    private static readonly Histogram<double> CpeRpcDuration = Durations("cwmp.cpe.rpc.duration", "Time that the CPE takes to carry out a request of the ACS.");

    private static readonly Counter<long> CpeOctets = CwmpTelemetry.Meter.CreateCounter<long>(
        "cwmp.cpe.io", "By", "Envelope octets that the CPE received and sent.");

    private static readonly Counter<long> CpeRetries = CwmpTelemetry.Meter.CreateCounter<long>(
        "cwmp.cpe.session.retries", "{retry}", "Sessions that the CPE will have to repeat under the retry policy.");

    private static readonly Counter<long> ConnectionRequests = CwmpTelemetry.Meter.CreateCounter<long>(
        "cwmp.connection_requests", "{request}", "Connection requests, sent by an ACS or received by a CPE, by outcome.");

    /// <summary>Whether anybody listens to RPC times; ask before taking a timestamp.</summary>
    public static bool RpcsObserved => AcsRpcDuration.Enabled;

    /// <summary>The same for a CPE.</summary>
    public static bool CpeRpcsObserved => CpeRpcDuration.Enabled;

    /// <summary>Whether anybody listens to the octets of an ACS.</summary>
    public static bool AcsOctetsObserved => AcsOctets.Enabled;

    public static void AcsSessionStarted() => AcsActive.Add(1);

    public static void AcsSessionEnded(TimeSpan duration, string outcome, string authentication)
    {
        AcsActive.Add(-1);
        AcsDuration.Record(duration.TotalSeconds, Tag(TelemetryTags.Outcome, outcome), Tag(TelemetryTags.Authentication, authentication));
    }

    /// <param name="duration">How long it took.</param>
    /// <param name="method">The RPC; null for one that this library does not know, so that a peer cannot make up series.</param>
    /// <param name="errorType">The fault code; null on success.</param>
    public static void AcsRpcFinished(TimeSpan duration, string? method, string? errorType) => RpcFinished(AcsRpcDuration, duration, method, errorType);

    /// <inheritdoc cref="AcsRpcFinished"/>
    public static void CpeRpcFinished(TimeSpan duration, string? method, string? errorType) => RpcFinished(CpeRpcDuration, duration, method, errorType);

    public static void AcsRefused(string reason) => AcsRefusals.Add(1, Tag(TelemetryTags.ErrorType, reason));

    public static void AcsExchanged(long received, long sent) => Exchanged(AcsOctets, received, sent);

    public static void CpeExchanged(long received, long sent) => Exchanged(CpeOctets, received, sent);

    /// <param name="code">The fault code; one outside 8000–9899 counts as 0, so that a peer cannot make up series.</param>
    /// <param name="byAcs">Whether the ACS answered with the fault, or the CPE.</param>
    public static void Fault(int code, bool byAcs)
    {
        if (Faults.Enabled)
        {
            string shown = code is >= 8000 and <= 9899 ? code.ToString(CultureInfo.InvariantCulture) : "0";
            Faults.Add(1, Tag(TelemetryTags.FaultCode, shown), Tag(TelemetryTags.FaultSide, byAcs ? "acs" : "cpe"));
        }
    }

    public static void CpeSessionEnded(TimeSpan duration, string outcome) =>
        CpeDuration.Record(duration.TotalSeconds, Tag(TelemetryTags.Outcome, outcome));

    public static void CpeRetryScheduled(string cause) => CpeRetries.Add(1, Tag(TelemetryTags.ErrorType, cause));

    public static void ConnectionRequest(string outcome, string transport, bool byAcs) => ConnectionRequests.Add(
        1,
        Tag(TelemetryTags.Outcome, outcome),
        Tag(TelemetryTags.Transport, transport),
        Tag(TelemetryTags.Direction, byAcs ? "transmit" : "receive"));

    private static void RpcFinished(Histogram<double> durations, TimeSpan duration, string? method, string? errorType)
    {
        if (!durations.Enabled)
        {
            return;
        }

        var tags = new TagList { { TelemetryTags.Method, method ?? "_OTHER" } };
        if (errorType is not null)
        {
            tags.Add(TelemetryTags.ErrorType, errorType);
        }

        durations.Record(duration.TotalSeconds, tags);
    }

    private static void Exchanged(Counter<long> octets, long received, long sent)
    {
        if (octets.Enabled)
        {
            octets.Add(received, Tag(TelemetryTags.Direction, "receive"));
            octets.Add(sent, Tag(TelemetryTags.Direction, "transmit"));
        }
    }

    private static Histogram<double> Durations(string name, string description) => CwmpTelemetry.Meter.CreateHistogram(
        name, unit: "s", description: description, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
