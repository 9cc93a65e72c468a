// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cwmp.Tls.Certificates;

/// <summary>
/// SEQUENCE { toBeSigned, algorithm, signature BIT STRING }: the outside of certificates and CRLs (RFC 5280 §4.1, §5.1). For an authority
/// that wants to know whether something is its own work; peers are judged elsewhere.
/// </summary>
internal static class SignedStructure
{
    public static bool IsSignedBy(ReadOnlyMemory<byte> encoded, X509Certificate2 issuer)
    {
        try
        {
            var reader = new AsnReader(encoded, AsnEncodingRules.DER);
            AsnReader outer = reader.ReadSequence();
            reader.ThrowIfNotEmpty();
            ReadOnlySpan<byte> toBeSigned = outer.ReadEncodedValue().Span;
            string algorithm = outer.ReadSequence().ReadObjectIdentifier();
            byte[] signature = outer.ReadBitString(out int unusedBits);
            outer.ThrowIfNotEmpty();
            return unusedBits == 0 && HashOf(algorithm) is { } hash && Verify(toBeSigned, signature, hash, algorithm, issuer);
        }
        catch (Exception e) when (e is AsnContentException or CryptographicException)
        {
            return false;
        }
    }

    private static bool Verify(
        ReadOnlySpan<byte> toBeSigned, ReadOnlySpan<byte> signature, HashAlgorithmName hash, string algorithm, X509Certificate2 issuer)
    {
        if (algorithm.StartsWith("1.2.840.10045.", StringComparison.Ordinal))
        {
            using ECDsa? ecdsa = issuer.GetECDsaPublicKey();
            return ecdsa is not null && ecdsa.VerifyData(toBeSigned, signature, hash, DSASignatureFormat.Rfc3279DerSequence);
        }

        using RSA? rsa = issuer.GetRSAPublicKey();
        return rsa is not null && rsa.VerifyData(toBeSigned, signature, hash, RSASignaturePadding.Pkcs1);
    }

    private static HashAlgorithmName? HashOf(string algorithm) => algorithm switch
    {
        "1.2.840.113549.1.1.11" or "1.2.840.10045.4.3.2" => HashAlgorithmName.SHA256,
        "1.2.840.113549.1.1.12" or "1.2.840.10045.4.3.3" => HashAlgorithmName.SHA384,
        "1.2.840.113549.1.1.13" or "1.2.840.10045.4.3.4" => HashAlgorithmName.SHA512,
        _ => null,
    };
}
