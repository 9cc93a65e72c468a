// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Tests.Verification.Forging;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls.Tests.Verification.Rules;

/// <summary>
/// One chain per rule that breaks that rule and no other. It must be refused for that reason, and, where the rule may be left out, be
/// accepted without it.
/// </summary>
public sealed class RuleTests
{
    private static readonly VerificationProfile Everything = VerificationProfile.AcsServer.With(
        VerificationRules.NameConstraintsCritical, VerificationRules.CommonNameAmongSubjectAltNames);

    // Rules that need more than a chain: time, CRLs, pins, callbacks and identities have tests of their own.
    private static readonly string[] Elsewhere =
    [
        nameof(VerificationRules.Revocation), nameof(VerificationRules.IssuerScope), nameof(VerificationRules.DeviceIdentityValid),
        nameof(VerificationRules.PinnedKey), nameof(VerificationRules.Callback), nameof(VerificationRules.ReferenceName),
    ];

    private static readonly Dictionary<string, Func<Defect>> Defects = new(StringComparer.Ordinal)
    {
        [nameof(VerificationRules.ExtensionsWellFormed)] = () =>
        Defect.OfLeaf(s => s.Extra.Add(("1.3.6.1.5.5.7.1.1", false, [0x05, 0x00]))),
        [nameof(VerificationRules.ExtensionsUnique)] = () => Defect.OfLeaf(s =>
        {
            s.Extra.Add(("1.2.3.4", false, [0x05, 0x00]));
            s.Extra.Add(("1.2.3.4", false, [0x05, 0x00]));
        }),
        [nameof(VerificationRules.CriticalExtensionsUnderstood)] = () => Defect.OfLeaf(s => s.Extra.Add(("1.2.3.4", true, [0x05, 0x00]))),
        [nameof(VerificationRules.SignatureAlgorithmsAgree)] = () => Defect.OfLeaf(s =>
            s.OuterAlgorithm = Convert.FromHexString("300a06082a8648ce3d040303")),
        [nameof(VerificationRules.Version3)] = () => Defect.OfLeaf(s =>
        {
            s.Version = null;
            s.RawExtensions = [];
        }),
        [nameof(VerificationRules.SerialNumberPositive)] = () => Defect.OfLeaf(s => s.Serial = [0x00]),
        [nameof(VerificationRules.SerialNumberLength)] = () => Defect.OfLeaf(s => s.Serial = [0x01, .. new byte[20]]),
        [nameof(VerificationRules.IssuerNamed)] = () =>
        {
            ForgedAuthority root = ForgedAuthority.Root(change: s => s.Subject = [0x30, 0x00]);
            return new Defect(root, root.Acs(), []);
        },
        [nameof(VerificationRules.AuthorityNamed)] = () => Defect.OfRoot(s => s.Subject = [0x30, 0x00]),
        [nameof(VerificationRules.ValidityOrdered)] = () => Defect.OfLeaf(s => (s.NotBefore, s.NotAfter) = (s.NotAfter, s.NotBefore)),
        [nameof(VerificationRules.ValidityEncoding)] = () => Defect.OfLeaf(s => s.GeneralizedTimes = true),
        [nameof(VerificationRules.NoUniqueIdentifiers)] = () => Defect.OfLeaf(s => s.Unique = [0x81, 0x02, 0x00, 0x01]),
        [nameof(VerificationRules.AuthorityFlag)] = () => Defect.OfIntermediate(s => s.Authority = null),
        [nameof(VerificationRules.AuthorityFlagCritical)] = () => Defect.OfIntermediate(s => s.AuthorityCritical = false),
        [nameof(VerificationRules.AuthorityMaySign)] = () => Defect.OfIntermediate(s => s.KeyUsage = X509KeyUsageFlags.CrlSign),
        [nameof(VerificationRules.LeafIsNotAuthority)] = () => Defect.OfLeaf(s => s.Authority = true),
        [nameof(VerificationRules.LeafDoesNotSignCertificates)] = () => Defect.OfLeaf(s =>
            s.KeyUsage = X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyCertSign),
        [nameof(VerificationRules.LeafMayDoTls)] = () => Defect.OfLeaf(s => s.KeyUsage = X509KeyUsageFlags.NonRepudiation),
        [nameof(VerificationRules.AuthorityKeyIdentifierPresent)] = () => Defect.OfLeaf(s => s.AuthorityKeyIdentifier = false),
        [nameof(VerificationRules.AuthorityKeyIdentifierNotCritical)] = () => Defect.OfLeaf(s => s.AuthorityKeyIdentifierCritical = true),
        [nameof(VerificationRules.AnchorKeyIdentifiersAgree)] = () => Defect.OfRoot(s =>
            s.AuthorityKeyIdentifierValue = Encoded.Sequence(Encoded.Primitive(0, [1, 2, 3]))),
        [nameof(VerificationRules.SubjectKeyIdentifierPresent)] = () => Defect.OfRoot(s => s.SubjectKeyIdentifier = false),
        [nameof(VerificationRules.SubjectKeyIdentifierNotCritical)] = () => Defect.OfLeaf(s => s.SubjectKeyIdentifierCritical = true),
        [nameof(VerificationRules.SubjectAltNamePresent)] = () => Defect.OfLeaf(s => s.AlternativeNames = null),
        [nameof(VerificationRules.SubjectAltNameCriticalWithoutSubject)] = () => Defect.OfLeaf(s => s.Subject = [0x30, 0x00]),
        [nameof(VerificationRules.SubjectAltNameNotCriticalWithSubject)] = () => Defect.OfLeaf(s => s.AlternativeNamesCritical = true),
        [nameof(VerificationRules.SubjectAltNameHostForm)] = () => Defect.OfLeaf(s => s.Dns("under_score.example.com")),
        [nameof(VerificationRules.CommonNameAmongSubjectAltNames)] = () => Defect.OfLeaf(s => s.Subject = Encoded.Cn("other.example.com")),
        [nameof(VerificationRules.CommonNameCopiesSubjectAltName)] = () => Defect.OfLeaf(s => s.Subject = Encoded.Cn("ACS.example.com")),
        [nameof(VerificationRules.ExtendedKeyUsageForRole)] = () => Defect.OfLeaf(s => s.Usages = [CertificateSpec.ClientAuth]),
        [nameof(VerificationRules.ExtendedKeyUsagePresent)] = () => Defect.OfLeaf(s => s.Usages = null),
        [nameof(VerificationRules.NoAnyExtendedKeyUsage)] = () => Defect.OfLeaf(s => s.Usages = [CertificateSpec.AnyUsage]),
        [nameof(VerificationRules.ExtendedKeyUsageNotCritical)] = () => Defect.OfLeaf(s => s.UsagesCritical = true),
        [nameof(VerificationRules.NoExtendedKeyUsageInAnchor)] = () => Defect.OfRoot(s => s.Usages = [CertificateSpec.ServerAuth]),
        [nameof(VerificationRules.NameConstraintsInAuthorityOnly)] = () => Defect.OfLeaf(s =>
            s.NameConstraints = Encoded.Constraints(permitted: [Encoded.Dns("example.com")])),
        [nameof(VerificationRules.NameConstraintsCritical)] = () => Defect.OfRoot(s =>
        {
            s.NameConstraints = Encoded.Constraints(permitted: [Encoded.Dns("example.com")]);
            s.NameConstraintsCritical = false;
        }),
        [nameof(VerificationRules.NameConstraintsValid)] = () => Defect.OfRoot(s =>
            s.NameConstraints = Encoded.Constraints(excluded: [Encoded.Dns("*.example.org")])),
        [nameof(VerificationRules.NameConstraintsWithoutLeadingPeriod)] = () => Defect.OfRoot(s =>
            s.NameConstraints = Encoded.Constraints(permitted: [Encoded.Dns(".example.com")])),
        [nameof(VerificationRules.PolicyExtensionsInAuthorityOnly)] = () => Defect.OfLeaf(s =>
            s.Extra.Add(("2.5.29.36", true, [0x30, 0x03, 0x81, 0x01, 0x00]))),
        [nameof(VerificationRules.PolicyConstraintsCritical)] = () => Defect.OfIntermediate(s =>
            s.Extra.Add(("2.5.29.36", false, [0x30, 0x03, 0x81, 0x01, 0x00]))),
        [nameof(VerificationRules.AuthorityInfoAccessNotCritical)] = () => Defect.OfLeaf(s =>
            s.Extra.Add(("1.3.6.1.5.5.7.1.1", true,
                Encoded.Sequence(Encoded.Sequence(Signing.Oid("1.3.6.1.5.5.7.48.1"), Encoded.Uri("http://ocsp.example.com")))))),
        [nameof(VerificationRules.AcceptedKey)] = () => Defect.OfLeaf(s => s.PublicKey = P192()),
        [nameof(VerificationRules.RsaKeyLength)] = () => Defect.OfLeaf(s => s.PublicKey = RsaKey(1024)),
        [nameof(VerificationRules.RsaKeyWholeOctets)] = () => Defect.OfLeaf(s => s.PublicKey = RsaKey(2052)),
        [nameof(VerificationRules.AcceptedSignatureHash)] = () => Defect.OfLeaf(s => s.Hash = HashAlgorithmName.SHA1),
        [nameof(VerificationRules.WellFormed)] = () =>
        {
            ForgedAuthority root = ForgedAuthority.Root();
            return new Defect(root, [.. root.Acs(), 0x00], []);
        },
        [nameof(VerificationRules.TrustedPath)] = () => new Defect(ForgedAuthority.Root("Other Root"), ForgedAuthority.Root().Acs(), []),
        [nameof(VerificationRules.Signature)] = () => Defect.OfLeaf(s => s.SigningKey = ECDsa.Create(ECCurve.NamedCurves.nistP256)),
        [nameof(VerificationRules.AnchorSelfSignature)] = () =>
        Defect.OfRoot(s => s.SigningKey = ECDsa.Create(ECCurve.NamedCurves.nistP256)),
        [nameof(VerificationRules.ValidityPeriod)] = () => Defect.OfLeaf(s => s.NotAfter = Judging.Now.AddSeconds(-1)),
        [nameof(VerificationRules.PathLength)] = () =>
        {
            ForgedAuthority root = ForgedAuthority.Root(change: s => s.PathLength = 0);
            ForgedAuthority intermediate = root.Authority("Forged Intermediate");
            return new Defect(root, intermediate.Acs(), [intermediate.Der]);
        },
        [nameof(VerificationRules.NameConstraints)] = () => Defect.OfRoot(s =>
            s.NameConstraints = Encoded.Constraints(excluded: [Encoded.Dns("example.com")])),
        [nameof(VerificationRules.Policies)] = () => Defect.OfIntermediate(s =>
            s.Extra.Add(("2.5.29.36", true, [0x30, 0x03, 0x80, 0x01, 0x00]))),
        [nameof(VerificationRules.WildcardBelowRegisteredName)] = () =>
        {
            ForgedAuthority root = ForgedAuthority.Root();
            return new Defect(root, root.Acs(change: s => s.AlternativeNames = [Encoded.Dns("*.com")]), []);
        },
    };

