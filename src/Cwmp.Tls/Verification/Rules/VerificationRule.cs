// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Verification.Rules;

/// <summary>
/// One named rule of verification, with the section it comes from. A <see cref="VerificationProfile"/> is a set of these; all of
/// them are listed in <see cref="VerificationRules"/>.
/// </summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class VerificationRule
{
    private static int _count;

    internal VerificationRule(
        string name,
        VerificationRuleKind kind,
        ChainPositions positions,
        VerificationError error,
        string section,
        string summary,
        DefaultProfiles defaults,
        CertificateCheck? check)
    {
        Index = Interlocked.Increment(ref _count) - 1;
        Name = name;
        Kind = kind;
        Positions = positions;
        Error = error;
        Section = section;
        Summary = summary;
        Defaults = defaults;
        Check = check;
    }

    /// <summary>The name, as in <see cref="VerificationRules"/>.</summary>
    public string Name { get; }

    /// <summary>Whether the rule can be left out, and whether it asks for more or for less.</summary>
    public VerificationRuleKind Kind { get; }

    /// <summary>The certificates of a chain that the rule looks at.</summary>
    public ChainPositions Positions { get; }

    /// <summary>The error a finding of this rule carries; <see cref="VerificationError.None"/> for a relaxation.</summary>
    public VerificationError Error { get; }

    /// <summary>Where the rule is written, such as "RFC 5280 §4.2.1.9".</summary>
    public string Section { get; }

    /// <summary>The rule in one sentence.</summary>
    public string Summary { get; }

    /// <summary>A number of its own for each rule, the bit of the rule in a profile. It says nothing about the order.</summary>
    internal int Index { get; }

    /// <summary>The default profiles that ask for the rule.</summary>
    internal DefaultProfiles Defaults { get; }

    /// <summary>The check of a rule that looks at one certificate only; the other rules are part of the path walk.</summary>
    internal CertificateCheck? Check { get; }

    /// <summary>Name, section and summary in one line.</summary>
    public override string ToString() => $"{Name} ({Section}): {Summary}";
}
