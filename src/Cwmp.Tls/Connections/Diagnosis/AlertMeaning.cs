// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Connections.Engines;

namespace Cwmp.Tls.Connections.Diagnosis;

/// <summary>What the alert of a peer says about us (RFC 8446 §6.2, RFC 5246 §7.2.2).</summary>
/// <param name="Failure">The cause it stands for.</param>
/// <param name="Reason">The same for people, as the end of a sentence.</param>
/// <param name="NextStep">What to look at.</param>
internal readonly record struct AlertMeaning(TlsHandshakeFailure Failure, string Reason, string NextStep)
{
    /// <summary>Reads an alert.</summary>
    /// <param name="description">Its number.</param>
    /// <param name="ownCertificateShown">Whether we showed a certificate.</param>
    public static AlertMeaning Of(byte description, bool ownCertificateShown) => description switch
    {
        41 or AlertNumber.CertificateRequired => Missing("it requires one"),
        AlertNumber.HandshakeFailure when !ownCertificateShown => Missing(
            "it says no more than handshake_failure, which is how TLS 1.2 servers ask for one"),
        AlertNumber.BadCertificate => Refused(
            "bad certificate", "Look whether its certificate chain is complete and its signatures are of a kind the peer knows."),
        AlertNumber.UnsupportedCertificate => Refused(
            "unsupported certificate", "Look whether the key type, the signature and the extended key usage suit this role."),
        AlertNumber.CertificateRevoked => Refused("certificate revoked", "Have a new certificate issued."),
        AlertNumber.CertificateExpired => Refused("certificate expired", "Renew the certificate, and compare the clocks of both sides."),
        AlertNumber.CertificateUnknown => Refused(
            "certificate not acceptable", "The log of the peer says more; look at name, extended key usage and validity."),
        AlertNumber.UnknownCa => Refused(
            "unknown CA", "Give the peer the CA that issued our certificate, and this side its intermediate certificates to send along."),
        AlertNumber.AccessDenied => Refused(
            "access denied", "The certificate is valid but not admitted; the configuration of the peer decides."),
        AlertNumber.DecryptError when ownCertificateShown => Refused(
            "it could not verify our proof of the key", "Look whether the private key belongs to the certificate."),
        AlertNumber.ProtocolVersion or 86 => new(
            TlsHandshakeFailure.NoCommonProtocol, "no common protocol version", "Allow TLS 1.2 or TLS 1.3 on both sides."),
        AlertNumber.HandshakeFailure or 71 => new(
            TlsHandshakeFailure.NoCommonCipherSuite,
            "no common cipher suite, group or signature algorithm",
            "Compare the cipher suites and the key types of both sides; an old peer may need the legacy cipher profile."),
        AlertNumber.NoApplicationProtocol => new(
            TlsHandshakeFailure.NoCommonApplicationProtocol, "no common application protocol", "Compare the ALPN lists of both sides."),
        _ => new(TlsHandshakeFailure.PeerSentAlert, "", "The log of the peer says more."),
    };

    private static AlertMeaning Missing(string reason) =>
        new(TlsHandshakeFailure.OwnCertificateMissing, reason, "Give this side a certificate and its key.");

    private static AlertMeaning Refused(string reason, string nextStep) =>
        new(TlsHandshakeFailure.OwnCertificateRefusedByPeer, reason, nextStep);
}
