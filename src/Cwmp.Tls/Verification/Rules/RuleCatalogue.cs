// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Verification.Rules;

/// <summary>
/// The list of all rules, in the order in which a profile prints them. It is a class of its own, so that every rule exists before the list
/// is made, whatever the order in which the rules are declared.
/// </summary>
internal static class RuleCatalogue
{
    public static IReadOnlyList<VerificationRule> All { get; } = Array.AsReadOnly<VerificationRule>(
    [
        VerificationRules.WellFormed,
        VerificationRules.ExtensionsWellFormed,
        VerificationRules.ExtensionsUnique,
        VerificationRules.CriticalExtensionsUnderstood,
        VerificationRules.SignatureAlgorithmsAgree,
        VerificationRules.Version3,
        VerificationRules.SerialNumberPositive,
        VerificationRules.SerialNumberLength,
        VerificationRules.IssuerNamed,
        VerificationRules.AuthorityNamed,
        VerificationRules.ValidityOrdered,
        VerificationRules.ValidityEncoding,
        VerificationRules.NoUniqueIdentifiers,
        VerificationRules.AuthorityFlag,
        VerificationRules.AuthorityFlagCritical,
        VerificationRules.AuthorityMaySign,
        VerificationRules.LeafIsNotAuthority,
        VerificationRules.LeafDoesNotSignCertificates,
        VerificationRules.LeafMayDoTls,
        VerificationRules.AuthorityKeyIdentifierPresent,
        VerificationRules.AuthorityKeyIdentifierNotCritical,
        VerificationRules.AnchorKeyIdentifiersAgree,
        VerificationRules.SubjectKeyIdentifierPresent,
        VerificationRules.SubjectKeyIdentifierNotCritical,
        VerificationRules.SubjectAltNamePresent,
        VerificationRules.SubjectAltNameCriticalWithoutSubject,
        VerificationRules.SubjectAltNameNotCriticalWithSubject,
        VerificationRules.SubjectAltNameHostForm,
        VerificationRules.CommonNameAmongSubjectAltNames,
        VerificationRules.CommonNameCopiesSubjectAltName,
        VerificationRules.ExtendedKeyUsageForRole,
        VerificationRules.ExtendedKeyUsagePresent,
        VerificationRules.NoAnyExtendedKeyUsage,
        VerificationRules.ExtendedKeyUsageNotCritical,
        VerificationRules.NoExtendedKeyUsageInAnchor,
        VerificationRules.NameConstraintsInAuthorityOnly,
        VerificationRules.NameConstraintsCritical,
        VerificationRules.NameConstraintsValid,
        VerificationRules.NameConstraintsWithoutLeadingPeriod,
        VerificationRules.PolicyExtensionsInAuthorityOnly,
        VerificationRules.PolicyConstraintsCritical,
        VerificationRules.AuthorityInfoAccessNotCritical,
        VerificationRules.AcceptedKey,
        VerificationRules.RsaKeyLength,
        VerificationRules.RsaKeyWholeOctets,
        VerificationRules.AcceptedSignatureHash,
        VerificationRules.TrustedPath,
        VerificationRules.Signature,
        VerificationRules.AnchorSelfSignature,
        VerificationRules.ValidityPeriod,
        VerificationRules.PathLength,
        VerificationRules.NameConstraints,
        VerificationRules.Policies,
        VerificationRules.Revocation,
        VerificationRules.ReferenceName,
        VerificationRules.IssuerScope,
        VerificationRules.DeviceIdentityValid,
        VerificationRules.PinnedKey,
        VerificationRules.Callback,
        VerificationRules.WildcardBelowRegisteredName,
        VerificationRules.LegacyCommonNameHost,
        VerificationRules.LegacySha1Signatures,
        VerificationRules.LegacyRsa1024Keys,
        VerificationRules.LegacyExpiredLeaf,
        VerificationRules.LegacyVersion1TrustAnchors,
        VerificationRules.LegacyAnyExtendedKeyUsage,
        VerificationRules.LegacyLeafAsTrustAnchor,
        VerificationRules.LegacyNoReferenceName,
    ]);

    /// <summary>The rules that look at one certificate only.</summary>
    public static VerificationRule[] CertificateRules { get; } = [.. All.Where(rule => rule.Check is not null)];

    public static IEnumerable<VerificationRule> DefaultsOf(DefaultProfiles profile) => All.Where(rule => rule.Defaults.HasFlag(profile));
}
