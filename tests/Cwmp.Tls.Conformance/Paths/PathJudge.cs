// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Verification;

namespace Cwmp.Tls.Conformance;

/// <summary>What came of one case.</summary>
internal sealed record PathOutcome(PathCase Case, bool IsAccepted, string Text, TimeSpan Elapsed)
{
    public bool IsFalseAccept => IsAccepted && !Case.ShouldBeAccepted;

    public bool IsFalseReject => !IsAccepted && Case.ShouldBeAccepted;
}

/// <summary>
/// Judges cases with the public API, each from its own fields alone and all with the one profile: the web-grade one. The vectors are
/// written for web servers and their clients, so it is used for both roles; the role decides the extended key usage.
/// </summary>
internal static class PathJudge
{
    // The vectors know "no limit"; this is the verifier's largest.
    private const int NoLimit = 64;

    private static readonly DeviceIdentityExtractor NoIdentity = DeviceIdentityExtractor.Create(
        "none", static _ => DeviceIdentityExtraction.Refused(DeviceIdentityRefusal.NotPresent, "not asked for"));

    public static PathOutcome Judge(PathCase vector)
    {
        long start = Stopwatch.GetTimestamp();
        (bool accepted, string text) = Run(vector);
        return new PathOutcome(vector, accepted, text, Stopwatch.GetElapsedTime(start));
    }

    private static (bool Accepted, string Text) Run(PathCase vector)
    {
        CrlSource? crls = null;
        if (vector.Crls.Count > 0)
        {
            try
            {
                crls = new CrlSource(CrlStore.FromPem(string.Concat(vector.Crls)));
            }
            catch (CryptographicException e)
            {
                return (false, e.Message);
            }
        }

        using (crls)
        {
            List<ReferenceName> names = [.. vector.ExpectedPeerNames.Concat(vector.ExpectedPeerName is { } one ? [one] : []).Select(ToName)];
            using var verifier = new PeerVerifier(new PeerVerifierOptions
            {
                Role = RoleOf(vector),
                Trust = new TrustStore(vector.TrustedCertificates.SelectMany(ToAnchor)),
                Profile = names.Count > 0
                    ? VerificationProfile.AcsServer
                    : VerificationProfile.AcsServer.With(VerificationRules.LegacyNoReferenceName),
                Clock = VerificationClock.Trusted(vector.ValidationTime is { } time ? new FixedTime(time) : TimeProvider.System),
                Crls = crls,
                Revocation = crls is null ? RevocationPolicy.WhereProvided : RevocationPolicy.HardFailLeaf,
                MaximumChainDepth = Math.Min(vector.MaxChainDepth ?? NoLimit, NoLimit),
                RequiredKeyUsage = vector.KeyUsage.Aggregate(X509KeyUsageFlags.None, (flags, name) => flags | KeyUsageOf(name)),
                IdentityExtractor = NoIdentity,
                VerdictCacheCapacity = 0,
            });
            VerifyResult result = verifier.Verify(new VerifyRequest
            {
                Leaf = ToDer(vector.PeerCertificate),
                Intermediates = [.. vector.Intermediates.Select(ToDer)],
                ExpectedNames = names,
            });
            string? unmet = result.IsAccepted ? FindUnmetWish(vector, result) : null;
            return (result.IsAccepted && unmet is null, unmet ?? result.ToString());
        }
    }

    // The role of a peer decides one extended key usage; a case may name another one.
    private static PeerRole RoleOf(PathCase vector) => vector.ExtendedKeyUsage switch
    {
        ["clientAuth"] => PeerRole.CpeDevice,
        ["serverAuth"] => PeerRole.AcsServer,
        _ => vector.ValidationKind == "CLIENT" ? PeerRole.CpeDevice : PeerRole.AcsServer,
    };

