// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Tests.Verification.Forging;
using Cwmp.Tls.Verification.Der;
using Cwmp.Tls.Verification.Parsing;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.Tests.Verification.Parsing;

public sealed class CertificateParserTests
{
    [Fact]
    public void Certificate_is_taken_apart_as_the_platform_does_it()
    {
        using ForgedAuthority root = ForgedAuthority.Root();
        byte[] der = root.Acs();
        using var platform = System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificate(der);

        var anchor = new TrustAnchor(der);

        ChainCertificate info = anchor.Info;
        info.SerialNumber.Should().BeEquivalentTo(platform.SerialNumber);
        info.Fingerprint.Should().BeEquivalentTo(platform.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256));
        info.NotBefore.Should().Be(platform.NotBefore);
        info.NotAfter.Should().Be(platform.NotAfter);
        info.Subject.Should().Be(platform.Subject);
        info.Issuer.Should().Be(platform.Issuer);
    }

    [Fact]
    public void Every_cut_of_a_certificate_is_refused_with_a_place()
    {
        using ForgedAuthority root = ForgedAuthority.Root();
        byte[] der = root.Acs();

        for (int length = 0; length < der.Length; length++)
        {
            CertificateParser.TryParse(der.AsMemory(0, length), out ParsedCertificate? certificate, out ParseError problem)
                .Should().BeFalse();
            certificate.Should().BeNull();
            problem.Message.Should().NotBeEmpty();
            problem.Offset.Should().BeInRange(0, length);
        }
    }

    [Theory]
    [InlineData("2.5.29.19", "30030101FF")] // basicConstraints, well formed
    [InlineData("2.5.29.19", "3003010101", false)] // a boolean of 1
    [InlineData("2.5.29.19", "30060101FF0201FF", false)] // a negative path length
    [InlineData("2.5.29.19", "30060101FF020100")]
    [InlineData("2.5.29.19", "30030101FF00", false)]
    [InlineData("2.5.29.15", "03020780")]
    [InlineData("2.5.29.15", "03020700", false)] // no bit set
    [InlineData("2.5.29.15", "0304050000E0", false)] // more bits than there are
    [InlineData("2.5.29.37", "3000", false)] // no purpose
    [InlineData("2.5.29.37", "300A06082B06010505070301")]
    [InlineData("2.5.29.37", "300406022A81", false)]
    [InlineData("2.5.29.17", "3000", false)] // no name
    [InlineData("2.5.29.17", "300382017A")]
    [InlineData("2.5.29.17", "300582037FFF2E", false)] // not ASCII
    [InlineData("2.5.29.17", "3005870300000A", false)] // an address of three octets
    [InlineData("2.5.29.17", "300687040A000001")]
    [InlineData("2.5.29.17", "3003A2017A", false)] // a constructed dNSName
    [InlineData("2.5.29.17", "300389017A", false)] // a choice that does not exist
    [InlineData("2.5.29.17", "300388012A")]
    [InlineData("2.5.29.14", "0400", false)]
    [InlineData("2.5.29.14", "0401AA")]
    [InlineData("2.5.29.35", "3000")] // empty is well formed; a rule asks for more
    [InlineData("2.5.29.35", "300380 01AA")]
    [InlineData("2.5.29.35", "30028000", false)]
    [InlineData("2.5.29.30", "3000", false)] // neither permitted nor excluded
    [InlineData("2.5.29.30", "3002A000", false)] // no subtree
    [InlineData("2.5.29.30", "3007A0053003820161")]
    [InlineData("2.5.29.30", "300AA008300682016180 0101", false)] // a minimum
    [InlineData("2.5.29.30", "300AA0083006820161810101", false)] // a maximum
    [InlineData("2.5.29.32", "3000", false)]
    [InlineData("2.5.29.32", "3006300406022A03")]
    [InlineData("2.5.29.32", "300C300406022A03300406022A03", false)] // the same policy twice
    [InlineData("2.5.29.33", "300A300806022A0306022A04")]
    [InlineData("2.5.29.33", "300C300A0604551D200006022A04", false)] // maps anyPolicy
    [InlineData("2.5.29.36", "3000", false)]
    [InlineData("2.5.29.36", "3003800100")]
    [InlineData("2.5.29.54", "020100")]
    [InlineData("2.5.29.54", "0201FF", false)]
    [InlineData("2.5.29.31", "3000", false)]
    [InlineData("2.5.29.31", "300BA009A007A0058603613A62", false)]
    [InlineData("2.5.29.31", "300D300BA009A0078605613A622F63")]
    [InlineData("1.3.6.1.5.5.7.1.1", "3000", false)]
    [InlineData("1.3.6.1.5.5.7.1.1", "300B300906022A038603613A62")]
    public void Extension_is_read_in_its_own_form_alone(string oid, string hex, bool valid = true)
    {
        using ForgedAuthority root = ForgedAuthority.Root();
        byte[] value = Convert.FromHexString(hex.Replace(" ", string.Empty, StringComparison.Ordinal));
        byte[] der =
            root.Acs(change: s => s.RawExtensions = Encoded.Tagged(0xA3, Encoded.Sequence(CertificateSpec.Extension(oid, false, value))));

        CertificateParser.TryParse(der, out ParsedCertificate? certificate, out _).Should().BeTrue();

        certificate!.Extensions.AnyMalformed.Should().Be(!valid);
    }

    [Fact]
    public void Extensions_in_a_version_that_has_none_are_refused()
    {
        using ForgedAuthority root = ForgedAuthority.Root();
        byte[] der = root.Acs(change: s => s.Version = null);

        CertificateParser.TryParse(der, out _, out ParseError problem).Should().BeFalse();

        problem.ToString().Should().Contain("version");
    }

    [Fact]
    public void Default_version_that_is_spelt_out_is_refused()
    {
        using ForgedAuthority root = ForgedAuthority.Root();
        byte[] der = root.Acs(change: s =>
        {
            s.Version = 0;
            s.RawExtensions = [];
        });

        CertificateParser.TryParse(der, out _, out _).Should().BeFalse();
    }

    [Fact]
    public void Anchor_that_is_no_certificate_is_refused_with_the_next_step()
    {
        Action make = () => _ = new TrustAnchor([0x30, 0x00]);

        make.Should().Throw<System.Security.Cryptography.CryptographicException>().WithMessage("*strict DER*");
    }
}
