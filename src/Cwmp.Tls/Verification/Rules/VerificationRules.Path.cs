// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Names;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.Verification.Rules;

public static partial class VerificationRules
{
    /// <summary>The chain ends at a trust anchor. RFC 5280 §6.1.1(d).</summary>
    public static VerificationRule TrustedPath { get; } = Mandatory(
        ChainPositions.All,
        VerificationError.IssuerNotFound,
        "RFC 5280 §6.1.1(d)",
        "The chain ends at a trust anchor.");

    /// <summary>Each certificate is signed by the key above it. RFC 5280 §6.1.3(a)(1).</summary>
    public static VerificationRule Signature { get; } = Mandatory(
        ChainPositions.Leaf | ChainPositions.Intermediate,
        VerificationError.SignatureInvalid,
        "RFC 5280 §6.1.3(a)(1)",
        "Each certificate is signed by the key above it.");

    /// <summary>A self-signed anchor's signature is its own, so that a damaged file is not trusted. X.509 §8.1.3.</summary>
    public static VerificationRule AnchorSelfSignature { get; } = Mandatory(
        ChainPositions.Anchor,
        VerificationError.SignatureInvalid,
        "X.509 §8.1.3",
        "A self-signed anchor's signature is its own, so that a damaged file is not trusted.");

    /// <summary>The time is within the validity period, in whole seconds, both ends included. RFC 5280 §6.1.3(a)(2).</summary>
    public static VerificationRule ValidityPeriod { get; } = Mandatory(
        ChainPositions.All,
        VerificationError.Expired,
        "RFC 5280 §6.1.3(a)(2)",
        "The time is within the validity period, in whole seconds, both ends included.");

    /// <summary>No CA has more CAs below it than it allows; self-issued ones do not count. RFC 5280 §6.1.4(l), §6.1.4(m).</summary>
    public static VerificationRule PathLength { get; } = Mandatory(
        ChainPositions.Authorities,
        VerificationError.PathLengthExceeded,
        "RFC 5280 §6.1.4(l), §6.1.4(m)",
        "No CA has more CAs below it than it allows; self-issued ones do not count.");

    /// <summary>
    /// Names are within what every CA above permits and outside what it excludes; a wildcard counts as every name it could be. RFC 5280
    /// §6.1.3(b), §6.1.3(c).
    /// </summary>
    public static VerificationRule NameConstraints { get; } = Mandatory(
        ChainPositions.Leaf | ChainPositions.Intermediate,
        VerificationError.NameNotPermitted,
        "RFC 5280 §6.1.3(b), §6.1.3(c)",
        "Names are within what every CA above permits and outside what it excludes; a wildcard counts as every name it could be.");

    /// <summary>Where a CA requires an explicit policy, the chain has one. RFC 5280 §6.1.5(g), RFC 9618.</summary>
    public static VerificationRule Policies { get; } = Mandatory(
        ChainPositions.All,
        VerificationError.PolicyRequired,
        "RFC 5280 §6.1.5(g), RFC 9618",
        "Where a CA requires an explicit policy, the chain has one.");

    /// <summary>CRLs that are given are obeyed as the verifier's revocation policy says. RFC 5280 §6.3.</summary>
    public static VerificationRule Revocation { get; } = Mandatory(
        ChainPositions.Leaf | ChainPositions.Intermediate,
        VerificationError.Revoked,
        "RFC 5280 §6.3",
        "CRLs that are given are obeyed as the verifier's revocation policy says.");

    /// <summary>
    /// The name dialled is among the peer's alternative names; a wildcard stands for one left-most label. RFC 9525 §6, RFC 6125 §6.4.
    /// </summary>
    public static VerificationRule ReferenceName { get; } = Mandatory(
        ChainPositions.Leaf,
        VerificationError.HostNameMismatch,
        "RFC 9525 §6, RFC 6125 §6.4",
        "The name dialled is among the peer's alternative names; a wildcard stands for one left-most label.");

    /// <summary>A CA that is trusted for some OUIs vouches only for devices of those OUIs. TR-069 Amendment 6 §3.4.4.</summary>
    public static VerificationRule IssuerScope { get; } = Mandatory(
        ChainPositions.Leaf,
        VerificationError.IssuerScopeViolation,
        "TR-069 Amendment 6 §3.4.4",
        "A CA that is trusted for some OUIs vouches only for devices of those OUIs.");

    /// <summary>A device identity in a CPE's certificate is unambiguous and in the form of TR-069. TR-069 Amendment 6 §3.4.4.</summary>
    public static VerificationRule DeviceIdentityValid { get; } = Mandatory(
        ChainPositions.Leaf,
        VerificationError.DeviceIdentityInvalid,
        "TR-069 Amendment 6 §3.4.4",
        "A device identity in a CPE's certificate is unambiguous and in the form of TR-069.");

    /// <summary>Where keys are pinned, a device shows the key it has shown before. RFC 7469 §2.6.</summary>
    public static VerificationRule PinnedKey { get; } = Mandatory(
        ChainPositions.Leaf,
        VerificationError.PinMismatch,
        "RFC 7469 §2.6",
        "Where keys are pinned, a device shows the key it has shown before.");

    /// <summary>The verify callback, where there is one, does not refuse. OpenSSL SSL_CTX_set_verify(3).</summary>
    public static VerificationRule Callback { get; } = Mandatory(
        ChainPositions.All,
        VerificationError.RejectedByCallback,
        "OpenSSL SSL_CTX_set_verify(3)",
        "The verify callback, where there is one, does not refuse.");

    /// <summary>A wildcard that matches stands below a name that somebody registered, not below a public suffix. CA/B BR 3.2.2.6.</summary>
    public static VerificationRule WildcardBelowRegisteredName { get; } = Requirement(
        ChainPositions.Leaf,
        VerificationError.WildcardOverPublicSuffix,
        "CA/B BR 3.2.2.6",
        "A wildcard that matches stands below a name that somebody registered, not below a public suffix.",
        defaults: DefaultProfiles.AcsServer);
}
