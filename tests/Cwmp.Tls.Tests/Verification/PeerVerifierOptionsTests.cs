// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Crls;
using Cwmp.Tls.Verification.Pins;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.Tests.Verification;

public sealed class PeerVerifierOptionsTests
{
    [Fact]
    public void All_mistakes_are_reported_at_once()
    {
        var options = new PeerVerifierOptions
        {
            MaxChainDepth = 65,
            MaxSignatureChecks = 0,
            MaxCertificateSize = 1,
            VerdictCacheCapacity = -1,
            VerdictCacheCeiling = TimeSpan.Zero,
            Revocation = RevocationPolicy.HardFail,
        };

        Action make = () => _ = new PeerVerifier(options);

        options.Validate().Should().HaveCount(8);
        make.Should().Throw<ArgumentException>().WithMessage("*Role*Trust*MaxChainDepth*VerdictCacheCeiling*HardFail*");
    }

    [Fact]
    public void Settings_of_devices_are_refused_for_an_acs()
    {
        var options = new PeerVerifierOptions { Role = PeerRole.AcsServer, Trust = TrustStore.Empty, Pins = new MemoryDevicePinStore() };

        options.Validate().Should().ContainSingle().Which.Should().Contain("Pins");
    }

    [Fact]
    public void Defaults_need_no_more_than_role_and_trust() =>
        new PeerVerifierOptions { Role = PeerRole.CpeDevice, Trust = TrustStore.Empty }.Validate().Should().BeEmpty();
}
