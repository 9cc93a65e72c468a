// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using System.Security.Authentication;
using Cwmp.Tls.Connections.Engines;
using Cwmp.Tls.Connections.Verdicts;
using Cwmp.Tls.Tracing;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls.Connections.Diagnosis;

/// <summary>
/// Finds the cause of a failure from what crossed the wire, our own verdict and the engine's native error code, in this order of trust:
/// what we refused, what the peer said, what the peer evidently speaks, what we could not agree to, who ended the connection.
/// </summary>
internal sealed partial class HandshakeDiagnosis
{
    public required HandshakeFacts Facts { get; init; }

    public required bool IsServer { get; init; }

    /// <summary>Whether this side has a certificate to show.</summary>
    public required bool HasCertificate { get; init; }

    public required SslProtocols Protocols { get; init; }

    public required string? Host { get; init; }

    public required TlsPeer? Peer { get; init; }

    public Exception? CallbackFailure { get; init; }

    public required bool IsPeerReset { get; init; }

    /// <summary>What this side waits for in place of TLS; null where it waits for TLS.</summary>
    public string? WaitsFor { get; init; }

    private string PeerName => IsServer ? "the CPE" : "the ACS";

    // A server always shows one; a client only where it was asked, which TLS 1.2 shows on the wire.
    private bool ShowsCertificate => HasCertificate && Facts.SentCertificate != CertificateMessage.Empty;

