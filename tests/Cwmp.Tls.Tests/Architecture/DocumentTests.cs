// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using Cwmp.Tls.Acs;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.ConnectionRequests;
using Cwmp.Tls.Connections.Listening;
using Cwmp.Tls.Cpe;
using Cwmp.Tls.Cpe.Events;
using Cwmp.Tls.Cpe.Model;
using Cwmp.Tls.Cpe.State;
using Cwmp.Tls.HttpAuthentication;
using Cwmp.Tls.Soap;
using Cwmp.Tls.TestSupport;
using Cwmp.Tls.Tracing;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Crls;
using Cwmp.Tls.Verification.Keys;
using Cwmp.Tls.Verification.Paths;

namespace Cwmp.Tls.Tests.Architecture;

/// <summary>Holds the limits that docs/security.md states to the code.</summary>
public sealed class DocumentTests
{
    [Fact]
    public void Limits_in_the_security_document_are_those_of_the_code()
    {
        var verifier = new PeerVerifierOptions();
        var search = new SearchLimits();
        CwmpLimits envelope = CwmpLimits.Default;
        var acs = new AcsEngineOptions();
        var http = new HttpAuthenticatorOptions();
        var listener = new ConnectionRequestListenerOptions();
        var gate = new ConnectionRequestGateOptions();
        var tls = new CwmpTlsListenerOptions();
        var cpe = new CpeEngineOptions { DataModel = new CpeParameterTree(CpeModel.Device), StateStore = new MemoryCpeStateStore() };
        (string, string)[] code =
        [
            ("Handshake", Time(CwmpTlsContextBuilder.DefaultHandshakeTimeout)),
            ("Wait for the peer's close_notify", Time(CwmpTlsContextBuilder.DefaultCloseTimeout)),
            ("Handshakes at a time, finished sessions waiting", $"{Number(tls.MaxPendingHandshakes)} and {Number(tls.MaxWaitingSessions)}"),
            ("Handshakes of one address", Number(tls.MaxPendingHandshakesPerAddress)),
            ("PROXY header; ClientHello where a context is chosen by host name",
                $"{Number(ProxyHeaderParser.MaxLength)} bytes; {Size(ClientHelloScan.MaxLength)}"),
            ("Certificate", Size(verifier.MaxCertificateSize)),
            (
                "Certificates a peer may send beside its own",
                $"{Number(search.MaxCertificates)} of {Size(search.MaxPoolSize)} together; more are not looked at"),
            ("Intermediates in a path", Number(verifier.MaxChainDepth)),
            ("Signature checks for one verdict", Number(verifier.MaxSignatureChecks)),
            (
                "Signatures among them that are bad; whole paths judged",
                $"{Number(search.MaxFailedSignatureChecks)}; {Number(search.MaxCompletePaths)}"),
            (
                "Steps of the path search; comparisons with name constraints",
                $"{Number(search.MaxSteps)}; {Number(search.MaxNameComparisons)}"),
            ("RSA key of a certificate", $"{Number(PublicKeyInfo.MaxRsaBits)} bits"),
            ("CRL", $"{Size(CrlStore.MaxSize)}, {Number(CrlStore.MaxEntries)} entries"),
            (
                "Verdicts kept; for how long",
                $"{Number(verifier.VerdictCacheCapacity)}; {Time(verifier.VerdictCacheCeiling)}, or until expiry or the next CRL"),
            (
                "Certificate file; files in a directory of CAs",
                $"{Size(CertificateFile.DefaultMaxSize)}; {Number(CertificateFile.MaxDirectoryFiles)}"),
            ("Device identity", $"{Number(DeviceIdentity.MaxFieldLength)} characters for each field"),
            ("Envelope", Size(envelope.MaxEnvelopeBytes)),
            ("Envelope whose list is enumerated item by item", Size(envelope.MaxStreamedBytes)),
            ("Depth of elements; attributes of one", $"{Number(envelope.MaxDepth)}; {Number(envelope.MaxAttributes)}"),
            (
                "Text of an element; attribute value; name",
                $"{Size(envelope.MaxTextLength)}; {Number(envelope.MaxAttributeLength)}; {Number(envelope.MaxNameLength)} bytes"),
            ("Items of an array", Number(envelope.MaxItems)),
            ("Sessions of an ACS", Number(acs.MaxSessions)),
            ("Wait for the next POST; whole session; requests of the CPE in it, and their octets together",
                $"{Time(acs.SessionTimeout)} ({Time(acs.MaxSessionTimeout)} if the CPE asks); {Time(acs.MaxSessionDuration)}; "
                    + $"{Number(acs.MaxCpeRequests)}, {Size(acs.MaxCpeRequestBytes)}"),
            ("Digest nonce; nonces remembered", $"{Time(http.NonceLifetime)}; {Number(http.MaxRememberedNonces)}"),
            (
                "Connections to the connection-request listener; from one address",
                $"{Number(listener.MaxConnections)}; {Number(listener.MaxConnectionsPerAddress)}"),
            ("Request head and time there", $"{Number(listener.MaxRequestHeadBytes)} bytes; {Time(listener.RequestTimeout)}"),
            ("Failed attempts of one address", $"{Number(listener.MaxFailuresPerAddress)} in {Time(listener.FailureWindow)}"),
            ("Sessions started by connection requests", $"{Number(gate.Burst)} at once, then one in {Time(gate.Replenishment)}"),
            ("A CPE's wait for a response; its size; requests of the ACS in one session",
                $"{Time(cpe.ResponseTimeout)}; {Size(cpe.MaxResponseSize)}; {Number(cpe.MaxRequestsPerSession)}"),
            ("File that a CPE downloads", $"{Number(cpe.MaxDownloadSize >> 20)} MiB"),
            ("Rows of a CPE's table; parameters of one answer; scheduled Informs",
                $"{Number(CpeParameterTree.MaxInstances)}; {Number(CpeParameterTree.MaxResults)}; {Number(CpeEvents.MaximumScheduled)}"),
            ("Signing request", Size(CertificateSigningRequest.MaxSize)),
            ("Trace: frames, details, bytes for pcap",
                $"{Number(HandshakeTrace.MaxFrames)}, {Size(HandshakeTrace.MaxDetailBytes)}, {Size(HandshakeTrace.MaxCaptureBytes)}"),
        ];

        IEnumerable<(string, string)> document = File.ReadLines(Path.Combine(RepositoryFiles.Root, "docs", "security.md"))
            .SkipWhile(line => line != "## Limits")
            .TakeWhile(line => line != "## Secrets")
            .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
            .Skip(2)
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => (cells[1], cells[2]));

        document.Should().Equal(code);
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Size(long bytes) => bytes >= 1 << 20 ? $"{bytes >> 20} MiB" : $"{bytes >> 10} KiB";

    private static string Time(TimeSpan time) =>
        time.TotalHours >= 1
            ? $"{time.TotalHours} hour" : time.TotalSeconds > 60 ? $"{time.TotalMinutes} minutes"
            : $"{time.TotalSeconds} s";
}
