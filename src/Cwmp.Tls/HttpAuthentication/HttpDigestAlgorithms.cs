// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Cwmp.Tls.HttpAuthentication;

/// <summary>What each <see cref="HttpDigestAlgorithm"/> is on the wire and in the hash library.</summary>
internal static class HttpDigestAlgorithms
{
    /// <summary>The longest hash among them, in bytes.</summary>
    public const int MaxHashSize = SHA256.HashSizeInBytes;

    public static string Token(this HttpDigestAlgorithm algorithm) => algorithm switch
    {
        HttpDigestAlgorithm.Sha256 => "SHA-256",
        HttpDigestAlgorithm.Sha256Session => "SHA-256-sess",
        HttpDigestAlgorithm.Md5 => "MD5",
        HttpDigestAlgorithm.Md5Session => "MD5-sess",
        _ => throw Unknown(algorithm),
    };

    /// <summary>Reads the <c>algorithm</c> parameter; an absent one means MD5 (RFC 7616 §3.3).</summary>
    public static bool TryParse(string? token, out HttpDigestAlgorithm algorithm)
    {
        algorithm = HttpDigestAlgorithm.Md5;
        return token is null || TryMatch(token, out algorithm);
    }

    public static bool IsSession(this HttpDigestAlgorithm algorithm) =>
        algorithm is HttpDigestAlgorithm.Sha256Session or HttpDigestAlgorithm.Md5Session;

    /// <summary>The algorithm that H(A1) is stored under: the session variants start from the plain hash.</summary>
    public static HttpDigestAlgorithm Base(this HttpDigestAlgorithm algorithm) => algorithm switch
    {
        HttpDigestAlgorithm.Sha256Session => HttpDigestAlgorithm.Sha256,
        HttpDigestAlgorithm.Md5Session => HttpDigestAlgorithm.Md5,
        _ => algorithm,
    };

#pragma warning disable RS0030 // Digest (RFC 7616) has MD5 in it, and CPEs in the field know nothing else.
    public static int HashSize(this HttpDigestAlgorithm algorithm) => algorithm.Base() switch
    {
        HttpDigestAlgorithm.Sha256 => SHA256.HashSizeInBytes,
        HttpDigestAlgorithm.Md5 => MD5.HashSizeInBytes,
        _ => throw Unknown(algorithm),
    };

    public static HashAlgorithmName HashName(this HttpDigestAlgorithm algorithm) => algorithm.Base() switch
    {
        HttpDigestAlgorithm.Sha256 => HashAlgorithmName.SHA256,
        HttpDigestAlgorithm.Md5 => HashAlgorithmName.MD5,
        _ => throw Unknown(algorithm),
    };
#pragma warning restore RS0030

    private static bool TryMatch([NotNull] string token, out HttpDigestAlgorithm algorithm)
    {
        foreach (HttpDigestAlgorithm candidate in Enum.GetValues<HttpDigestAlgorithm>())
        {
            if (candidate == HttpDigestAlgorithm.None)
            {
                continue;
            }

            if (token.Equals(candidate.Token(), StringComparison.OrdinalIgnoreCase))
            {
                algorithm = candidate;
                return true;
            }
        }

        algorithm = default;
        return false;
    }

    private static ArgumentOutOfRangeException Unknown(HttpDigestAlgorithm algorithm) =>
        new(nameof(algorithm), algorithm, "This is no Digest algorithm.");
}
