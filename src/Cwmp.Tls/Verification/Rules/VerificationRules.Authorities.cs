// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Parsing;

namespace Cwmp.Tls.Verification.Rules;

public static partial class VerificationRules
{
    /// <summary>A certificate that signs others says it is a CA in basicConstraints. RFC 5280 §4.2.1.9, §6.1.4(k).</summary>
    public static VerificationRule AuthorityFlag { get; } = Mandatory(
        ChainPositions.Authorities,
        VerificationError.NotACertificateAuthority,
        "RFC 5280 §4.2.1.9, §6.1.4(k)",
        "A certificate that signs others says it is a CA in basicConstraints.",
        static (in RuleContext c) =>
            c.Extensions.IsAuthority || IsVersion1Anchor(in c) ? null
                : c.Has(ExtensionKind.BasicConstraints) ? "cA is not set" : "no basicConstraints");

    /// <summary>basicConstraints of a CA is critical. RFC 5280 §4.2.1.9.</summary>
    public static VerificationRule AuthorityFlagCritical { get; } = Requirement(
        ChainPositions.Authorities,
        VerificationError.BasicConstraintsNotCritical,
        "RFC 5280 §4.2.1.9",
        "basicConstraints of a CA is critical.",
        static (in RuleContext c) =>
            c.Extensions.IsAuthority && !c.Extensions.IsCritical(ExtensionKind.BasicConstraints) ? "not critical" : null);


    /// <summary>Where a CA has a key usage, it includes keyCertSign. RFC 5280 §4.2.1.3, §6.1.4(n).</summary>
    public static VerificationRule AuthorityMaySign { get; } = Mandatory(
        ChainPositions.Authorities,
        VerificationError.KeyCertSignMissing,
        "RFC 5280 §4.2.1.3, §6.1.4(n)",
        "Where a CA has a key usage, it includes keyCertSign.",
        static (in RuleContext c) =>
            c.Has(ExtensionKind.KeyUsage) && !c.Extensions.KeyUsage.HasFlag(KeyUsageBits.KeyCertSign)
                ? "keyUsage without keyCertSign"
                : null);

    /// <summary>The peer does not present a CA certificate. CA/B BR 7.1.2.7.8.</summary>
    public static VerificationRule LeafIsNotAuthority { get; } = Requirement(
        ChainPositions.Leaf,
        VerificationError.LeafIsAuthority,
        "CA/B BR 7.1.2.7.8",
        "The peer does not present a CA certificate.",
        static (in RuleContext c) => c.Extensions.IsAuthority ? "cA is set" : null);


    /// <summary>Without cA there is no keyCertSign and no path length. RFC 5280 §4.2.1.9, §4.2.1.3.</summary>
    public static VerificationRule LeafDoesNotSignCertificates { get; } = Requirement(
        ChainPositions.Leaf,
        VerificationError.LeafIsAuthority,
        "RFC 5280 §4.2.1.9, §4.2.1.3",
        "Without cA there is no keyCertSign and no path length.",
        static (in RuleContext c) => c.Extensions.IsAuthority ? null
            : c.Extensions.KeyUsage.HasFlag(KeyUsageBits.KeyCertSign) ? "keyCertSign without cA"
            : c.Extensions.PathLength >= 0 ? "pathLenConstraint without cA" : null);


    /// <summary>Where the peer has a key usage, it includes one that TLS uses. RFC 5280 §4.2.1.3, RFC 8446 §4.4.2.2.</summary>
    public static VerificationRule LeafMayDoTls { get; } = Requirement(
        ChainPositions.Leaf,
        VerificationError.DigitalSignatureMissing,
        "RFC 5280 §4.2.1.3, RFC 8446 §4.4.2.2",
        "Where the peer has a key usage, it includes one that TLS uses.",
        static (in RuleContext c) => c.Has(ExtensionKind.KeyUsage) && (c.Extensions.KeyUsage & UsagesOfTls) == 0
            ? "no digitalSignature, keyEncipherment or keyAgreement"
            : null);


    private const KeyUsageBits UsagesOfTls = KeyUsageBits.DigitalSignature | KeyUsageBits.KeyEncipherment | KeyUsageBits.KeyAgreement;

    private static bool IsVersion1Anchor(in RuleContext c) =>
        c.Position == ChainPositions.Anchor && c.Certificate.Version == 1 && c.Profile.Has(LegacyVersion1TrustAnchors);
}
