// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;

namespace Cwmp.Tls.Verification.Keys;

/// <summary>Signature algorithms by their exact AlgorithmIdentifier: one encoding each, parameters included.</summary>
internal static class SignatureSchemes
{
    // CA/B BR 7.1.3.2.1 lists these byte for byte; RFC 4055 §3.1 fixes the PSS parameters (MGF1 with the same hash, salt as long as the
    // hash).
    private static readonly (string Hex, SignatureScheme Scheme)[] Known =
    [
        ("300a06082a8648ce3d040302", SignatureScheme.EcdsaSha256),
        ("300a06082a8648ce3d040303", SignatureScheme.EcdsaSha384),
        ("300a06082a8648ce3d040304", SignatureScheme.EcdsaSha512),
        ("300906072a8648ce3d0401", SignatureScheme.EcdsaSha1),
        ("300d06092a864886f70d01010b0500", SignatureScheme.RsaPkcs1Sha256),
        ("300d06092a864886f70d01010c0500", SignatureScheme.RsaPkcs1Sha384),
        ("300d06092a864886f70d01010d0500", SignatureScheme.RsaPkcs1Sha512),
        ("300d06092a864886f70d0101050500", SignatureScheme.RsaPkcs1Sha1),
        ("304106092a864886f70d01010a3034a00f300d0609608648016503040201" +
            "0500a11c301a06092a864886f70d010108300d0609608648016503040201" + "0500a203020120", SignatureScheme.RsaPssSha256),
        ("304106092a864886f70d01010a3034a00f300d0609608648016503040202" +
            "0500a11c301a06092a864886f70d010108300d0609608648016503040202" + "0500a203020130", SignatureScheme.RsaPssSha384),
        ("304106092a864886f70d01010a3034a00f300d0609608648016503040203" +
            "0500a11c301a06092a864886f70d010108300d0609608648016503040203" + "0500a203020140", SignatureScheme.RsaPssSha512),
        // The same three as OpenSSL writes them, with the hash's NULL left out (RFC 4055 §2.1 asks readers to take both).
        ("303d06092a864886f70d01010a3030a00d300b0609608648016503040201" +
            "a11a301806092a864886f70d010108300b0609608648016503040201" + "a203020120", SignatureScheme.RsaPssSha256),
        ("303d06092a864886f70d01010a3030a00d300b0609608648016503040202" +
            "a11a301806092a864886f70d010108300b0609608648016503040202" + "a203020130", SignatureScheme.RsaPssSha384),
        ("303d06092a864886f70d01010a3030a00d300b0609608648016503040203" +
            "a11a301806092a864886f70d010108300b0609608648016503040203" + "a203020140", SignatureScheme.RsaPssSha512),
    ];

    private static readonly (byte[] Encoding, SignatureScheme Scheme)[] Encodings =
        [.. Known.Select(k => (Convert.FromHexString(k.Hex), k.Scheme))];

    /// <summary>The scheme of an AlgorithmIdentifier element.</summary>
    public static SignatureScheme FromAlgorithm(ReadOnlySpan<byte> algorithm)
    {
        foreach ((byte[] encoding, SignatureScheme scheme) in Encodings)
        {
            if (algorithm.SequenceEqual(encoding))
            {
                return scheme;
            }
        }

        return SignatureScheme.Unsupported;
    }

    public static bool IsSha1(SignatureScheme scheme) => scheme is SignatureScheme.RsaPkcs1Sha1 or SignatureScheme.EcdsaSha1;

    public static bool IsElliptic(SignatureScheme scheme) => scheme is SignatureScheme.EcdsaSha1 or SignatureScheme.EcdsaSha256
        or SignatureScheme.EcdsaSha384 or SignatureScheme.EcdsaSha512;

    public static HashAlgorithmName HashOf(SignatureScheme scheme) => scheme switch
    {
#pragma warning disable RS0030 // A signature of an old certificate is named, so that the rule about weak hashes can refuse it.
        SignatureScheme.RsaPkcs1Sha1 or SignatureScheme.EcdsaSha1 => HashAlgorithmName.SHA1,
#pragma warning restore RS0030
        SignatureScheme.RsaPkcs1Sha384 or SignatureScheme.RsaPssSha384 or SignatureScheme.EcdsaSha384 => HashAlgorithmName.SHA384,
        SignatureScheme.RsaPkcs1Sha512 or SignatureScheme.RsaPssSha512 or SignatureScheme.EcdsaSha512 => HashAlgorithmName.SHA512,
        _ => HashAlgorithmName.SHA256,
    };

    public static RSASignaturePadding PaddingOf(SignatureScheme scheme) =>
        scheme is SignatureScheme.RsaPssSha256 or SignatureScheme.RsaPssSha384 or SignatureScheme.RsaPssSha512
            ? RSASignaturePadding.Pss
            : RSASignaturePadding.Pkcs1;
}
