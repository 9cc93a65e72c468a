// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Formats.Asn1;
using System.Text;
using Cwmp.Tls.Tests.Verification.Forging;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Time;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.Tests.Verification;

/// <summary>The attacks and mistakes that an ACS and a CPE meet, one each, as far as certificates, names and time are concerned.</summary>
public sealed class ThreatTests
{
    private readonly ForgedAuthority _root = ForgedAuthority.Root();

    [Fact]
    public void Self_signed_acs_certificate()
    {
        byte[] own = ForgedAuthority.Root("acs.example.com", s =>
        {
            s.Authority = false;
            s.KeyUsage = null;
            s.Usages = [CertificateSpec.ServerAuth];
            s.Dns("acs.example.com");
        }).Der;

        Judging.Acs(_root, own).Errors().Should().Equal(VerificationError.SelfSignedLeaf);
    }

    [Fact]
    public void Right_name_wrong_root() =>
        Judging.Acs(_root, ForgedAuthority.Root("Evil").Acs()).Errors().Should().Equal(VerificationError.IssuerNotFound);

    [Fact]
    public void Right_name_wrong_root_that_has_the_right_roots_name() =>
        Judging.Acs(_root, ForgedAuthority.Root().Acs()).Errors().Should().Equal(VerificationError.SignatureInvalid);

    [Fact]
    public void Wrong_name_right_root() =>
        Judging.Acs(_root, _root.Acs("acs.example.org")).Errors().Should().Equal(VerificationError.HostNameMismatch);

    [Fact]
    public void Wildcard_over_two_labels()
    {
        byte[] leaf = _root.Acs(change: s => s.AlternativeNames = [Encoded.Dns("*.example.com")]);

        Judging.Acs(_root, leaf, name: "a.b.example.com").Errors().Should().Equal(VerificationError.HostNameMismatch);
        Judging.Acs(_root, leaf, name: "a.example.com").IsAccepted.Should().BeTrue();
    }

    [Fact]
    public void Certificate_with_a_common_name_only() => Judging.Acs(_root, _root.Acs(change: s => s.AlternativeNames = null)).Errors()
        .Should().Equal(VerificationError.SubjectAltNameForm, VerificationError.HostNameMismatch);

    [Fact]
    public void Alternative_name_present_but_only_the_common_name_matches() =>
        Judging.Acs(_root, _root.Acs(change: s => s.AlternativeNames = [Encoded.Dns("other.example.com")])).Errors()
            .Should().Equal(VerificationError.HostNameMismatch);

    [Fact]
    public void Address_dialled_and_a_dns_name_that_looks_like_it()
    {
        byte[] leaf = _root.Acs(change: s => s.AlternativeNames = [Encoded.Dns("192.0.2.4")]);

        Judging.Acs(_root, leaf, name: "192.0.2.4").Errors()
            .Should().Equal(VerificationError.SubjectAltNameForm, VerificationError.IpAddressMismatch);
        Judging.Acs(_root, leaf, name: "192.0.2.4",
            profile: VerificationProfile.AcsServer.Without(VerificationRules.SubjectAltNameHostForm)).Errors()
            .Should().Equal(VerificationError.IpAddressMismatch);
    }

    [Fact]
    public void Expired_with_and_without_a_clock()
    {
        byte[] leaf = _root.Acs(change: s => s.NotAfter = Judging.Now.AddDays(-1));
        PeerVerifierOptions options = Judging.Options(PeerRole.AcsServer, _root.Der);

        Judging.With(options, leaf, name: "acs.example.com").Errors().Should().Equal(VerificationError.Expired);
        options.Clock = VerificationClock.Unknown();
        VerifyResult relaxed = Judging.With(options, leaf, name: "acs.example.com");

        relaxed.IsAccepted.Should().BeTrue();
        relaxed.TimeRelaxed.Should().BeTrue();
    }

    [Fact]
    public void Redirect_to_another_host_that_shows_the_first_hosts_certificate()
    {
        using var verifier = new PeerVerifier(Judging.Options(PeerRole.AcsServer, _root.Der));
        byte[] leaf = _root.Acs("first.example.com");

        verifier.Verify(leaf, null, "first.example.com").IsAccepted.Should().BeTrue();
        verifier.Verify(leaf, null, "second.example.com").Errors().Should().Equal(VerificationError.HostNameMismatch);
    }

    [Fact]
    public void Common_name_with_a_hyphen_that_is_not_escaped() =>
        Judging.Cpe(_root, _root.Cpe("012345-Set-Top-0123456789")).Errors().Should().Equal(VerificationError.DeviceIdentityInvalid);

