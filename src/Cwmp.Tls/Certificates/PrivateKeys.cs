// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Formats.Asn1;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

namespace Cwmp.Tls.Certificates;

/// <summary>Imports private keys, and tells whether one belongs to a certificate.</summary>
internal static class PrivateKeys
{
    public const string RsaOid = "1.2.840.113549.1.1.1";
    private const string EcOid = "1.2.840.10045.2.1";
    private const string Pbes2Oid = "1.2.840.113549.1.5.13";
    private const string Pbkdf2Oid = "1.2.840.113549.1.5.12";

    // A file may ask for any count; this one takes about a second, and no tool writes more by default.
    private const int MaximumKdfIterations = 2_000_000;

    /// <summary>Makes a key pair; the caller disposes it.</summary>
    public static AsymmetricAlgorithm Generate(CertificateKeyType type) => type switch
    {
        CertificateKeyType.EcdsaP256 => ECDsa.Create(ECCurve.NamedCurves.nistP256),
        CertificateKeyType.EcdsaP384 => ECDsa.Create(ECCurve.NamedCurves.nistP384),
        CertificateKeyType.Rsa2048 => RSA.Create(2048),
        CertificateKeyType.Rsa3072 => RSA.Create(3072),
        CertificateKeyType.Rsa4096 => RSA.Create(4096),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a kind of key."),
    };

    /// <summary>Makes a key pair of the kind another one is of; the caller disposes it.</summary>
    public static AsymmetricAlgorithm GenerateLike(AsymmetricAlgorithm key)
    {
        if (key is RSA)
        {
            return RSA.Create(Math.Max(key.KeySize, 2048));
        }

        return ECDsa.Create(((ECDsa)key).ExportParameters(false).Curve);
    }

    /// <summary>The public half.</summary>
    public static PublicKey PublicPart(AsymmetricAlgorithm key) =>
        PublicKey.CreateFromSubjectPublicKeyInfo(key.ExportSubjectPublicKeyInfo(), out _);

    /// <summary>What signs certificates with this key.</summary>
    public static X509SignatureGenerator Generator(AsymmetricAlgorithm key) => key switch
    {
        RSA rsa => X509SignatureGenerator.CreateForRSA(rsa, RSASignaturePadding.Pkcs1),
        ECDsa ecdsa => X509SignatureGenerator.CreateForECDsa(ecdsa),
        _ => throw new NotSupportedException($"A key of type {key.GetType().Name} cannot sign certificates."),
    };

    /// <summary>The hash that fits the key's strength.</summary>
    public static HashAlgorithmName HashFor(AsymmetricAlgorithm key) => key is RSA
        ? HashAlgorithmName.SHA256
        : key.KeySize switch { > 384 => HashAlgorithmName.SHA512, > 256 => HashAlgorithmName.SHA384, _ => HashAlgorithmName.SHA256 };

    /// <summary>The first private key of a file's content. Null where there is none.</summary>
    public static AsymmetricAlgorithm? TryRead(SecretBytes content, ReadOnlySpan<char> password, string source)
    {
        if (!PemBlocks.LooksLikePem(content.Span))
        {
            return DerSniffer.Recognise(content.Memory) switch
            {
                DerContent.Pkcs8 => Import("PRIVATE KEY", content, password, source),
                DerContent.EncryptedPkcs8 => Import("ENCRYPTED PRIVATE KEY", content, password, source),
                DerContent.RsaPrivateKey => Import("RSA PRIVATE KEY", content, password, source),
                DerContent.EcPrivateKey => Import("EC PRIVATE KEY", content, password, source),
                DerContent.Unknown => throw CertificateContent.Unknown(content.Span, source),
                _ => null,
            };
        }

        using PemBlocks pem = PemBlocks.Read(content.Span, source);
        PemBlock[] keys = [.. pem.All.Where(block => block.Label.EndsWith("PRIVATE KEY", StringComparison.Ordinal))];
        return keys.Length switch
        {
            0 => null,
            1 => Import(keys[0].Label, keys[0].Data, password, source),
            _ => throw new CertificateLoadException(
                CertificateLoadError.AmbiguousKey, source, $"expected one private key, found {keys.Length}; keep the one "
                    + "that belongs to the certificate."),
        };
    }

