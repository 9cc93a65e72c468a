// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Reflection;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Crls;
using Cwmp.Tls.Verification.Names;
using Cwmp.Tls.Verification.Pins;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Time;
using Cwmp.Tls.Verification.Trust;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

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
    public void Copy_has_every_value_of_the_original()
    {
        var options = new PeerVerifierOptions();
        PropertyInfo[] properties = typeof(PeerVerifierOptions).GetProperties();
        foreach (PropertyInfo property in properties)
        {
            property.SetValue(options, OtherValueOf(property, options));
        }

        PeerVerifierOptions copy = options.Copy();

        foreach (PropertyInfo property in properties)
        {
            property.GetValue(copy).Should().Be(property.GetValue(options), "{0} is copied", property.Name);
            property.GetValue(copy).Should().NotBe(property.GetValue(new PeerVerifierOptions()), "{0} was set", property.Name);
        }
    }

    [Fact]
    public void Changes_after_the_verifier_was_made_have_no_effect()
    {
        var options = new PeerVerifierOptions { Role = PeerRole.CpeDevice, Trust = TrustStore.Empty };
        using var verifier = new PeerVerifier(options);

        options.Role = PeerRole.AcsServer;
        options.Profile = VerificationProfile.AcsServer;

        verifier.Role.Should().Be(PeerRole.CpeDevice);
        verifier.Profile.Should().Be(VerificationProfile.CpeDevice);
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

    // Any value of the type that is not the default one.
    private static object OtherValueOf(PropertyInfo property, PeerVerifierOptions options) => property.GetValue(options) switch
    {
        int number => number + 1,
        bool flag => !flag,
        TimeSpan time => time + TimeSpan.FromSeconds(1),
        PeerRole => PeerRole.CpeDevice,
        RevocationPolicy => RevocationPolicy.HardFail,
        X509KeyUsageFlags => X509KeyUsageFlags.DigitalSignature,
        DeviceIdentityExtractor => DeviceIdentityExtractor.Urn,
        PublicSuffixes => PublicSuffixes.Parse("example"),
        _ when property.PropertyType == typeof(TrustSource) => new TrustSource(TrustStore.Empty),
        _ when property.PropertyType == typeof(VerificationProfile) => VerificationProfile.CpeDevice,
        _ when property.PropertyType == typeof(VerificationClock) => VerificationClock.Unknown(),
        _ when property.PropertyType == typeof(CrlSource) => new CrlSource(),
        _ when property.PropertyType == typeof(VerifyCallback) => new VerifyCallback(_ => true),
        _ when property.PropertyType == typeof(IDevicePinStore) => new MemoryDevicePinStore(),
        _ when property.PropertyType == typeof(ILoggerFactory) => NullLoggerFactory.Instance,
        _ => throw new NotSupportedException($"Give this test a value of {property.Name}."),
    };
}
