// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Crls;
using Cwmp.Tls.Verification.Names;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Time;
using Cwmp.Tls.Verification.Trust;

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

    private const string AnyUsage = "2.5.29.37.0";

    private static readonly DeviceIdentityExtractor NoIdentity = DeviceIdentityExtractor.Create(
        "none", static _ => DeviceIdentityExtraction.Refused(DeviceIdentityError.NotPresent, "not asked for"));

    public static PathOutcome Judge(PathCase vector)
    {
        long start = Stopwatch.GetTimestamp();
        (bool accepted, string text) = vector.Unreadable is { } field ? (false, "cannot be judged: " + field) : Run(vector);
        return new PathOutcome(vector, accepted, text, Stopwatch.GetElapsedTime(start));
    }

    private static (bool Accepted, string Text) Run(PathCase vector)
    {
        List<ReferenceName> names = [];
        foreach (PathPeerName name in vector.ExpectedPeerNames)
        {
            if (ToName(name) is not { } reference)
            {
                return (false, $"'{name.Value}' is no name of kind {name.Kind}");
            }

            names.Add(reference);
        }

        if (FindKeyUsages(vector) is not { } keyUsages)
        {
            return (false, "not as the case wishes: unknown key usage");
        }

        using CrlSource? crls = vector.Crls.Count > 0 ? new CrlSource(CrlStore.FromDer(vector.Crls.SelectMany(ToCrls))) : null;
        using var verifier = new PeerVerifier(new PeerVerifierOptions
        {
            Role = RoleOf(vector),
            Trust = new TrustStore(vector.TrustedCertificates.SelectMany(ToAnchors)),
            Profile = ProfileOf(vector),
            Clock = VerificationClock.Trusted(vector.ValidationTime is { } time ? new FixedTime(time) : TimeProvider.System),
            Crls = crls,
            Revocation = crls is null ? RevocationPolicy.WhereProvided : RevocationPolicy.HardFailLeaf,
            MaxChainDepth = (int)Math.Clamp(vector.MaxChainDepth ?? NoLimit, 0, NoLimit),
            RequiredKeyUsage = keyUsages,
            IdentityExtractor = NoIdentity,
            VerdictCacheCapacity = 0,
        });
        VerifyResult result = verifier.Verify(new VerifyRequest
        {
            Leaf = ReadPem(vector.PeerCertificate, "CERTIFICATE").FirstOrDefault(),
            Intermediates = [.. vector.Intermediates.SelectMany(pem => ReadPem(pem, "CERTIFICATE"))],
            ExpectedNames = names,
        });
        string? unmet = result.IsAccepted ? FindUnmetWish(vector, result) : null;
        return (result.IsAccepted && unmet is null, unmet ?? result.ToString());
    }

    private static VerificationProfile ProfileOf(PathCase vector)
    {
        VerificationProfile profile = VerificationProfile.AcsServer;
        profile = vector.ExpectedPeerNames.Count > 0 ? profile : profile.With(VerificationRules.LegacyNoReferenceName);
        // The role knows two extended key usages. Where a case asks for others alone, they are looked at below, and instead.
        return vector.ExtendedKeyUsage.Count == 0 || vector.ExtendedKeyUsage.Any(usage => usage is "serverAuth" or "clientAuth")
            ? profile
            : profile.With(VerificationRules.LegacyAnyExtendedKeyUsage);
    }

    // The role of a peer decides one extended key usage; a case may name the other one.
    private static PeerRole RoleOf(PathCase vector)
    {
        bool client = vector.ExtendedKeyUsage.Contains("clientAuth");
        bool server = vector.ExtendedKeyUsage.Contains("serverAuth");
        return (client == server ? vector.IsClient : client) ? PeerRole.CpeDevice : PeerRole.AcsServer;
    }

    private static string? FindUnmetWish(PathCase vector, VerifyResult result)
    {
        if (vector.ExtendedKeyUsage.Count == 0 && vector.SignatureAlgorithms.Count == 0)
        {
            return null;
        }

        var below = new List<X509Certificate2>();
        try
        {
            // The anchor's own signature and usages are nobody's concern.
            below.AddRange(result.Chain.SkipLast(1).Select(certificate => certificate.ToX509Certificate2()));
            string? unmet =
                vector.ExtendedKeyUsage.FirstOrDefault(usage => !below.TrueForAll(certificate => MayBeUsedFor(certificate, usage)));
            unmet ??= vector.SignatureAlgorithms.Count == 0 ? null : below
                .Select(certificate => AlgorithmOf(certificate.SignatureAlgorithm.Value!))
                .FirstOrDefault(algorithm => !vector.SignatureAlgorithms.Contains(algorithm));
            return unmet is null ? null : "not as the case wishes: " + unmet;
        }
        catch (CryptographicException e)
        {
            return "not as the case wishes: " + e.Message;
        }
        finally
        {
            below.ForEach(certificate => certificate.Dispose());
        }
    }

    // Without the extension a certificate may be used for everything; anyExtendedKeyUsage is for the profile to judge.
    private static bool MayBeUsedFor(X509Certificate2 certificate, string usage)
    {
        HashSet<string> usages = [.. certificate.Extensions.OfType<X509EnhancedKeyUsageExtension>()
            .SelectMany(extension => extension.EnhancedKeyUsages.Cast<Oid>()).Select(oid => oid.Value!)];
        return usages.Count == 0 || usages.Contains(AnyUsage) || usages.Contains(UsageOidOf(usage));
    }

    // The kind counts: an address is not looked for among the DNS names because somebody calls it one.
    private static ReferenceName? ToName(PathPeerName name)
    {
        ReferenceName? reference = name.Kind switch
        {
            "DNS" or "IP" => ReferenceName.FromHost(name.Value),
            "RFC822" => ReferenceName.FromMail(name.Value),
            _ => null,
        };
        return (reference?.Kind, name.Kind) is (ReferenceNameKind.Dns, "DNS") or (ReferenceNameKind.Ip, "IP")
            or (ReferenceNameKind.Mail, "RFC822")
            ? reference
            : null;
    }

    // An anchor that cannot be read is no anchor.
    private static IEnumerable<TrustAnchor> ToAnchors(string pem)
    {
        foreach (ReadOnlyMemory<byte> der in ReadPem(pem, "CERTIFICATE"))
        {
            TrustAnchor anchor;
            try
            {
                anchor = new TrustAnchor(der.Span);
            }
            catch (CryptographicException)
            {
                continue;
            }

            yield return anchor;
        }
    }

    // A CRL that cannot be read covers nothing; that CRLs were given still asks for one that covers the peer.
    private static IEnumerable<ReadOnlyMemory<byte>> ToCrls(string pem)
    {
        foreach (ReadOnlyMemory<byte> der in ReadPem(pem, "X509 CRL"))
        {
            bool readable;
            try
            {
                readable = CrlStore.FromDer(der).Count == 1;
            }
            catch (CryptographicException)
            {
                readable = false;
            }

            if (readable)
            {
                yield return der;
            }
        }
    }

    // What is no PEM is no certificate either, and is judged as such.
    private static List<ReadOnlyMemory<byte>> ReadPem(ReadOnlySpan<char> pem, string label)
    {
        var blocks = new List<ReadOnlyMemory<byte>>();
        while (PemEncoding.TryFind(pem, out PemFields fields))
        {
            if (pem[fields.Label].SequenceEqual(label))
            {
                byte[] der = new byte[fields.DecodedDataLength];
                Convert.TryFromBase64Chars(pem[fields.Base64Data], der, out _);
                blocks.Add(der);
            }

            pem = pem[fields.Location.End..];
        }

        return blocks;
    }

    private static X509KeyUsageFlags? FindKeyUsages(PathCase vector)
    {
        X509KeyUsageFlags all = X509KeyUsageFlags.None;
        foreach (string name in vector.KeyUsage)
        {
            if (KeyUsageOf(name) is not { } one)
            {
                return null;
            }

            all |= one;
        }

        return all;
    }

    private static X509KeyUsageFlags? KeyUsageOf(string name) => name switch
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
        _ => null,
    };

    private static string UsageOidOf(string name) => name switch
    {
        "anyExtendedKeyUsage" => AnyUsage,
        "serverAuth" => "1.3.6.1.5.5.7.3.1",
        "clientAuth" => "1.3.6.1.5.5.7.3.2",
        "codeSigning" => "1.3.6.1.5.5.7.3.3",
        "emailProtection" => "1.3.6.1.5.5.7.3.4",
        "timeStamping" => "1.3.6.1.5.5.7.3.8",
        "OCSPSigning" => "1.3.6.1.5.5.7.3.9",
        // An OID stands for itself, and what nobody knows is in no certificate.
        _ => name,
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
