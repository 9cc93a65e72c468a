// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.TestSupport;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.Tests.Verification;

public sealed class PeerVerifierTests : IDisposable
{
    private readonly TestPki _pki = new();

    public void Dispose() => _pki.Dispose();

    [Fact]
    public void Good_acs_below_an_intermediate_is_accepted()
    {
        TestCertificate acs = _pki.Acs("acs.example.com").IssuedBy(_pki.Intermediate).Issue();
        using PeerVerifier verifier = Verifier(PeerRole.AcsServer);

        VerifyResult result = verifier.Verify(acs.Public, acs.Intermediates, "acs.example.com");

        result.Findings.Should().BeEmpty();
        result.IsAccepted.Should().BeTrue();
        result.Chain.Should().HaveCount(3);
    }

    [Fact]
    public void Good_cpe_is_accepted_with_its_identity()
    {
        TestCertificate cpe = _pki.Cpe("012345-STB-0123456789").Issue();
        using PeerVerifier verifier = Verifier(PeerRole.CpeDevice);

        VerifyResult result = verifier.Verify(cpe.Public);

        result.Findings.Should().BeEmpty();
        result.Identity!.SerialNumber.Should().Be("0123456789");
    }

    private PeerVerifier Verifier(PeerRole role) => new(new PeerVerifierOptions
    {
        Role = role,
        Trust = TrustStore.FromCertificates([_pki.Root.Certificate]),
    });
}
