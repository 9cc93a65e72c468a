// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Reflection;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls.Tests.Verification.Rules;

/// <summary>A rule is declared once; what is listed beside the declaration is complete.</summary>
public sealed class RuleCatalogueTests
{
    private static readonly VerificationRule[] Declared =
    [
        .. typeof(VerificationRules).GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Where(property => property.PropertyType == typeof(VerificationRule))
            .Select(property => (VerificationRule)property.GetValue(null)!),
    ];

    [Fact]
    public void Every_rule_that_is_declared_is_listed_once()
    {
        VerificationRules.All.Should().OnlyHaveUniqueItems().And.BeEquivalentTo(Declared);
    }

    [Fact]
    public void Names_of_rules_are_those_of_their_declarations()
    {
        foreach (VerificationRule rule in Declared)
        {
            typeof(VerificationRules).GetProperty(rule.Name)!.GetValue(null).Should().BeSameAs(rule);
        }
    }

    [Fact]
    public void Every_rule_has_a_bit_of_its_own_in_a_profile()
    {
        Declared.Select(rule => rule.Index).Should().OnlyHaveUniqueItems().And.OnlyContain(index => index >= 0 && index < 128);
    }

    [Fact]
    public void Mandatory_rules_are_in_every_profile_and_relaxations_in_none()
    {
        foreach (VerificationProfile profile in (VerificationProfile[])[VerificationProfile.AcsServer, VerificationProfile.CpeDevice])
        {
            profile.Rules.Should().Contain(Declared.Where(rule => rule.Kind == VerificationRuleKind.Mandatory));
            profile.Rules.Should().NotContain(rule => rule.Kind == VerificationRuleKind.Relaxation);
        }
    }

    [Fact]
    public void A_relaxation_reports_nothing_and_every_other_rule_an_error()
    {
        Declared.Should().OnlyContain(rule => (rule.Error == VerificationError.None) == (rule.Kind == VerificationRuleKind.Relaxation));
    }
}
