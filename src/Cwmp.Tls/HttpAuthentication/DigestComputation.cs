// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using System.Text;

namespace Cwmp.Tls.HttpAuthentication;

/// <summary>
/// The hashes of RFC 7616 §3.4 and RFC 2617 §3.2.2. Texts of a header are hashed as the octets of the header; in this library a header is a
/// string with one character for each octet.
/// </summary>
internal static class DigestComputation
{
    /// <summary>H(user ":" realm ":" password), which a server may store in place of the password.</summary>
    public static byte[] SecretHash(HttpDigestAlgorithm algorithm, ReadOnlySpan<byte> user, string realm, ReadOnlySpan<byte> password)
    {
        using IncrementalHash hash = Create(algorithm);
        hash.AppendData(user);
        hash.AppendData(":"u8);
        Append(hash, realm);
        hash.AppendData(":"u8);
        hash.AppendData(password);
        return hash.GetHashAndReset();
    }

    /// <summary>The response to a challenge, computed from the stored hash of the plain algorithm.</summary>
    public static byte[] Response(HttpDigestAlgorithm algorithm, ReadOnlySpan<byte> secretHash, in DigestExchange exchange)
    {
        using IncrementalHash hash = Create(algorithm);
        Span<byte> a1 = stackalloc byte[HttpDigestAlgorithms.MaxHashSize];
        Span<byte> a2 = stackalloc byte[HttpDigestAlgorithms.MaxHashSize];
        a1 = a1[..secretHash.Length];
        secretHash.CopyTo(a1);
        if (algorithm.IsSession())
        {
            // RFC 7616 §3.4.2: A1 = H(user:realm:password) ":" nonce ":" cnonce, the inner hash in hexadecimal.
            AppendHex(hash, a1);
            AppendAfterColon(hash, exchange.Nonce);
            AppendAfterColon(hash, exchange.ClientNonce ?? "");
            hash.GetHashAndReset(a1);
        }

        Append(hash, exchange.Method);
        AppendAfterColon(hash, exchange.Uri);
        a2 = a2[..hash.GetHashAndReset(a2)];

        AppendHex(hash, a1);
        AppendAfterColon(hash, exchange.Nonce);
        if (exchange.QualityOfProtection is not null)
        {
            AppendAfterColon(hash, exchange.NonceCount ?? "");
            AppendAfterColon(hash, exchange.ClientNonce ?? "");
            AppendAfterColon(hash, exchange.QualityOfProtection);
        }

        hash.AppendData(":"u8);
        AppendHex(hash, a2);
        CryptographicOperations.ZeroMemory(a1);
        return hash.GetHashAndReset();
    }

    private static IncrementalHash Create(HttpDigestAlgorithm algorithm) => IncrementalHash.CreateHash(algorithm.HashName());

    private static void AppendAfterColon(IncrementalHash hash, string text)
    {
        hash.AppendData(":"u8);
        Append(hash, text);
    }

    private static void Append(IncrementalHash hash, string text)
    {
        Span<byte> octets = stackalloc byte[256];
        ReadOnlySpan<char> rest = text;
        while (!rest.IsEmpty)
        {
            int length = Math.Min(rest.Length, octets.Length);
            Encoding.Latin1.GetBytes(rest[..length], octets);
            hash.AppendData(octets[..length]);
            rest = rest[length..];
        }
    }

    private static void AppendHex(IncrementalHash hash, ReadOnlySpan<byte> value)
    {
        Span<byte> hex = stackalloc byte[HttpDigestAlgorithms.MaxHashSize * 2];
        Convert.TryToHexStringLower(value, hex, out int length);
        hash.AppendData(hex[..length]);
        CryptographicOperations.ZeroMemory(hex);
    }
}
