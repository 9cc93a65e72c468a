// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cwmp.Tls.Tests.Verification.Forging;

/// <summary>Keys, signatures and their identifiers for forged certificates and CRLs.</summary>
internal static class Signing
{
    public static byte[] Oid(string oid)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        writer.WriteObjectIdentifier(oid);
        return writer.Encode();
    }

    public static byte[] PublicKeyOf(AsymmetricAlgorithm key) => key.ExportSubjectPublicKeyInfo();

    public static byte[] KeyIdentifierOf(byte[] publicKey) => SHA1.HashData(publicKey);

    public static byte[] AlgorithmOf(AsymmetricAlgorithm key, HashAlgorithmName hash, bool pss = false) => key switch
    {
        _ when hash == HashAlgorithmName.SHA1 => key is RSA
            ? Convert.FromHexString("300d06092a864886f70d0101050500")
            : Convert.FromHexString("300906072a8648ce3d0401"),
        ECDsa ecdsa => X509SignatureGenerator.CreateForECDsa(ecdsa).GetSignatureAlgorithmIdentifier(hash),
        RSA rsa => X509SignatureGenerator.CreateForRSA(rsa, pss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1)
        .GetSignatureAlgorithmIdentifier(hash),
        _ => throw new NotSupportedException(),
    };

    public static byte[] Sign(AsymmetricAlgorithm key, byte[] data, HashAlgorithmName hash, bool pss = false) => key switch
    {
        ECDsa ecdsa => ecdsa.SignData(data, hash, DSASignatureFormat.Rfc3279DerSequence),
        RSA rsa => rsa.SignData(data, hash, pss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1),
        _ => throw new NotSupportedException(),
    };
}
