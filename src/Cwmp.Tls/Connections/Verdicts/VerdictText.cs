// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Connections.Engines;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls.Connections.Verdicts;

/// <summary>What a finding means for the handshake: the alert that says so (RFC 8446 §6.2) and what a person should look at.</summary>
internal static class VerdictText
{
    /// <summary>The alert for the peer.</summary>
    public static byte AlertFor(VerificationError error) => error switch
    {
        VerificationError.Expired or VerificationError.NotYetValid => AlertNumber.CertificateExpired,
        VerificationError.Revoked => AlertNumber.CertificateRevoked,
        VerificationError.IssuerNotFound or VerificationError.SelfSignedLeaf or VerificationError.SelfSignedInChain =>
            AlertNumber.UnknownCa,
        VerificationError.MalformedCertificate or VerificationError.MalformedExtension or VerificationError.SignatureInvalid =>
            AlertNumber.BadCertificate,
        VerificationError.ExtendedKeyUsageMismatch or VerificationError.DigitalSignatureMissing or VerificationError.WeakKey
            or VerificationError.WeakSignature or VerificationError.UnsupportedSignatureAlgorithm => AlertNumber.UnsupportedCertificate,
        VerificationError.IssuerScopeViolation or VerificationError.PinMismatch or VerificationError.RejectedByCallback =>
            AlertNumber.AccessDenied,
        _ => AlertNumber.CertificateUnknown,
    };

    /// <summary>One sentence on what to do.</summary>
    public static string NextStepFor(VerificationError error, PeerRole role) => error switch
    {
        VerificationError.Expired => "Renew that certificate, or set this side's clock if it runs fast.",
        VerificationError.NotYetValid => "Compare the clocks of both sides; a device without a clock should say so (VerificationClock).",
        VerificationError.IssuerNotFound =>
            "Trust the CA that issued it, or have the peer send its intermediate certificates, if it really is one of yours.",
        VerificationError.SelfSignedLeaf or VerificationError.SelfSignedInChain =>
            "Have the peer's certificate issued by a CA that this side trusts.",
        VerificationError.ExtendedKeyUsageMismatch => role == PeerRole.CpeDevice
            ? "Have the device's certificate issued with the extended key usage clientAuth."
            : "Have the ACS's certificate issued with the extended key usage serverAuth.",
        VerificationError.Revoked => "Its CA has withdrawn it; find out why before issuing another.",
        VerificationError.RevocationUnknown or VerificationError.CrlExpired => "Give this side a current CRL of that CA.",
        VerificationError.SignatureInvalid => "Somebody changed the certificate, or it comes from another CA of the same name.",
        VerificationError.DeviceIdentityMissing or VerificationError.DeviceIdentityInvalid =>
            "Have the certificate issued with the TR-069 identity as its common name, or set an identity extractor.",
        VerificationError.IssuerScopeViolation => "That CA may not vouch for this device; look which CA issued the certificate, and why.",
        VerificationError.PinMismatch => "The device shows another key than before; confirm the change before trusting it.",
        _ => "VerifyResult has every finding with its rule.",
    };
}
