// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Runtime.CompilerServices;

namespace Cwmp.Tls.Verification.Rules;

/// <summary>
/// Every rule there is. Rules of one certificate are checks of their own; those of a whole path (<see cref="TrustedPath"/> and after)
/// are steps of the walk from the peer's certificate to the anchor.
/// </summary>
/// <remarks>A new rule is declared in one of the files of this class, and listed in <c>RuleCatalogue</c>.</remarks>
public static partial class VerificationRules
{
    /// <summary>All rules and relaxations, in the order in which a profile prints them.</summary>
    public static IReadOnlyList<VerificationRule> All => RuleCatalogue.All;

    private static VerificationRule Mandatory(
        ChainPositions positions,
        VerificationError error,
        string section,
        string summary,
        CertificateCheck? check = null,
        [CallerMemberName] string name = "") =>
        new(name, VerificationRuleKind.Mandatory, positions, error, section, summary, DefaultProfiles.All, check);

    private static VerificationRule Requirement(
        ChainPositions positions,
        VerificationError error,
        string section,
        string summary,
        CertificateCheck? check = null,
        DefaultProfiles defaults = DefaultProfiles.All,
        [CallerMemberName] string name = "") =>
        new(name, VerificationRuleKind.Requirement, positions, error, section, summary, defaults, check);

    private static VerificationRule Relaxation(
        ChainPositions positions, string section, string summary, [CallerMemberName] string name = "") =>
        new(name, VerificationRuleKind.Relaxation, positions, VerificationError.None, section, summary, DefaultProfiles.None, check: null);
}