    /// <summary>Whether the key is the certificate's, by its public half.</summary>
    public static bool Matches(X509Certificate2 certificate, AsymmetricAlgorithm key)
    {
        switch (key)
        {
            case RSA rsa:
                using (RSA? ofCertificate = certificate.GetRSAPublicKey())
                {
                    return ofCertificate is not null && Same(ofCertificate.ExportParameters(false), rsa.ExportParameters(false));
                }

            case ECDsa ecdsa:
                using (ECDsa? ofCertificate = certificate.GetECDsaPublicKey())
                {
                    return ofCertificate is not null && ofCertificate.KeySize == ecdsa.KeySize
                        && Same(ofCertificate.ExportParameters(false).Q, ecdsa.ExportParameters(false).Q);
                }

            default:
                throw new NotSupportedException(
                    $"A key of type {key.GetType().Name} cannot be used for TLS on this platform; RSA and "
                        + "ECDsa keys, those of an HSM or TPM included, can.");
        }
    }

    /// <summary>The certificate's private key; the caller disposes it. Null where there is none or it is of another kind.</summary>
    public static AsymmetricAlgorithm? Of(X509Certificate2 certificate) =>
        (AsymmetricAlgorithm?)certificate.GetRSAPrivateKey() ?? certificate.GetECDsaPrivateKey();

    /// <summary>"RSA 2048" or "EC 256".</summary>
    public static string Describe(AsymmetricAlgorithm key) => $"{(key is RSA ? "RSA" : "EC")} {key.KeySize}";

    /// <summary>A new certificate object that holds the key in a form SslStream can use.</summary>
    public static X509Certificate2 Join(X509Certificate2 certificate, AsymmetricAlgorithm key)
    {
        X509Certificate2 joined = key switch
        {
            RSA rsa => certificate.CopyWithPrivateKey(rsa),
            ECDsa ecdsa => certificate.CopyWithPrivateKey(ecdsa),
            _ => throw new NotSupportedException($"A key of type {key.GetType().Name} cannot be used for TLS on this platform."),
        };
        return OperatingSystem.IsWindows() ? WithStoredKey(joined) : joined;
    }

    // SChannel works in another process and cannot use a key that lives only in this process. A round trip through PKCS#12 gives the key a
    // container, removed with the certificate. A key that cannot be exported has its container already.
    private static X509Certificate2 WithStoredKey(X509Certificate2 certificate)
    {
        byte[] pkcs12;
        try
        {
            pkcs12 = certificate.Export(X509ContentType.Pkcs12);
        }
        catch (CryptographicException)
        {
            return certificate;
        }

        using (certificate)
        {
            try
            {
                return X509CertificateLoader.LoadPkcs12(pkcs12, null, X509KeyStorageFlags.Exportable);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(pkcs12);
            }
        }
    }

    private static bool Same(RSAParameters a, RSAParameters b) =>
        a.Modulus.AsSpan().SequenceEqual(b.Modulus) && a.Exponent.AsSpan().SequenceEqual(b.Exponent);

    private static bool Same(ECPoint a, ECPoint b) => a.X.AsSpan().SequenceEqual(b.X) && a.Y.AsSpan().SequenceEqual(b.Y);

    private static AsymmetricAlgorithm Import(string label, SecretBytes data, ReadOnlySpan<char> password, string source)
    {
        try
        {
            switch (label)
            {
                case "PRIVATE KEY":
                    return ImportPkcs8(data.Memory, source);
                case "ENCRYPTED PRIVATE KEY":
                    return ImportEncryptedPkcs8(data.Memory, password, source);
                case "RSA PRIVATE KEY":
                    return Filled(RSA.Create(), data, static (key, bytes) => key.ImportRSAPrivateKey(bytes, out _));
                case "EC PRIVATE KEY":
                    return Filled(ECDsa.Create(), data, static (key, bytes) => key.ImportECPrivateKey(bytes, out _));
                default:
                    throw Unsupported(source, $"\"{label}\"");
            }
        }
        catch (PlatformNotSupportedException e)
        {
            throw new CertificateLoadException(
                CertificateLoadError.UnsupportedAlgorithm,
                source,
                "the private key is on a curve this platform does not know; P-256, P-384 and P-521 are supported.",
                e);
        }
        catch (Exception e) when (e is AsnContentException || (e is CryptographicException && e is not CertificateLoadException))
        {
            throw new CertificateLoadException(
                CertificateLoadError.Malformed, source, $"the block \"{label}\" is not a key this platform can import.", e);
        }
    }

