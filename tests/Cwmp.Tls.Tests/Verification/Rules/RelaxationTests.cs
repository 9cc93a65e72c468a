// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using Cwmp.Tls.Tests.Verification.Forging;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls.Tests.Verification.Rules;

/// <summary>Each relaxation lets pass what it is named after, and is needed for it.</summary>
public sealed class RelaxationTests
{
    private static readonly Dictionary<string, Func<(Defect Defect, string? Host)>> Cases = new(StringComparer.Ordinal)
    {
        [nameof(VerificationRules.LegacyCommonNameHost)] = () => (Defect.OfLeaf(s => s.AlternativeNames = null), "acs.example.com"),
        [nameof(VerificationRules.LegacySha1Signatures)] = () => (Defect.OfLeaf(s => s.Hash = HashAlgorithmName.SHA1), "acs.example.com"),
        [nameof(VerificationRules.LegacyRsa1024Keys)] = () =>
        {
            using RSA rsa = RSA.Create(1024);
            byte[] key = rsa.ExportSubjectPublicKeyInfo();
            return (Defect.OfLeaf(s => s.PublicKey = key), "acs.example.com");
        },
        [nameof(VerificationRules.LegacyExpiredLeaf)] = () => (Defect.OfLeaf(s => s.NotAfter = Judging.Now.AddDays(-1)), "acs.example.com"),
        [nameof(VerificationRules.LegacyVersion1TrustAnchors)] = () => (Defect.OfRoot(s =>
        {
            s.Version = null;
            s.RawExtensions = [];
        }), "acs.example.com"),
        [nameof(VerificationRules.LegacyAnyExtendedKeyUsage)] = () =>
        (Defect.OfLeaf(s => s.Usages = [CertificateSpec.ClientAuth]), "acs.example.com"),
        [nameof(VerificationRules.LegacyLeafAsTrustAnchor)] = () =>
        {
            byte[] leaf = ForgedAuthority.Root("Nobody").Acs();
            ForgedAuthority other = ForgedAuthority.Root();
            return (new Defect(other, leaf, []), "acs.example.com");
        },
        [nameof(VerificationRules.LegacyNoReferenceName)] = () => (Defect.OfLeaf(_ => { }), null),
    };

    private static readonly VerificationProfile Base =
        VerificationProfile.AcsServer.Without(VerificationRules.SubjectAltNamePresent, VerificationRules.SubjectKeyIdentifierPresent);

    public static TheoryData<string> Relaxations() => [.. Cases.Keys];

    [Fact]
    public void Every_relaxation_is_tested() => Cases.Keys.Should().BeEquivalentTo(
        VerificationRules.All.Where(rule => rule.Kind == VerificationRuleKind.Relaxation).Select(rule => rule.Name));

    [Fact]
    public void No_profile_comes_with_a_relaxation()
    {
        VerificationProfile.AcsServer.Rules.Should().NotContain(rule => rule.Kind == VerificationRuleKind.Relaxation);
        VerificationProfile.CpeDevice.Rules.Should().NotContain(rule => rule.Kind == VerificationRuleKind.Relaxation);
    }

    [Theory]
    [MemberData(nameof(Relaxations))]
    public void Relaxation_is_needed_and_is_enough(string name)
    {
        VerificationRule relaxation = VerificationRules.All.Single(rule => rule.Name == name);
        (Defect defect, string? host) = Cases[name]();

        VerifyResult strict = Judge(defect, host, Base);
        VerifyResult relaxed = Judge(defect, host, Base.With(relaxation));

        strict.IsAccepted.Should().BeFalse();
        relaxed.Errors().Should().BeEmpty();
        relaxation.Name.Should().StartWith("Legacy");
    }

    [Fact]
    public void Common_name_is_not_compared_where_there_is_a_subject_alternative_name()
    {
        Defect defect = Defect.OfLeaf(s => s.AlternativeNames = [Encoded.Dns("other.example.com")]);

        VerifyResult result = Judge(defect, "acs.example.com", Base.With(VerificationRules.LegacyCommonNameHost));

        result.Errors().Should().Contain(VerificationError.HostNameMismatch);
    }

    [Theory]
    [InlineData("ACS.Example.COM", "acs.example.com", true)]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("*.example.com", "acs.example.com", false)]
    [InlineData("acs.example.com.evil.net", "acs.example.com", false)]
    public void Common_name_is_compared_as_a_whole_ignoring_case(string commonName, string host, bool matches)
    {
        Defect defect = Defect.OfLeaf(s =>
        {
            s.Subject = Encoded.Cn(commonName);
            s.AlternativeNames = null;
        });

        VerifyResult result = Judge(defect, host, Base.With(VerificationRules.LegacyCommonNameHost));

        result.IsAccepted.Should().Be(matches);
    }

    [Fact]
    public void Common_name_that_counts_as_host_is_subject_to_name_constraints()
    {
        ForgedAuthority root =
            ForgedAuthority.Root(change: s => s.NameConstraints = Encoded.Constraints(excluded: [Encoded.Dns("example.com")]));
        byte[] leaf = root.Acs(change: s => s.AlternativeNames = null);

        VerifyResult result = Judging.Acs(root, leaf, profile: Base.With(VerificationRules.LegacyCommonNameHost));

        result.Errors().Should().Contain(VerificationError.NameExcluded);
    }

    private static VerifyResult Judge(Defect defect, string? host, VerificationProfile profile)
    {
        PeerVerifierOptions options = Judging.Options(PeerRole.AcsServer, defect.Root.Der, defect.Leaf);
        options.Profile = profile;
        return Judging.With(options, defect.Leaf, defect.Intermediates, host);
    }
}
