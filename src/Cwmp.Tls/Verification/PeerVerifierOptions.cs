// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Verification.Crls;
using Cwmp.Tls.Verification.Names;
using Cwmp.Tls.Verification.Parsing;
using Cwmp.Tls.Verification.Paths;
using Cwmp.Tls.Verification.Pins;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Time;
using Cwmp.Tls.Verification.Trust;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Verification;

/// <summary>
/// What a <see cref="PeerVerifier"/> is made of. The constructor of the verifier copies the options, checks them, and reports every mistake
/// in one exception.
/// </summary>
public sealed class PeerVerifierOptions
{
    /// <summary>The role of the peers to be judged. Required.</summary>
    public PeerRole Role { get; set; }

    /// <summary>The anchors. Required; a <see cref="TrustStore"/> converts to it.</summary>
    public TrustSource? Trust { get; set; }

    /// <summary>The rules; null for the default of the role.</summary>
    public VerificationProfile? Profile { get; set; }

    /// <summary>The time; null for the system's clock, trusted.</summary>
    public VerificationClock? Clock { get; set; }

    /// <summary>CRLs; null for none.</summary>
    public CrlSource? Crls { get; set; }

    /// <summary>What it means that no CRL covers a certificate; <see cref="RevocationPolicy.WhereProvided"/> by default.</summary>
    public RevocationPolicy Revocation { get; set; }

    /// <summary>Is asked about every certificate and finding, and may override a finding or refuse; null for none.</summary>
    public VerifyCallback? VerifyCallback { get; set; }

    /// <summary>Reads device identities, for a CPE; <see cref="DeviceIdentityExtractor.Default"/> by default.</summary>
    public DeviceIdentityExtractor IdentityExtractor { get; set; } = DeviceIdentityExtractor.Default;

    /// <summary>
    /// Whether to refuse a CPE whose certificate names no single device, such as a certificate that a whole model shares. False by default:
    /// such a peer is accepted without <see cref="VerifyResult.Identity"/>, and has to authenticate itself in another way.
    /// </summary>
    public bool RequireDeviceIdentity { get; set; }

    /// <summary>Remembers the keys of devices, for a CPE; null for none.</summary>
    public IDevicePinStore? Pins { get; set; }

    /// <summary>The most intermediates in a chain, self-issued ones not counted: 0 to 64, 8 by default.</summary>
    public int MaxChainDepth { get; set; } = 8;

    /// <summary>The most signatures checked for one verdict: 1 to 10,000, 100 by default.</summary>
    public int MaxSignatureChecks { get; set; } = 100;

    /// <summary>The most octets of one certificate: 1,024 to 16 MiB, 256 KiB by default.</summary>
    public int MaxCertificateSize { get; set; } = 256 * 1024;

    /// <summary>Bits that the peer's key usage, where it has one, must include beside what TLS needs; none by default.</summary>
    public X509KeyUsageFlags RequiredKeyUsage { get; set; }

    /// <summary>The suffixes a wildcard may not stand over; <see cref="PublicSuffixes.BuiltIn"/> by default.</summary>
    public PublicSuffixes PublicSuffixes { get; set; } = PublicSuffixes.BuiltIn;

    /// <summary>The most verdicts kept; 0 turns the cache off, 4,096 by default, at about 2 KiB each.</summary>
    public int VerdictCacheCapacity { get; set; } = 4096;

    /// <summary>The longest time a verdict is kept; one hour by default.</summary>
    public TimeSpan VerdictCacheCeiling { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Where overrides, relaxations and changes are logged; null for nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>The options as they are now. Whatever is made of options is made of a copy, so that later changes have no effect.</summary>
    internal PeerVerifierOptions Copy() => (PeerVerifierOptions)MemberwiseClone();

    /// <summary>Every mistake in the options, one sentence each; empty where the options are good.</summary>
    internal IReadOnlyList<string> Validate()
    {
        var mistakes = new List<string>();
        Require(Role is PeerRole.AcsServer or PeerRole.CpeDevice, "Role must be AcsServer or CpeDevice.");
        Require(Trust is not null, "Trust must be given; use TrustStore.FromFile or FromCertificates.");
        Require(IdentityExtractor is not null, "IdentityExtractor must not be null.");
        Require(PublicSuffixes is not null, "PublicSuffixes must not be null.");
        Require(Enum.IsDefined(Revocation), "Revocation must be one of the policies.");
        Require(MaxChainDepth is >= 0 and <= 64, "MaxChainDepth must be 0 to 64.");
        Require(MaxSignatureChecks is >= 1 and <= 10_000, "MaxSignatureChecks must be 1 to 10,000.");
        Require(MaxCertificateSize is >= 1024 and <= 16 * 1024 * 1024, "MaxCertificateSize must be 1,024 octets to 16 MiB.");
        Require(VerdictCacheCapacity >= 0, "VerdictCacheCapacity must not be negative.");
        Require(
            VerdictCacheCeiling > TimeSpan.Zero, "VerdictCacheCeiling must be positive; a VerdictCacheCapacity of 0 turns the cache off.");
        Require(Revocation != RevocationPolicy.HardFail || Crls is not null, "Revocation HardFail without Crls would refuse every peer.");
        Require(
            Revocation != RevocationPolicy.HardFailLeaf || Crls is not null,
            "Revocation HardFailLeaf without Crls would refuse every peer.");
        Require(
            Role != PeerRole.AcsServer || (Pins is null && !RequireDeviceIdentity),
            "Pins and RequireDeviceIdentity are for the role CpeDevice.");
        return mistakes;

        void Require(bool holds, string mistake)
        {
            if (!holds)
            {
                mistakes.Add(mistake);
            }
        }
    }

    internal SearchSettings ToSearchSettings() => new()
    {
        Role = Role,
        Profile = Profile ?? VerificationProfile.For(Role),
        PublicSuffixes = PublicSuffixes,
        Revocation = Revocation,
        RequiredKeyUsage = KeyUsageFlags.From(RequiredKeyUsage),
        Limits = new SearchLimits
        {
            MaxIntermediates = MaxChainDepth,
            MaxSignatureChecks = MaxSignatureChecks,
            MaxCertificateSize = MaxCertificateSize,
        },
    };
}