    [Fact]
    public void Common_name_with_an_escaped_hyphen_is_one_product_class()
    {
        VerifyResult result = Judging.Cpe(_root, _root.Cpe("012345-Set%2dTop-0123456789"));

        result.Identity!.ProductClass.Should().Be("Set-Top");
        result.Identity.SerialNumber.Should().Be("0123456789");
    }

    [Theory]
    [InlineData("012345-STB-01%0023")]
    [InlineData("012345-STB-01%C0%8023")]
    [InlineData("012345-STB-01%E9")]
    [InlineData("012345-STB-01%4")]
    [InlineData("012345-STB-01%GG")]
    public void Common_name_with_an_escape_that_means_nothing_is_refused(string commonName) =>
        Judging.Cpe(_root, _root.Cpe(commonName)).Errors().Should().Equal(VerificationError.DeviceIdentityInvalid);

    [Fact]
    public void Serial_number_that_reads_like_another_name_when_printed()
    {
        VerifyResult result = Judging.Cpe(_root, _root.Cpe("012345-STB-1%2CCN%3D012345%2DSTB%2D2"));

        result.Identity!.SerialNumber.Should().Be("1,CN=012345-STB-2");
        VerifyResult raw = Judging.Cpe(_root, _root.Cpe(change: s => s.Subject = Encoded.Of(
            ("2.5.4.10", UniversalTagNumber.UTF8String, "Maker, CN=012345-STB-2"),
                ("2.5.4.3", UniversalTagNumber.UTF8String, "012345-STB-1"))));
        raw.Identity!.SerialNumber.Should().Be("1");
    }

    [Fact]
    public void Two_common_names()
    {
        byte[] two = Encoded.Of(("2.5.4.3", UniversalTagNumber.UTF8String, "012345-STB-1"),
            ("2.5.4.3", UniversalTagNumber.UTF8String, "012345-STB-2"));

        VerifyResult result = Judging.Cpe(_root, _root.Cpe(change: s => s.Subject = two));

        result.Errors().Should().Equal(VerificationError.DeviceIdentityInvalid);
        result.Identity.Should().BeNull();
    }

    [Fact]
    public void Host_name_with_a_zero_octet()
    {
        byte[] leaf =
            _root.Acs(change: s => s.AlternativeNames = [Encoded.Primitive(2, Encoding.ASCII.GetBytes("acs.example.com\0.evil.net"))]);

        Judging.Acs(_root, leaf).Errors().Should().Equal(VerificationError.SubjectAltNameForm, VerificationError.HostNameMismatch);
    }

    [Fact]
    public void Device_certificate_shown_by_an_acs()
    {
        byte[] leaf = _root.Acs(change: s => s.Usages = [CertificateSpec.ClientAuth]);

        Judging.Acs(_root, leaf).Errors().Should().Equal(VerificationError.ExtendedKeyUsageMismatch);
    }

    [Fact]
    public void Acs_certificate_shown_by_a_device() =>
        Judging.Cpe(_root, _root.Acs()).Errors().Should().Equal(VerificationError.ExtendedKeyUsageMismatch);

    [Fact]
    public void Device_that_signs_a_certificate_for_another_device()
    {
        ForgedAuthority device = _root.Authority("012345-STB-1", s =>
        {
            s.Authority = false;
            s.KeyUsage = System.Security.Cryptography.X509Certificates.X509KeyUsageFlags.DigitalSignature;
            s.Usages = [CertificateSpec.ClientAuth];
        });

        VerifyResult result = Judging.Cpe(_root, device.Cpe("012345-STB-2"), [device.Der]);

        result.Errors().Should().BeEquivalentTo([VerificationError.NotACertificateAuthority, VerificationError.KeyCertSignMissing]);
    }

    [Fact]
    public void Authority_of_one_maker_that_vouches_for_the_device_of_another()
    {
        PeerVerifierOptions options = Judging.Options(PeerRole.CpeDevice);
        options.Trust = new TrustStore([new TrustAnchor(_root.Der, new IssuerScope(["00256D"]))]);

        Judging.With(options, _root.Cpe()).Errors().Should().Equal(VerificationError.IssuerScopeViolation);
    }

    [Fact]
    public void Certificate_that_a_whole_model_shares_names_no_device()
    {
        byte[] shared = _root.Cpe("Model X gateways");
        PeerVerifierOptions strict = Judging.Options(PeerRole.CpeDevice, _root.Der);
        strict.RequireDeviceIdentity = true;

        VerifyResult result = Judging.Cpe(_root, shared);

        result.IsAccepted.Should().BeTrue();
        result.Identity.Should().BeNull();
        Judging.With(strict, shared).Errors().Should().Equal(VerificationError.DeviceIdentityMissing);
    }

    [Fact]
    public void Acs_judged_without_a_name() =>
        Judging.Acs(_root, _root.Acs(), name: null).Errors().Should().Equal(VerificationError.ReferenceNameMissing);
}
