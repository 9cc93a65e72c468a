// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.TestSupport;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.Tests.Acs;

/// <summary>From a verdict on a certificate to what an Inform may say.</summary>
public sealed class AcsPeerEvidenceTests : IDisposable
{
    private readonly TestPki _pki = new();

    public void Dispose() => _pki.Dispose();

    [Fact]
    public void Accepted_certificate_with_an_identity_is_unique()
    {
        VerifyResult result = Verify(_pki.Cpe("012345-STB-1").Issue());

        AcsPeerEvidence evidence = AcsPeerEvidence.FromTls(result, "192.0.2.1:5");

        evidence.IsSecure.Should().BeTrue();
        evidence.CertificateClass.Should().Be(AcsCertificateClass.Unique);
        evidence.CertificateDevice.Should().Be(new DeviceIdentity("012345", "STB", "1"));
        evidence.CertificateFingerprint.Should().HaveLength(64);
        evidence.RemoteAddress.Should().Be("192.0.2.1:5");
    }

    [Fact]
    public void Accepted_certificate_without_an_identity_is_generic()
    {
        AcsPeerEvidence evidence = AcsPeerEvidence.FromTls(Verify(_pki.Cpe("Gateway Model 7").Issue()));

        evidence.CertificateClass.Should().Be(AcsCertificateClass.Generic);
        evidence.CertificateDevice.Should().BeNull();
        evidence.CertificateFingerprint.Should().HaveLength(64);
    }

    [Theory]
    [InlineData("012345-too-many-parts")]
    [InlineData("012345-%2-1")]
    [InlineData("012345-%00-1")]
    public void Certificate_with_a_broken_identity_counts_for_nothing(string commonName)
    {
        AcsPeerEvidence evidence = AcsPeerEvidence.FromTls(Verify(_pki.Cpe(commonName).Issue()));

        evidence.CertificateClass.Should().NotBe(AcsCertificateClass.Unique);
        evidence.CertificateDevice.Should().BeNull();
    }

    [Fact]
    public void Refused_certificate_is_as_good_as_none()
    {
        AcsPeerEvidence evidence = AcsPeerEvidence.FromTls(Verify(_pki.Cpe("012345-STB-1").Expired().Issue()));

        evidence.CertificateClass.Should().Be(AcsCertificateClass.None);
        evidence.CertificateDevice.Should().BeNull();
        evidence.CertificateFingerprint.Should().BeNull();
    }

    [Fact]
    public void No_certificate_is_none_inside_tls()
    {
        AcsPeerEvidence.FromTls(null).Should().Be(new AcsPeerEvidence { IsSecure = true });
    }

    [Fact]
    public void Identity_outside_the_scope_of_its_issuer_does_not_count()
    {
        using var verifier = new PeerVerifier(new PeerVerifierOptions
        {
            Role = PeerRole.CpeDevice,
            Trust = new TrustStore([new TrustAnchor(_pki.Root.Certificate, new IssuerScope(["00256D"]))]),
        });

        AcsPeerEvidence evidence = AcsPeerEvidence.FromTls(verifier.Verify(_pki.Cpe("012345-STB-1").Issue().Public));

        evidence.CertificateClass.Should().Be(AcsCertificateClass.None);
        evidence.IsCertificateRefused.Should().BeTrue();
    }

    [Fact]
    public void Verdict_on_an_acs_is_a_mistake()
    {
        using var verifier = new PeerVerifier(
            new PeerVerifierOptions { Role = PeerRole.AcsServer, Trust = TrustStore.FromCertificates([_pki.Root.Certificate]) });
        VerifyResult result = verifier.Verify(_pki.Acs("acs.example").Issue().Public, null, "acs.example");

        Action create = () => AcsPeerEvidence.FromTls(result);

        create.Should().Throw<ArgumentException>();
    }

    private VerifyResult Verify(TestCertificate certificate)
    {
        using var verifier = new PeerVerifier(
            new PeerVerifierOptions { Role = PeerRole.CpeDevice, Trust = TrustStore.FromCertificates([_pki.Root.Certificate]) });
        return verifier.Verify(certificate.Public, certificate.Intermediates);
    }
}
