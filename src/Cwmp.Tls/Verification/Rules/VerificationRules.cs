// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Verification.Rules;

/// <summary>
/// Every rule there is. Rules of one certificate are checks of their own; those of a whole path (<see cref="TrustedPath"/> and after)
/// are steps of the walk from the peer's certificate to the anchor.
/// </summary>
public static partial class VerificationRules
{
    private static readonly List<VerificationRule> Catalogue = [];

    static VerificationRules()
    {
        DefineStructure();
        DefineAuthorities();
        DefineKeyIdentifiers();
        DefineNames();
        DefineUsages();
        DefineConstraints();
        DefineStrength();
        DefinePath();
        DefineRelaxations();
        All = Catalogue.AsReadOnly();
        CertificateRules = [.. Catalogue.Where(rule => rule.Check is not null)];
    }

    /// <summary>All rules and relaxations, in the order in which a profile prints them.</summary>
    public static IReadOnlyList<VerificationRule> All { get; }

    internal static VerificationRule[] CertificateRules { get; }

    private static VerificationRule Mandatory(
        ChainPositions positions, VerificationError error, string section, string summary, CertificateCheck? check, string name) =>
        Define(VerificationRuleKind.Mandatory, positions, error, section, summary, check, name);

    private static VerificationRule Requirement(
        ChainPositions positions, VerificationError error, string section, string summary, CertificateCheck? check, string name) =>
        Define(VerificationRuleKind.Requirement, positions, error, section, summary, check, name);

    private static VerificationRule Relaxation(ChainPositions positions, string section, string summary, string name) =>
        Define(VerificationRuleKind.Relaxation, positions, VerificationError.None, section, summary, null, name);

    private static VerificationRule Define(
        VerificationRuleKind kind,
        ChainPositions positions,
        VerificationError error,
        string section,
        string summary,
        CertificateCheck? check,
        string name)
    {
        var rule = new VerificationRule(Catalogue.Count, name, kind, positions, error, section, summary, check);
        Catalogue.Add(rule);
        return rule;
    }
}
