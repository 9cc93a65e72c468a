// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Parsing;

namespace Cwmp.Tls.Verification.Rules;

public static partial class VerificationRules
{
    /// <summary>Only a CA has name constraints. RFC 5280 §4.2.1.10.</summary>
    public static VerificationRule NameConstraintsInAuthorityOnly { get; } = Requirement(
        ChainPositions.Leaf,
        VerificationError.NameConstraintForm,
        "RFC 5280 §4.2.1.10",
        "Only a CA has name constraints.",
        static (in RuleContext c) =>
            c.Has(ExtensionKind.NameConstraints) && !c.Extensions.IsAuthority ? "present in a certificate that is no CA" : null);


    /// <summary>Name constraints are critical. RFC 5280 §4.2.1.10.</summary>
    public static VerificationRule NameConstraintsCritical { get; } = Requirement(
        ChainPositions.Authorities,
        VerificationError.NameConstraintForm,
        "RFC 5280 §4.2.1.10",
        "Name constraints are critical.",
        static (in RuleContext c) =>
            c.Has(ExtensionKind.NameConstraints) && !c.Extensions.IsCritical(ExtensionKind.NameConstraints) ? "not critical" : null,
        defaults: DefaultProfiles.None);

    /// <summary>A name constraint is a valid value of its kind. RFC 5280 §4.2.1.10.</summary>
    public static VerificationRule NameConstraintsValid { get; } = Mandatory(
        ChainPositions.All,
        VerificationError.NameConstraintForm,
        "RFC 5280 §4.2.1.10",
        "A name constraint is a valid value of its kind.",
        static (in RuleContext c) => c.Certificate.NameConstraints.SyntaxProblem);

    /// <summary>
    /// A dNSName constraint does not begin with a period, which has a meaning only for URI and mail. RFC 5280 §4.2.1.10.
    /// </summary>
    public static VerificationRule NameConstraintsWithoutLeadingPeriod { get; } = Requirement(
        ChainPositions.Authorities,
        VerificationError.NameConstraintForm,
        "RFC 5280 §4.2.1.10",
        "A dNSName constraint does not begin with a period, which has a meaning only for URI and mail.",
        static (in RuleContext c) => c.Certificate.NameConstraints.HasLeadingPeriod ? "dNSName constraint begins with a period" : null,
        defaults: DefaultProfiles.AcsServer);

    /// <summary>Only a CA has policy mappings or policy constraints. RFC 5280 §4.2.1.5, §4.2.1.11.</summary>
    public static VerificationRule PolicyExtensionsInAuthorityOnly { get; } = Requirement(
        ChainPositions.Leaf,
        VerificationError.PolicyConstraintForm,
        "RFC 5280 §4.2.1.5, §4.2.1.11",
        "Only a CA has policy mappings or policy constraints.",
        static (in RuleContext c) =>
            !c.Extensions.IsAuthority && (c.Has(ExtensionKind.PolicyConstraints) || c.Has(ExtensionKind.PolicyMappings))
                ? "present in a certificate that is no CA"
                : null);


    /// <summary>Policy constraints and inhibitAnyPolicy are critical. RFC 5280 §4.2.1.11, §4.2.1.14.</summary>
    public static VerificationRule PolicyConstraintsCritical { get; } = Requirement(
        ChainPositions.Authorities,
        VerificationError.PolicyConstraintForm,
        "RFC 5280 §4.2.1.11, §4.2.1.14",
        "Policy constraints and inhibitAnyPolicy are critical.",
        static (in RuleContext c) =>
            IsNotCritical(c.Extensions, ExtensionKind.PolicyConstraints) || IsNotCritical(c.Extensions, ExtensionKind.InhibitAnyPolicy)
                ? "not critical"
                : null);


    /// <summary>Authority information access is not critical. RFC 5280 §4.2.2.1.</summary>
    public static VerificationRule AuthorityInfoAccessNotCritical { get; } = Requirement(
        ChainPositions.All,
        VerificationError.AuthorityInfoAccessForm,
        "RFC 5280 §4.2.2.1",
        "Authority information access is not critical.",
        static (in RuleContext c) => c.Extensions.IsCritical(ExtensionKind.AuthorityInfoAccess) ? "critical" : null,
        defaults: DefaultProfiles.AcsServer);

    private static bool IsNotCritical(ParsedExtensions extensions, ExtensionKind kind) =>
        extensions.Has(kind) && !extensions.IsCritical(kind);
}
