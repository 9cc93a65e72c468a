// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Keys;

namespace Cwmp.Tls.Verification.Rules;

public static partial class VerificationRules
{
    /// <summary>
    /// Keys are RSA, or EC on the named curves P-256, P-384 and P-521; no DSA, no explicit curve. CA/B BR 6.1.5, 7.1.3.1.
    /// </summary>
    public static VerificationRule AcceptedKey { get; } = Requirement(
        ChainPositions.All,
        VerificationError.WeakKey,
        "CA/B BR 6.1.5, 7.1.3.1",
        "Keys are RSA, or EC on the named curves P-256, P-384 and P-521; no DSA, no explicit curve.",
        static (in RuleContext c) =>
            c.Key.IsElliptic || c.Key.Kind == PublicKeyKind.Rsa ? null : $"{c.Key.Kind} key");


    /// <summary>An RSA modulus has at least 2048 bits. CA/B BR 6.1.5.</summary>
    public static VerificationRule RsaKeyLength { get; } = Requirement(
        ChainPositions.All,
        VerificationError.WeakKey,
        "CA/B BR 6.1.5",
        "An RSA modulus has at least 2048 bits.",
        static (in RuleContext c) =>
            c.Key.Kind == PublicKeyKind.Rsa && c.Key.Bits < (c.Profile.Has(LegacyRsa1024Keys) ? 1024 : 2048)
                ? $"{c.Key.Bits} bits"
                : null);


    /// <summary>The length of an RSA modulus is divisible by 8. CA/B BR 6.1.5.</summary>
    public static VerificationRule RsaKeyWholeOctets { get; } = Requirement(
        ChainPositions.All,
        VerificationError.WeakKey,
        "CA/B BR 6.1.5",
        "The length of an RSA modulus is divisible by 8.",
        static (in RuleContext c) =>
            c.Key.Kind == PublicKeyKind.Rsa && c.Key.Bits % 8 != 0 ? $"{c.Key.Bits} bits" : null);


    /// <summary>Signatures use SHA-2; that of an anchor is not looked at. CA/B BR 7.1.3.2.</summary>
    public static VerificationRule AcceptedSignatureHash { get; } = Requirement(
        ChainPositions.Leaf | ChainPositions.Intermediate,
        VerificationError.WeakSignature,
        "CA/B BR 7.1.3.2",
        "Signatures use SHA-2; that of an anchor is not looked at.",
        static (in RuleContext c) =>
            SignatureSchemes.IsSha1(SignatureSchemes.FromAlgorithm(c.Certificate.Bytes(c.Certificate.InnerAlgorithm)))
                && !c.Profile.Has(LegacySha1Signatures)
                ? "SHA-1"
                : null);

}