    /// <summary>The handshake did not end in time.</summary>
    public TlsHandshakeException Timeout(TimeSpan limit)
    {
        string time = limit.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture) + " s";
        bool silent = Facts.BytesReceived == 0;
        return New(
            TlsHandshakeFailure.Timeout,
            TlsSide.Local,
            WaitsFor is not null ? $"{WaitsFor} did not arrive within the {time} of the handshake timeout"
                : silent ? $"{PeerName} sent nothing within the {time} of the handshake timeout"
                : $"the handshake did not end within {time}; {PeerName} fell silent during {Stage}",
            IsServer
                ? "Nothing to do for a single peer; many of them mean a slow network or somebody who holds connections open."
                : "Look whether host and port are those of a TLS server, and whether something on the way swallows packets.");
    }

    /// <summary>A newcomer got the place, because this peer kept the listener waiting.</summary>
    public TlsHandshakeException GivenUp() => New(
        TlsHandshakeFailure.GivenUpForNewcomer,
        TlsSide.Local,
        (Facts.BytesReceived == 0 ? $"{PeerName} sent nothing" : $"{PeerName} kept this side waiting during {Stage}")
            + ", and a newcomer needed its place",
        "Nothing to do for a single peer; many of them mean probes, a slow network, or somebody who holds connections open.");

    /// <summary>The peer ended the connection before there was an engine.</summary>
    public TlsHandshakeException Ended() => PeerGone(new TlsEngineException(TlsEngineFault.EndOfStream, null, new EndOfStreamException()))!;

    /// <summary>The engine gave up during the handshake.</summary>
    public TlsHandshakeException Handshake(TlsEngineException failure)
    {
        if (CallbackFailure is not null)
        {
            return New(
                TlsHandshakeFailure.Unspecified,
                TlsSide.Local,
                $"a callback threw while the certificate of {PeerName} was judged: {CallbackFailure.GetType().Name}",
                "Mend the verify callback or identity extractor; the inner exception is what it threw.",
                CallbackFailure,
                stage: TlsHandshakeStage.PeerVerification);
        }

        if (Peer is { IsAccepted: false })
        {
            return Refusal(failure);
        }

        if (AlertOf(failure) is TlsAlert alert)
        {
            return PeerAlert(alert, Stage, failure);
        }

        return OtherProtocol(failure) ?? NothingInCommon(failure) ?? PeerGone(failure) ?? Broken(failure);
    }

    private TlsAlert? AlertOf(TlsEngineException? failure) =>
        failure?.Alert is byte description ? new TlsAlert(2, description)
        : Facts.ReceivedAlert is { IsFatal: true } received ? received
        : null;

    private TlsHandshakeException Refusal(TlsEngineException failure)
    {
        TlsPeer peer = Peer!;
        if (!peer.ShowedCertificate)
        {
            return New(
                TlsHandshakeFailure.PeerCertificateMissing,
                TlsSide.Local,
                $"{PeerName} showed no certificate, and this side requires one",
                IsServer
                    ? "Give the device a certificate and its key, or ask for certificates without requiring them "
                        + "(CwmpTlsVerifyMode.RequestCertificate)."
                    : "A server without a certificate cannot be an ACS.",
                failure,
                stage: TlsHandshakeStage.PeerVerification);
        }

        VerifyResult verdict = peer.VerifyResult;
        VerificationFinding? first = verdict.FirstError;
        bool isName = verdict.Findings.All(finding =>
            finding.IsOverridden || finding.Error is VerificationError.HostNameMismatch or VerificationError.IpAddressMismatch);
        return isName
            ? New(
                TlsHandshakeFailure.HostNameMismatch,
                TlsSide.Local,
                $"the certificate of {PeerName} is not for \"{Host}\": {first?.Detail}",
                "Dial the name the certificate is for, or have one issued for this name.",
                failure,
                stage: TlsHandshakeStage.PeerVerification)
            : New(
                TlsHandshakeFailure.PeerCertificateRefused,
                TlsSide.Local,
                $"the certificate of {PeerName} was refused: {first?.Error} at depth {first?.Depth}, {first?.Certificate}: {first?.Detail}",
                VerdictText.NextStepFor(first?.Error ?? default, verdict.Role),
                failure,
                stage: TlsHandshakeStage.PeerVerification);
    }

    private TlsHandshakeException PeerAlert(TlsAlert alert, TlsHandshakeStage stage, TlsEngineException? failure)
    {
        AlertMeaning meaning = AlertMeaning.Of(alert.Description, ShowsCertificate);
        string cause = meaning.Failure switch
        {
            TlsHandshakeFailure.OwnCertificateRefusedByPeer => $"{PeerName} refused our certificate: {meaning.Reason} (alert {alert.Name})",
            TlsHandshakeFailure.OwnCertificateMissing =>
                $"{PeerName} refused us because we showed no certificate: {meaning.Reason} (alert {alert.Name})",
            TlsHandshakeFailure.PeerSentAlert => $"{PeerName} ended the handshake with the alert {alert.Name}",
            _ => $"{PeerName} found {meaning.Reason} (alert {alert.Name})",
        };
        return New(meaning.Failure, TlsSide.Peer, cause, meaning.NextStep, failure, alert, stage);
    }

    private TlsHandshakeException? OtherProtocol(TlsEngineException failure) => Facts.FirstReceived switch
    {
        FirstBytesKind.Nothing or FirstBytesKind.Tls => null,
        FirstBytesKind.HttpRequest => New(
            TlsHandshakeFailure.PlainHttpOnTlsPort,
            TlsSide.Local,
            "the peer speaks plain HTTP on this TLS port",
            "Give the device an https ACS URL, or the port that serves http.",
            failure),
        FirstBytesKind.HttpResponse => New(
            TlsHandshakeFailure.PlainHttpOnTlsPort,
            TlsSide.Local,
            "the server answers in plain HTTP: this port does not speak TLS",
            "Use the TLS port of the ACS, or the scheme http if it has none.",
            failure),
        FirstBytesKind.Ssl2Hello => New(
            TlsHandshakeFailure.NoCommonProtocol,
            TlsSide.Local,
            "the peer begins with an SSL 2.0 hello, which RFC 6176 forbids",
            "Update the peer to TLS 1.2 or later.",
            failure),
        FirstBytesKind.ProxyHeader => New(
            TlsHandshakeFailure.NotTls,
            TlsSide.Local,
            $"the peer does not speak TLS: what it sent {Facts.FirstReceivedText}",
            "From strangers such a header is not read. If it is a balancer of yours, name its address in ProxyProtocolNetworks, "
                + "or have it stop sending the header.",
            failure),
        _ => New(
            TlsHandshakeFailure.NotTls,
            TlsSide.Local,
            $"the peer does not speak TLS: what it sent {Facts.FirstReceivedText}",
            "Look who connects here; a scanner can be ignored.",
            failure),
    };

    private TlsHandshakeException? NothingInCommon(TlsEngineException failure)
    {
        byte? sent = Facts.SentAlert is { IsFatal: true } alert ? alert.Description : null;
        if (failure.Fault == TlsEngineFault.NoCommonProtocol || (sent == AlertNumber.ProtocolVersion && !SharesProtocol))
        {
            return New(
                TlsHandshakeFailure.NoCommonProtocol,
                TlsSide.Local,
                $"{PeerName} {(IsServer ? "offers" : "chose")} {OfferedProtocols}, this side speaks {OwnProtocols}",
                "Update the older side; SSL 3, TLS 1.0 and TLS 1.1 are not spoken here (RFC 8996).",
                failure,
                Facts.SentAlert);
        }

        if (failure.Fault == TlsEngineFault.NoCommonApplicationProtocol || sent == AlertNumber.NoApplicationProtocol)
        {
            return New(
                TlsHandshakeFailure.NoCommonApplicationProtocol,
                TlsSide.Local,
                $"{PeerName} and this side share no application protocol (ALPN)",
                "Compare the ALPN lists of both sides.",
                failure,
                Facts.SentAlert);
        }

        if (failure.Fault == TlsEngineFault.BadKeyProof
            || (failure.Fault != TlsEngineFault.EndOfStream && sent == AlertNumber.DecryptError))
        {
            return New(
                TlsHandshakeFailure.PeerKeyNotProven,
                TlsSide.Local,
                $"{PeerName} showed a certificate but did not prove that it owns the key",
                "Look whether the peer's private key belongs to its certificate; if it does, somebody is replaying the certificate.",
                failure,
                Facts.SentAlert);
        }

        return failure.Fault == TlsEngineFault.NoCommonCipherSuite || sent == AlertNumber.HandshakeFailure
            ? New(
                TlsHandshakeFailure.NoCommonCipherSuite,
                TlsSide.Local,
                $"{PeerName} and this side share no cipher suite, group or signature algorithm{OfferedSuites}",
                "An old device that knows static RSA alone needs the legacy cipher profile and an RSA certificate on the server.",
                failure,
                Facts.SentAlert)
            : null;
    }

    private TlsHandshakeException? PeerGone(TlsEngineException failure)
    {
        if (IsPeerReset || Facts.PeerEnd is { IsReset: true })
        {
            return New(
                TlsHandshakeFailure.PeerReset,
                TlsSide.Peer,
                $"{PeerName} reset the connection during {Stage}",
                "A firewall that refuses the protocol, a crashed process or a closed port on the far side does this; look there.",
                failure);
        }

        if (Facts.PeerEnd is null && failure.Fault != TlsEngineFault.EndOfStream)
        {
            return null;
        }

        if (Facts.BytesReceived == 0)
        {
            return IsServer
                ? New(
                    TlsHandshakeFailure.PeerClosedBeforeHandshake,
                    TlsSide.Peer,
                    "the peer opened the connection and closed it without a byte",
                    "Port scans, health probes of balancers and some devices that test the port first do this; nothing is wrong here.",
                    failure)
                : New(
                    TlsHandshakeFailure.PeerClosedDuringHandshake,
                    TlsSide.Peer,
                    "the server closed the connection without answering our ClientHello",
                    "Look whether the port speaks TLS and whether a firewall or the server's own limits turn this address away.",
                    failure);
        }

        return New(
            TlsHandshakeFailure.PeerClosedDuringHandshake,
            TlsSide.Peer,
            $"{PeerName} closed the connection during {Stage}, without an alert",
            Stage >= TlsHandshakeStage.ClientCertificate && ShowsCertificate
                ? "It probably did not like our certificate; look whether it trusts the CA that issued it, and into its log."
                : "The log of the peer says more, if it has one.",
            failure);
    }

    private TlsHandshakeException Broken(TlsEngineException failure) => failure.Fault switch
    {
        TlsEngineFault.TransportFailed => New(
            TlsHandshakeFailure.TransportFailed,
            TlsSide.Unknown,
            $"the connection to {PeerName} failed during {Stage}",
            "The inner exception has the operating system's reason.",
            failure),
        TlsEngineFault.ProtocolBroken => New(
            TlsHandshakeFailure.MalformedHandshake,
            TlsSide.Local,
            $"what {PeerName} sent during {Stage} is not what TLS allows there",
            "A broken TLS stack, something on the way that changes bytes, or an attack; the trace shows the frames.",
            failure,
            Facts.SentAlert),
        _ => New(
            Facts.ReceivedGarbage ? TlsHandshakeFailure.MalformedHandshake : TlsHandshakeFailure.Unspecified,
            TlsSide.Local,
            $"the handshake with {PeerName} failed during {Stage}",
            "The inner exception has the engine's reason; the trace shows the frames.",
            failure,
            Facts.SentAlert),
    };

    private TlsHandshakeStage Stage => Facts switch
    {
        { BytesReceived: 0, BytesSent: 0 } when !IsServer => TlsHandshakeStage.NotStarted,
        { Progress: HandshakeProgress.Nothing } => TlsHandshakeStage.ClientHello,
        { Progress: HandshakeProgress.ClientHello } => TlsHandshakeStage.ServerHello,
        { Progress: HandshakeProgress.ServerHello } => TlsHandshakeStage.ServerCertificate,
        { Progress: HandshakeProgress.ServerFlight } => TlsHandshakeStage.ClientCertificate,
        _ => TlsHandshakeStage.Finished,
    };

    private bool SharesProtocol => Facts.ClientHello is not { } hello || hello.Versions.Any(version =>
        (version.Code == TlsNames.Tls12 && Protocols.HasFlag(SslProtocols.Tls12))
        || (version.Code == TlsNames.Tls13 && Protocols.HasFlag(SslProtocols.Tls13)));

    private string OwnProtocols => Protocols switch
    {
        SslProtocols.Tls12 => "TLS 1.2",
        SslProtocols.Tls13 => "TLS 1.3",
        _ => "TLS 1.2 and TLS 1.3",
    };

    private string OfferedProtocols => IsServer
        ? Facts.ClientHello is { Versions.Count: > 0 } hello
            ? string.Join(", ", hello.Versions.Take(8).Select(version => version.Name))
            : "no version we know"
        : Facts.ServerHello?.Version.Name ?? "a version we did not offer";

    private string OfferedSuites => IsServer && Facts.ClientHello is { CipherSuites.Count: > 0 } hello
        ? "; it offers " + string.Join(", ", hello.CipherSuites.Take(6).Select(suite => suite.Name))
            + (hello.CipherSuites.Count > 6 ? ", …" : "")
        : "";

    private TlsHandshakeException New(
        TlsHandshakeFailure failure,
        TlsSide side,
        string cause,
        string nextStep,
        Exception? inner = null,
        TlsAlert? alert = null,
        TlsHandshakeStage? stage = null) =>
        new(
            failure,
            stage ?? Stage,
            side,
            Capitalise(cause),
            nextStep,
            alert,
            Peer?.VerifyResult,
            inner is TlsEngineException engine ? engine.InnerException : inner);

    private static string Capitalise(string text) => char.ToUpperInvariant(text[0]) + text[1..];
}