    public static TheoryData<string> Rules() => [.. Defects.Keys];

    public static TheoryData<string> OptionalRules() =>
        [.. Defects.Keys.Where(name => RuleOf(name).Kind != VerificationRuleKind.Mandatory)];

    [Fact]
    public void Every_rule_is_tested()
    {
        IEnumerable<string> rules = VerificationRules.All.Where(rule => rule.Kind != VerificationRuleKind.Relaxation)
            .Select(rule => rule.Name);

        Defects.Keys.Concat(Elsewhere).Should().BeEquivalentTo(rules);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void Chain_that_breaks_a_rule_is_refused_by_it(string name)
    {
        Defect defect = Defects[name]();

        VerifyResult result = Judge(defect, name, Everything);

        result.IsAccepted.Should().BeFalse();
        result.Findings.Should().Contain(finding => finding.Rule.Name == name);
        result.Findings.Should().AllSatisfy(finding =>
        {
            finding.Error.Should().NotBe(VerificationError.None);
            finding.Section.Should().NotBeEmpty();
            finding.OpenSslName.Should().StartWith("X509_V_ERR_");
            finding.Detail.Should().NotBeEmpty();
        });
    }

    [Theory]
    [MemberData(nameof(OptionalRules))]
    public void Chain_that_breaks_a_rule_that_is_left_out_is_accepted(string name)
    {
        Defect defect = Defects[name]();
        // An empty issuer name is the empty subject name of the CA above.
        VerificationRule[] without = name is nameof(VerificationRules.IssuerNamed) or nameof(VerificationRules.AuthorityNamed)
            ? [VerificationRules.IssuerNamed, VerificationRules.AuthorityNamed]
            : [RuleOf(name)];

        VerifyResult result =
            Judge(defect, name, VerificationProfile.CpeDevice.With(VerificationRules.WildcardBelowRegisteredName).Without(without));

        result.Errors().Should().BeEmpty();
    }

    [Fact]
    public void Chain_without_defect_keeps_every_rule()
    {
        ForgedAuthority root = ForgedAuthority.Root();
        ForgedAuthority intermediate = root.Authority("Forged Intermediate", s => s.PathLength = 0);

        VerifyResult result = Judging.Acs(root, intermediate.Acs(), [intermediate.Der], profile: Everything);

        result.Findings.Should().BeEmpty();
        result.IsAccepted.Should().BeTrue();
    }

    private static VerificationRule RuleOf(string name) => VerificationRules.All.Single(rule => rule.Name == name);

    // Some defects take the names away with them, which is not what they are about.
    private static VerifyResult Judge(Defect defect, string name, VerificationProfile profile)
    {
        string? host = name switch
        {
            nameof(VerificationRules.Version3) or nameof(VerificationRules.SubjectAltNamePresent) => null,
            nameof(VerificationRules.WildcardBelowRegisteredName) => "example.com",
            _ => "acs.example.com",
        };
        PeerVerifierOptions options = Judging.Options(PeerRole.AcsServer, defect.Root.Der);
        options.Profile = host is null ? profile.With(VerificationRules.LegacyNoReferenceName) : profile;
        return Judging.With(options, defect.Leaf, defect.Intermediates, host);
    }

    private static byte[] RsaKey(int bits)
    {
        byte[] modulus = new byte[(bits + 7) / 8];
        RandomNumberGenerator.Fill(modulus);
        int spare = (modulus.Length * 8) - bits;
        modulus[0] = (byte)((modulus[0] & (0xFF >> spare)) | (0x80 >> spare));
        modulus[^1] |= 1;
        byte[] key = Encoded.Sequence(Encoded.Tagged(0x02, [.. (modulus[0] & 0x80) != 0 ? new byte[1] : [], .. modulus]),
            [0x02, 0x03, 0x01, 0x00, 0x01]);
        return Encoded.Sequence(Encoded.Sequence(Signing.Oid("1.2.840.113549.1.1.1"), [0x05, 0x00]), Encoded.Tagged(0x03, [0, .. key]));
    }

    private static byte[] P192() => Encoded.Sequence(
        Encoded.Sequence(Signing.Oid("1.2.840.10045.2.1"), Signing.Oid("1.2.840.10045.3.1.1")),
        Encoded.Tagged(0x03, [0, 4, .. new byte[48]]));
}