    private static string? FindUnmetWish(PathCase vector, VerifyResult result)
    {
        if (vector.ExtendedKeyUsage.Count <= 1 && vector.SignatureAlgorithms.Count == 0)
        {
            return null;
        }

        X509Certificate2[] chain = [.. result.Chain.Select(certificate => certificate.ToX509Certificate2())];
        HashSet<string> usages = [.. chain[0].Extensions.OfType<X509EnhancedKeyUsageExtension>()
            .SelectMany(extension => extension.EnhancedKeyUsages.Cast<Oid>()).Select(oid => oid.Value!)];
        string? unmet = vector.ExtendedKeyUsage.FirstOrDefault(usage => usages.Count > 0 && !usages.Contains(UsageOidOf(usage)));
        // The anchor's own signature is nobody's concern.
        unmet ??= vector.SignatureAlgorithms.Count == 0 ? null : chain.SkipLast(1)
            .Select(certificate => AlgorithmOf(certificate.SignatureAlgorithm.Value!))
            .FirstOrDefault(algorithm => !vector.SignatureAlgorithms.Contains(algorithm));
        Array.ForEach(chain, certificate => certificate.Dispose());
        return unmet is null ? null : "not as the case wishes: " + unmet;
    }

    private static ReferenceName ToName(PathPeerName name) =>
        name.Kind == "RFC822" ? ReferenceName.FromMail(name.Value) : ReferenceName.FromHost(name.Value);

    // An anchor that cannot be read is no anchor.
    private static IEnumerable<TrustAnchor> ToAnchor(string pem)
    {
        try
        {
            return TrustStore.FromPem(pem).Anchors;
        }
        catch (CryptographicException)
        {
            return [];
        }
    }

    // What is no PEM is no certificate either, and is judged as such.
    private static ReadOnlyMemory<byte> ToDer(string pem)
    {
        if (!PemEncoding.TryFind(pem, out PemFields fields))
        {
            return default;
        }

        byte[] der = new byte[fields.DecodedDataLength];
        return Convert.TryFromBase64Chars(pem.AsSpan()[fields.Base64Data], der, out int written) ? der.AsMemory(0, written) : default;
    }

    private static X509KeyUsageFlags KeyUsageOf(string name) => name switch
    {
        "digitalSignature" => X509KeyUsageFlags.DigitalSignature,
        "contentCommitment" => X509KeyUsageFlags.NonRepudiation,
        "keyEncipherment" => X509KeyUsageFlags.KeyEncipherment,
        "dataEncipherment" => X509KeyUsageFlags.DataEncipherment,
        "keyAgreement" => X509KeyUsageFlags.KeyAgreement,
        "keyCertSign" => X509KeyUsageFlags.KeyCertSign,
        "cRLSign" => X509KeyUsageFlags.CrlSign,
        "encipher_only" or "encipherOnly" => X509KeyUsageFlags.EncipherOnly,
        "decipher_only" or "decipherOnly" => X509KeyUsageFlags.DecipherOnly,
        _ => throw new FormatException($"Unknown key usage '{name}'."),
    };

    private static string UsageOidOf(string name) => name switch
    {
        "anyExtendedKeyUsage" => "2.5.29.37.0",
        "serverAuth" => "1.3.6.1.5.5.7.3.1",
        "clientAuth" => "1.3.6.1.5.5.7.3.2",
        "codeSigning" => "1.3.6.1.5.5.7.3.3",
        "emailProtection" => "1.3.6.1.5.5.7.3.4",
        "timeStamping" => "1.3.6.1.5.5.7.3.8",
        "OCSPSigning" => "1.3.6.1.5.5.7.3.9",
        _ => throw new FormatException($"Unknown extended key usage '{name}'."),
    };

    private static string AlgorithmOf(string oid) => oid switch
    {
        "1.2.840.113549.1.1.5" => "RSA_WITH_SHA1",
        "1.2.840.113549.1.1.11" => "RSA_WITH_SHA256",
        "1.2.840.113549.1.1.12" => "RSA_WITH_SHA384",
        "1.2.840.113549.1.1.13" => "RSA_WITH_SHA512",
        "1.2.840.113549.1.1.10" => "RSASSA_PSS",
        "1.2.840.10045.4.1" => "ECDSA_WITH_SHA1",
        "1.2.840.10045.4.3.2" => "ECDSA_WITH_SHA256",
        "1.2.840.10045.4.3.3" => "ECDSA_WITH_SHA384",
        "1.2.840.10045.4.3.4" => "ECDSA_WITH_SHA512",
        _ => oid,
    };

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