    private static AsymmetricAlgorithm ImportPkcs8(ReadOnlyMemory<byte> data, string source)
    {
        // OneAsymmetricKey ::= SEQUENCE { version INTEGER, privateKeyAlgorithm AlgorithmIdentifier, … } (RFC 5958 §2)
        AsnReader info = new AsnReader(data, AsnEncodingRules.BER).ReadSequence();
        info.ReadIntegerBytes();
        string algorithm = info.ReadSequence().ReadObjectIdentifier();
        return algorithm switch
        {
            RsaOid => Filled(RSA.Create(), data, static (key, bytes) => key.ImportPkcs8PrivateKey(bytes, out _)),
            EcOid => Filled(ECDsa.Create(), data, static (key, bytes) => key.ImportPkcs8PrivateKey(bytes, out _)),
            "1.3.101.112" => throw Unsupported(source, "Ed25519"),
            "1.3.101.113" => throw Unsupported(source, "Ed448"),
            "1.2.840.113549.1.1.10" => throw Unsupported(source, "RSASSA-PSS"),
            "1.2.840.10040.4.1" => throw Unsupported(source, "DSA"),
            _ => throw Unsupported(source, algorithm),
        };
    }

    private static AsymmetricAlgorithm ImportEncryptedPkcs8(ReadOnlyMemory<byte> data, ReadOnlySpan<char> password, string source)
    {
        ThrowIfKdfUnacceptable(data, source);
        if (password.IsEmpty)
        {
            throw new CertificateLoadException(
                CertificateLoadError.PasswordRequired, source, "the private key is encrypted and no password was given.");
        }

        Pkcs8PrivateKeyInfo info;
        try
        {
            info = Pkcs8PrivateKeyInfo.DecryptAndDecode(password, data, out _);
        }
        catch (CryptographicException e)
        {
            throw new CertificateLoadException(
                CertificateLoadError.WrongPassword, source, "the private key cannot be decrypted: the password is "
                    + "wrong, or the key is damaged.", e);
        }

        byte[] plain = info.Encode();
        try
        {
            return ImportPkcs8(plain, source);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsMemory(info.PrivateKeyBytes).Span);
        }
    }

    private static void ThrowIfKdfUnacceptable(ReadOnlyMemory<byte> data, string source)
    {
        AsnReader algorithm = new AsnReader(data, AsnEncodingRules.BER).ReadSequence().ReadSequence();
        string scheme = algorithm.ReadObjectIdentifier();
        AsnReader parameters = algorithm.ReadSequence();
        if (string.Equals(scheme, Pbes2Oid, StringComparison.Ordinal))
        {
            // PBES2-params ::= SEQUENCE { keyDerivationFunc AlgorithmIdentifier, … } (RFC 8018 appendix A.4)
            AsnReader derivation = parameters.ReadSequence();
            string function = derivation.ReadObjectIdentifier();
            if (!string.Equals(function, Pbkdf2Oid, StringComparison.Ordinal))
            {
                throw new CertificateLoadException(
                    CertificateLoadError.UnsupportedAlgorithm,
                    source,
                    $"the private key is encrypted with key derivation {function}; PBKDF2 is "
                        + "supported: openssl pkcs8 -topk8 -v2 aes-256-cbc");
            }

            parameters = derivation.ReadSequence();
        }

        // Both PBKDF2-params and PBEParameter begin: salt OCTET STRING, iterationCount INTEGER.
        parameters.ReadEncodedValue();
        if (!parameters.TryReadInt32(out int iterations) || iterations is < 1 or > MaximumKdfIterations)
        {
            throw new CertificateLoadException(
                CertificateLoadError.UnsupportedAlgorithm,
                source,
                $"the private key asks for an iteration count outside 1 to {MaximumKdfIterations} to be decrypted.");
        }
    }

    private static T Filled<T>(T key, SecretBytes data, Action<T, ReadOnlySpan<byte>> import)
        where T : AsymmetricAlgorithm => Filled(key, data.Memory, import);

    private static T Filled<T>(T key, ReadOnlyMemory<byte> data, Action<T, ReadOnlySpan<byte>> import)
        where T : AsymmetricAlgorithm
    {
        try
        {
            import(key, data.Span);
            return key;
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    private static CertificateLoadException Unsupported(string source, string algorithm) =>
        new(CertificateLoadError.UnsupportedAlgorithm, source, $"private keys of type {algorithm} are not supported; RSA "
            + "and EC (P-256, P-384, P-521) are.");
}
