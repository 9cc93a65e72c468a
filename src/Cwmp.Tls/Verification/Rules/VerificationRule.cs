// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Keys;
using Cwmp.Tls.Verification.Parsing;

namespace Cwmp.Tls.Verification.Rules;

/// <summary>Where in a chain a rule looks.</summary>
[Flags]
public enum ChainPositions
{
    /// <summary>Nowhere.</summary>
    None = 0,

    /// <summary>The peer's own certificate.</summary>
    Leaf = 1,

    /// <summary>A CA certificate between the peer's and the trust anchor.</summary>
    Intermediate = 2,

    /// <summary>The certificate of the trust anchor.</summary>
    Anchor = 4,

    /// <summary>Every CA certificate.</summary>
    Authorities = Intermediate | Anchor,

    /// <summary>Every certificate.</summary>
    All = Leaf | Intermediate | Anchor,
}

/// <summary>What may be done with a rule.</summary>
public enum VerificationRuleKind
{
    /// <summary>Part of every profile; cannot be taken out.</summary>
    Mandatory,

    /// <summary>A requirement that a profile may do without.</summary>
    Requirement,

    /// <summary>Lets something pass that would not otherwise; its name says what is given up.</summary>
    Relaxation,
}

/// <summary>Looks at one certificate: null where it keeps the rule, otherwise what was found.</summary>
internal delegate string? CertificateCheck(in RuleContext context);

/// <summary>What a check sees.</summary>
internal readonly ref struct RuleContext(
    ParsedCertificate certificate, ChainPositions position, VerificationProfile profile, UsageFlags usage)
{
    public ParsedCertificate Certificate { get; } = certificate;

    public ParsedExtensions Extensions => Certificate.Extensions;

    public PublicKeyInfo Key => Certificate.KeyInfo;

    public ChainPositions Position { get; } = position;

    public VerificationProfile Profile { get; } = profile;

    /// <summary>The extended key usage of the peer's role.</summary>
    public UsageFlags Usage { get; } = usage;

    public bool Has(ExtensionKind kind) => Certificate.Extensions.Has(kind);
}

/// <summary>
/// One named rule of verification, with the section it comes from. A <see cref="VerificationProfile"/> is a set of these; all of
/// them are listed in <see cref="VerificationRules"/>.
/// </summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class VerificationRule
{
    internal VerificationRule(
        int index,
        string name,
        VerificationRuleKind kind,
        ChainPositions positions,
        VerificationError error,
        string section,
        string summary,
        CertificateCheck? check = null)
    {
        Index = index;
        Name = name;
        Kind = kind;
        Positions = positions;
        Error = error;
        Section = section;
        Summary = summary;
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

    internal int Index { get; }

    /// <summary>The check, for a rule that needs one certificate alone; others are part of the path walk.</summary>
    internal CertificateCheck? Check { get; }

    /// <summary>Name, section and summary in one line.</summary>
    public override string ToString() => $"{Name} ({Section}): {Summary}";
}
