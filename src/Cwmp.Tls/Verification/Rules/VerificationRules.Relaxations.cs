// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Verification.Rules;

public static partial class VerificationRules
{
    /// <summary>
    /// Where there is no subject alternative name, the common name is compared with the host, ignoring case; nobody constrains who may
    /// put which host there. RFC 6125 §6.4.4.
    /// </summary>
    public static VerificationRule LegacyCommonNameHost { get; } = Relaxation(
        ChainPositions.Leaf,
        "RFC 6125 §6.4.4",
        "Where there is no subject alternative name, the common name is compared with the host, ignoring case; "
            + "nobody constrains who may put which host there.");

    /// <summary>SHA-1 signatures are accepted; with enough money they can be forged. CA/B BR 7.1.3.2.</summary>
    public static VerificationRule LegacySha1Signatures { get; } = Relaxation(
        ChainPositions.Leaf | ChainPositions.Intermediate,
        "CA/B BR 7.1.3.2",
        "SHA-1 signatures are accepted; with enough money they can be forged.");

    /// <summary>RSA keys from 1024 bits are accepted; they can be factored by an organisation. CA/B BR 6.1.5.</summary>
    public static VerificationRule LegacyRsa1024Keys { get; } = Relaxation(
        ChainPositions.All,
        "CA/B BR 6.1.5",
        "RSA keys from 1024 bits are accepted; they can be factored by an organisation.");

    /// <summary>
    /// The peer's own certificate may have expired; a key stolen from a scrapped device stays good for ever. RFC 5280 §6.1.3(a)(2).
    /// </summary>
    public static VerificationRule LegacyExpiredLeaf { get; } = Relaxation(
        ChainPositions.Leaf,
        "RFC 5280 §6.1.3(a)(2)",
        "The peer's own certificate may have expired; a key stolen from a scrapped device stays good for ever.");

    /// <summary>Version 1 certificates may be trust anchors; nothing in them says that they are CAs. RFC 5280 §6.1.4(k).</summary>
    public static VerificationRule LegacyVersion1TrustAnchors { get; } = Relaxation(
        ChainPositions.Anchor,
        "RFC 5280 §6.1.4(k)",
        "Version 1 certificates may be trust anchors; nothing in them says that they are CAs.");

    /// <summary>The extended key usage is not looked at; a certificate made for another purpose passes. RFC 5280 §4.2.1.12.</summary>
    public static VerificationRule LegacyAnyExtendedKeyUsage { get; } = Relaxation(
        ChainPositions.Leaf | ChainPositions.Intermediate,
        "RFC 5280 §4.2.1.12",
        "The extended key usage is not looked at; a certificate made for another purpose passes.");

    /// <summary>
    /// A peer certificate that is itself in the trust store is accepted without an issuer; it cannot be revoked or replaced but by hand.
    /// RFC 5280 §6.1.1(d).
    /// </summary>
    public static VerificationRule LegacyLeafAsTrustAnchor { get; } = Relaxation(
        ChainPositions.Leaf,
        "RFC 5280 §6.1.1(d)",
        "A peer certificate that is itself in the trust store is accepted without an issuer; "
            + "it cannot be revoked or replaced but by hand.");

    /// <summary>
    /// An ACS is accepted without a name to compare; any server with a certificate of the same CAs can stand in for it. RFC 9525 §6.
    /// </summary>
    public static VerificationRule LegacyNoReferenceName { get; } = Relaxation(
        ChainPositions.Leaf,
        "RFC 9525 §6",
        "An ACS is accepted without a name to compare; any server with a certificate of the same CAs can stand in for it.");
}
