// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls.Tests.Verification.Rules;

public sealed class VerificationProfileTests
{
    [Fact]
    public void Profile_prints_every_rule_with_its_section()
    {
        string text = VerificationProfile.CpeDevice.With(VerificationRules.LegacySha1Signatures).ToString();

        text.Should().StartWith("Profile CpeDevice +LegacySha1Signatures\nChecked:\n");
        text.Should().Contain("Not checked:\n").And.Contain("Relaxed:\n  LegacySha1Signatures (CA/B BR 7.1.3.2): ");
        foreach (VerificationRule rule in VerificationRules.All.Where(rule => rule.Kind != VerificationRuleKind.Relaxation))
        {
            text.Should().Contain($"  {rule.Name} ({rule.Section}): {rule.Summary}\n");
        }
    }

    [Fact]
    public void Derived_profile_leaves_the_one_it_comes_from_alone()
    {
        VerificationProfile derived = VerificationProfile.AcsServer
            .With(VerificationRules.LegacyRsa1024Keys)
            .Without(VerificationRules.SerialNumberLength, VerificationRules.Version3);

        derived.Name.Should().Be("AcsServer +LegacyRsa1024Keys -SerialNumberLength -Version3");
        derived.Has(VerificationRules.LegacyRsa1024Keys).Should().BeTrue();
        derived.Has(VerificationRules.Version3).Should().BeFalse();
        VerificationProfile.AcsServer.Has(VerificationRules.Version3).Should().BeTrue();
        derived.Should().NotBe(VerificationProfile.AcsServer);
        derived.With(VerificationRules.SerialNumberLength, VerificationRules.Version3).Without(VerificationRules.LegacyRsa1024Keys)
            .Should().Be(VerificationProfile.AcsServer);
    }

    [Fact]
    public void Change_that_changes_nothing_does_not_show()
    {
        VerificationProfile same = VerificationProfile.AcsServer.With(VerificationRules.Version3)
            .Without(VerificationRules.LegacySha1Signatures);

        same.Name.Should().Be("AcsServer");
    }

    [Fact]
    public void Mandatory_rules_stay()
    {
        foreach (VerificationRule rule in VerificationRules.All.Where(rule => rule.Kind == VerificationRuleKind.Mandatory))
        {
            Action without = () => VerificationProfile.AcsServer.Without(rule);

            without.Should().Throw<ArgumentException>().WithMessage($"*{rule.Name}*");
            VerificationProfile.AcsServer.Has(rule).Should().BeTrue();
            VerificationProfile.CpeDevice.Has(rule).Should().BeTrue();
        }
    }

    [Fact]
    public void Names_and_summaries_are_unique_and_whole_sentences()
    {
        VerificationRules.All.Select(rule => rule.Name).Should().OnlyHaveUniqueItems();
        VerificationRules.All.Should().OnlyContain(rule => rule.Summary.EndsWith('.') && rule.Section.Length > 0);
        VerificationRules.All.Should().HaveCountLessThan(128);
    }

    [Fact]
    public void Role_decides_the_default()
    {
        VerificationProfile.For(PeerRole.AcsServer).Should().BeSameAs(VerificationProfile.AcsServer);
        VerificationProfile.For(PeerRole.CpeDevice).Should().BeSameAs(VerificationProfile.CpeDevice);
        Action none = () => VerificationProfile.For(PeerRole.Unspecified);
        none.Should().Throw<ArgumentOutOfRangeException>();
    }
}
