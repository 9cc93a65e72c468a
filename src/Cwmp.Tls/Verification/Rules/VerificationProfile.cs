// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using System.Text;

namespace Cwmp.Tls.Verification.Rules;

/// <summary>
/// A set of <see cref="VerificationRules"/>: what is asked of a chain, and what is let pass. Derive another one with
/// <see cref="With(VerificationRule[])"/> and <see cref="Without(VerificationRule[])"/>; print it with <see cref="ToString"/>.
/// </summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class VerificationProfile : IEquatable<VerificationProfile>
{
    private readonly UInt128 _rules;

    private VerificationProfile(string name, UInt128 rules)
    {
        Name = name;
        _rules = rules;
        CertificateRules = [.. RuleCatalogue.CertificateRules.Where(Has)];
    }

    /// <summary>
    /// The default of a CPE judging an ACS: all requirements of RFC 5280 and those of the CA/Browser Forum's baseline requirements that
    /// a client can see, except two: <see cref="VerificationRules.NameConstraintsCritical"/>, because BR 7.1.2.5.2 makes an exception from
    /// RFC 5280 there and constraints are obeyed either way; <see cref="VerificationRules.CommonNameAmongSubjectAltNames"/>, because the
    /// common name is not used for anything.
    /// </summary>
    public static VerificationProfile AcsServer { get; } = new("AcsServer", Bits(RuleCatalogue.DefaultsOf(DefaultProfiles.AcsServer)));

    /// <summary>
    /// The default of an ACS judging a CPE: device certificates live twenty years and are issued by makers, so what protects is asked
    /// for and what is mere form is not. The identity stands in the common name; a subject alternative name is not needed.
    /// </summary>
    public static VerificationProfile CpeDevice { get; } = new("CpeDevice", Bits(RuleCatalogue.DefaultsOf(DefaultProfiles.CpeDevice)));

    /// <summary>The name of the profile it was derived from, with <c>+rule</c> and <c>-rule</c> for each change.</summary>
    public string Name { get; }

    /// <summary>The rules and relaxations in force, in the order of <see cref="VerificationRules.All"/>.</summary>
    public IReadOnlyList<VerificationRule> Rules => [.. VerificationRules.All.Where(Has)];

    /// <summary>The checks of single certificates that are in force.</summary>
    internal VerificationRule[] CertificateRules { get; }

    /// <summary>The default profile for a role.</summary>
    /// <param name="role">The role of the peer to be judged.</param>
    /// <exception cref="ArgumentOutOfRangeException">The role is not one of the two.</exception>
    public static VerificationProfile For(PeerRole role) => role switch
    {
        PeerRole.AcsServer => AcsServer,
        PeerRole.CpeDevice => CpeDevice,
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "A profile is for an ACS or for a CPE."),
    };

    /// <summary>A profile with these rules or relaxations added. Adding what is there changes nothing.</summary>
    /// <param name="rules">Rules of <see cref="VerificationRules"/>.</param>
    public VerificationProfile With(params VerificationRule[] rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return Derive(rules, '+', _rules | Bits(rules));
    }

    /// <summary>A profile with these rules or relaxations taken out. Taking out what is not there changes nothing.</summary>
    /// <param name="rules">Rules of <see cref="VerificationRules"/>.</param>
    /// <exception cref="ArgumentException">A rule is mandatory.</exception>
    public VerificationProfile Without(params VerificationRule[] rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        if (rules.FirstOrDefault(rule => rule?.Kind == VerificationRuleKind.Mandatory) is { } mandatory)
        {
            throw new ArgumentException(
                $"Rule {mandatory.Name} is part of every profile; a relaxation may exist for what you need.", nameof(rules));
        }

        return Derive(rules, '-', _rules & ~Bits(rules));
    }

    /// <summary>Whether a rule or relaxation is in force.</summary>
    /// <param name="rule">A rule of <see cref="VerificationRules"/>.</param>
    public bool Has(VerificationRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        return (_rules & Bit(rule)) != 0;
    }

    /// <summary>Whether two profiles ask for the same, whatever their names.</summary>
    /// <param name="other">The other profile.</param>
    public bool Equals(VerificationProfile? other) => other is not null && other._rules == _rules;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as VerificationProfile);

    /// <inheritdoc/>
    public override int GetHashCode() => _rules.GetHashCode();

    /// <summary>The profile rule by rule: what is checked, what is relaxed and what is left out, each with its section.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"Profile {Name}\n");
        Append(text, "Checked:", VerificationRules.All.Where(rule => rule.Kind != VerificationRuleKind.Relaxation && Has(rule)));
        Append(text, "Not checked:", VerificationRules.All.Where(rule => rule.Kind == VerificationRuleKind.Requirement && !Has(rule)));
        Append(text, "Relaxed:", VerificationRules.All.Where(rule => rule.Kind == VerificationRuleKind.Relaxation && Has(rule)));
        return text.ToString();
    }

    private static UInt128 Bit(VerificationRule rule) => UInt128.One << rule.Index;

    private static UInt128 Bits(IEnumerable<VerificationRule> rules) => rules.Aggregate(UInt128.Zero, (bits, rule) =>
    {
        ArgumentNullException.ThrowIfNull(rule, nameof(rules));
        return bits | Bit(rule);
    });

    private static void Append(StringBuilder text, string title, IEnumerable<VerificationRule> rules)
    {
        string[] lines = [.. rules.Select(rule => $"  {rule}\n")];
        if (lines.Length > 0)
        {
            text.Append(title).Append('\n').AppendJoin(string.Empty, lines);
        }
    }

    private VerificationProfile Derive(VerificationRule[] rules, char sign, UInt128 bits)
    {
        IEnumerable<string> changes = rules.Where(rule => Has(rule) != (sign == '+')).Distinct().Select(rule => $"{sign}{rule.Name}");
        return new VerificationProfile(string.Join(' ', changes.Prepend(Name)), bits);
    }
}
