// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Cwmp.Tls.TestSupport;

/// <summary>The kinds of key a test certificate may have.</summary>
public enum TestKey
{
    EcP256 = 0,
    EcP384,
    EcP521,
    Rsa2048,
    Rsa3072,

    /// <summary>Weak: below 2048 bits.</summary>
    Rsa1024,
}

/// <summary>Makes keys. RSA keys are slow to make, so each kind is made a few times per process and used again.</summary>
internal static class TestKeys
{
    private const int RsaKeysPerKind = 3;

    private static readonly ConcurrentDictionary<(TestKey Kind, int Index), Lazy<byte[]>> Made = new();
    private static int _next;

    public static AsymmetricAlgorithm Create(TestKey kind) => kind switch
    {
        TestKey.EcP256 => ECDsa.Create(ECCurve.NamedCurves.nistP256),
        TestKey.EcP384 => ECDsa.Create(ECCurve.NamedCurves.nistP384),
        TestKey.EcP521 => ECDsa.Create(ECCurve.NamedCurves.nistP521),
        TestKey.Rsa1024 => Rsa(kind, 1024),
        TestKey.Rsa2048 => Rsa(kind, 2048),
        TestKey.Rsa3072 => Rsa(kind, 3072),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static RSA Rsa(TestKey kind, int size)
    {
        int index = (Interlocked.Increment(ref _next) & int.MaxValue) % RsaKeysPerKind;
        byte[] pkcs8 = Made.GetOrAdd((kind, index), _ => new Lazy<byte[]>(() =>
        {
            using var made = RSA.Create(size);
            return made.ExportPkcs8PrivateKey();
        })).Value;
        var key = RSA.Create();
        key.ImportPkcs8PrivateKey(pkcs8, out _);
        return key;
    }
}

/// <summary>Signs with any RSA hash, SHA-1 and MD5 included, which the platform's own generators refuse.</summary>
internal sealed class LegacyRsaSignatureGenerator(RSA key) : X509SignatureGenerator
{
    public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm)
    {
        byte last = hashAlgorithm == HashAlgorithmName.SHA1 ? (byte)5 : hashAlgorithm == HashAlgorithmName.MD5 ? (byte)4
            : throw new ArgumentOutOfRangeException(nameof(hashAlgorithm));

        // SEQUENCE { OID 1.2.840.113549.1.1.(4|5), NULL }
        return [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, last, 0x05, 0x00];
    }

    public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) =>
        key.SignData(data, hashAlgorithm, RSASignaturePadding.Pkcs1);

    protected override PublicKey BuildPublicKey() => CreateForRSA(key, RSASignaturePadding.Pkcs1).PublicKey;
}
