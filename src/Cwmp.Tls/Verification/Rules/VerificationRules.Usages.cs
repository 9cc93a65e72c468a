// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Parsing;

namespace Cwmp.Tls.Verification.Rules;

public static partial class VerificationRules
{
    /// <summary>
    /// Where there is an extended key usage, in the peer or in a CA below the anchor, it includes the peer's role. RFC 5280 §4.2.1.12,
    /// CA/B BR 7.1.2.10.6.
    /// </summary>
    public static VerificationRule ExtendedKeyUsageForRole { get; } = Mandatory(
        ChainPositions.Leaf | ChainPositions.Intermediate,
        VerificationError.ExtendedKeyUsageMismatch,
        "RFC 5280 §4.2.1.12, CA/B BR 7.1.2.10.6",
        "Where there is an extended key usage, in the peer or in a CA below the anchor, it includes the peer's role.",
        static (in RuleContext c) =>
            !c.Has(ExtensionKind.ExtendedKeyUsage) || (c.Extensions.Usages & (c.Usage | UsageFlags.Any)) != 0
                || c.Profile.Has(LegacyAnyExtendedKeyUsage)
                ? null
                : "does not include " + (c.Usage == UsageFlags.ClientAuth ? "clientAuth" : "serverAuth"));

    /// <summary>The peer has an extended key usage. CA/B BR 7.1.2.7.6.</summary>
    public static VerificationRule ExtendedKeyUsagePresent { get; } = Requirement(
        ChainPositions.Leaf,
        VerificationError.ExtendedKeyUsageForm,
        "CA/B BR 7.1.2.7.6",
        "The peer has an extended key usage.",
        static (in RuleContext c) => c.Has(ExtensionKind.ExtendedKeyUsage) ? null : "absent",
        defaults: DefaultProfiles.AcsServer);

    /// <summary>The peer's extended key usage is not anyExtendedKeyUsage. CA/B BR 7.1.2.7.10.</summary>
    public static VerificationRule NoAnyExtendedKeyUsage { get; } = Requirement(
        ChainPositions.Leaf,
        VerificationError.ExtendedKeyUsageForm,
        "CA/B BR 7.1.2.7.10",
        "The peer's extended key usage is not anyExtendedKeyUsage.",
        static (in RuleContext c) => c.Extensions.Usages.HasFlag(UsageFlags.Any) ? "includes anyExtendedKeyUsage" : null,
        defaults: DefaultProfiles.AcsServer);

    /// <summary>The peer's extended key usage is not critical. CA/B BR 7.1.2.7.6.</summary>
    public static VerificationRule ExtendedKeyUsageNotCritical { get; } = Requirement(
        ChainPositions.Leaf,
        VerificationError.ExtendedKeyUsageForm,
        "CA/B BR 7.1.2.7.6",
        "The peer's extended key usage is not critical.",
        static (in RuleContext c) => c.Extensions.IsCritical(ExtensionKind.ExtendedKeyUsage) ? "critical" : null,
        defaults: DefaultProfiles.AcsServer);

    /// <summary>A trust anchor has no extended key usage. CA/B BR 7.1.2.1.2.</summary>
    public static VerificationRule NoExtendedKeyUsageInAnchor { get; } = Requirement(
        ChainPositions.Anchor,
        VerificationError.ExtendedKeyUsageForm,
        "CA/B BR 7.1.2.1.2",
        "A trust anchor has no extended key usage.",
        static (in RuleContext c) => c.Has(ExtensionKind.ExtendedKeyUsage) && c.Certificate.IsSelfIssued ? "present" : null,
        defaults: DefaultProfiles.AcsServer);
}
