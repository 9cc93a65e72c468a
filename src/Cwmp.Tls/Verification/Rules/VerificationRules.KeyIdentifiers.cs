// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Parsing;

namespace Cwmp.Tls.Verification.Rules;

public static partial class VerificationRules
{
    /// <summary>The authority key identifier names a key; only a self-signed certificate may do without. RFC 5280 §4.2.1.1.</summary>
    public static VerificationRule AuthorityKeyIdentifierPresent { get; } = Requirement(
        ChainPositions.All,
        VerificationError.AuthorityKeyIdentifierForm,
        "RFC 5280 §4.2.1.1",
        "The authority key identifier names a key; only a self-signed certificate may do without.",
        static (in RuleContext c) =>
            c.Extensions.AuthorityKeyIdentifier.IsEmpty && !IsSelfSignedForm(c.Certificate) ? "no keyIdentifier of the issuer" : null,
        defaults: DefaultProfiles.AcsServer);

    /// <summary>The authority key identifier is not critical. RFC 5280 §4.2.1.1.</summary>
    public static VerificationRule AuthorityKeyIdentifierNotCritical { get; } = Requirement(
        ChainPositions.All,
        VerificationError.AuthorityKeyIdentifierForm,
        "RFC 5280 §4.2.1.1",
        "The authority key identifier is not critical.",
        static (in RuleContext c) => c.Extensions.IsCritical(ExtensionKind.AuthorityKeyIdentifier) ? "critical" : null,
        defaults: DefaultProfiles.AcsServer);

    /// <summary>A self-signed anchor that names an authority key names its own, and nothing else. CA/B BR 7.1.2.1.3.</summary>
    public static VerificationRule AnchorKeyIdentifiersAgree { get; } = Requirement(
        ChainPositions.Anchor,
        VerificationError.AuthorityKeyIdentifierForm,
        "CA/B BR 7.1.2.1.3",
        "A self-signed anchor that names an authority key names its own, and nothing else.",
        static (in RuleContext c) => FindAnchorIdentifierProblem(c),
        defaults: DefaultProfiles.AcsServer);

    /// <summary>A CA has a subject key identifier. RFC 5280 §4.2.1.2.</summary>
    public static VerificationRule SubjectKeyIdentifierPresent { get; } = Requirement(
        ChainPositions.Authorities,
        VerificationError.SubjectKeyIdentifierForm,
        "RFC 5280 §4.2.1.2",
        "A CA has a subject key identifier.",
        static (in RuleContext c) => c.Has(ExtensionKind.SubjectKeyIdentifier) ? null : "absent",
        defaults: DefaultProfiles.AcsServer);

    /// <summary>The subject key identifier is not critical. RFC 5280 §4.2.1.2.</summary>
    public static VerificationRule SubjectKeyIdentifierNotCritical { get; } = Requirement(
        ChainPositions.All,
        VerificationError.SubjectKeyIdentifierForm,
        "RFC 5280 §4.2.1.2",
        "The subject key identifier is not critical.",
        static (in RuleContext c) => c.Extensions.IsCritical(ExtensionKind.SubjectKeyIdentifier) ? "critical" : null,
        defaults: DefaultProfiles.AcsServer);

    // Self-signed as far as the certificate itself says: the name is its own, and no other key is named.
    private static bool IsSelfSignedForm(ParsedCertificate certificate) =>
        certificate.IsSelfIssued && !certificate.Extensions.Has(ExtensionKind.AuthorityKeyIdentifier);

    private static string? FindAnchorIdentifierProblem(in RuleContext context)
    {
        ParsedCertificate certificate = context.Certificate;
        ParsedExtensions extensions = certificate.Extensions;
        if (!certificate.IsSelfIssued || !extensions.Has(ExtensionKind.AuthorityKeyIdentifier))
        {
            return null;
        }

        if (extensions.AuthorityHasIssuerOrSerial)
        {
            return "authorityCertIssuer or authorityCertSerialNumber is present";
        }

        return extensions.AuthorityKeyIdentifier.IsEmpty ? "no keyIdentifier"
            : certificate.Bytes(extensions.AuthorityKeyIdentifier).SequenceEqual(certificate.Bytes(extensions.KeyIdentifier)) ? null
            : "keyIdentifier is not the subject's own";
    }
}
