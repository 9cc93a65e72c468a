// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.ObjectModel;
using System.Security.Cryptography;
using System.Text;

namespace Cwmp.Tls.HttpAuthentication;

/// <summary>
/// The secret that a server knows of one user: the password, or only its Digest hashes H(user:realm:password). Digest cannot work with a
/// salted password hash, so a store that must not hold passwords holds these hashes. Immutable and thread-safe.
/// </summary>
public sealed class HttpCredential
{
    // Replaces the secret of a user who does not exist, so that both cost the same time and timing does not tell which users exist.
    internal static readonly HttpCredential Nobody = FromPassword(Convert.ToHexString(RandomNumberGenerator.GetBytes(16)));

    private readonly string? _password;
    private readonly byte[]? _md5;
    private readonly byte[]? _sha256;

    private HttpCredential(string? password, byte[]? md5, byte[]? sha256)
    {
        _password = password;
        _md5 = md5;
        _sha256 = sha256;
    }

    /// <summary>Makes a credential from the password. It works with every scheme and algorithm.</summary>
    /// <param name="password">The password; not empty, because an empty one protects nothing.</param>
    /// <exception cref="ArgumentException"><paramref name="password"/> is null or empty.</exception>
    public static HttpCredential FromPassword(string password)
    {
        ArgumentException.ThrowIfNullOrEmpty(password);
        return new HttpCredential(password, null, null);
    }

    /// <summary>
    /// Makes a credential from H(user:realm:password) (RFC 7616 §3.4.2). It works for that user, that realm and the algorithms of the
    /// hashes.
    /// </summary>
    /// <param name="md5">The MD5 hash, 16 bytes. Without it (empty) MD5 and MD5-sess are refused for this user.</param>
    /// <param name="sha256">The SHA-256 hash, 32 bytes. Without it (empty) SHA-256 and SHA-256-sess are refused for this user.</param>
    /// <exception cref="ArgumentException">A hash has the wrong length, or both are empty.</exception>
    public static HttpCredential FromDigestHashes(ReadOnlySpan<byte> md5, ReadOnlySpan<byte> sha256)
    {
#pragma warning disable RS0030 // Digest (RFC 7616) has MD5 in it, and CPEs in the field know nothing else.
        if (md5.Length is not (0 or MD5.HashSizeInBytes))
        {
            throw new ArgumentException($"An MD5 hash has {MD5.HashSizeInBytes} bytes; this one has {md5.Length}.", nameof(md5));
        }
#pragma warning restore RS0030

        if (sha256.Length is not (0 or SHA256.HashSizeInBytes))
        {
            throw new ArgumentException(
                $"A SHA-256 hash has {SHA256.HashSizeInBytes} bytes; this one has {sha256.Length}.", nameof(sha256));
        }

        if (md5.IsEmpty && sha256.IsEmpty)
        {
            throw new ArgumentException("At least one hash is needed.", nameof(md5));
        }

        return new HttpCredential(null, md5.IsEmpty ? null : md5.ToArray(), sha256.IsEmpty ? null : sha256.ToArray());
    }

    /// <summary>
    /// Computes H(user:realm:password) in UTF-8 (RFC 7616 §3.4.2), for a store that keeps the hash and not the password.
    /// </summary>
    /// <param name="algorithm">The algorithm; a session variant gives the hash of its plain one.</param>
    /// <param name="username">The user name, octet for octet as the device sends it.</param>
    /// <param name="realm">The realm the server challenges with.</param>
    /// <param name="password">The password.</param>
    /// <returns>16 bytes for MD5, 32 for SHA-256.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="algorithm"/> is no algorithm.</exception>
    public static byte[] ComputeDigestHash(HttpDigestAlgorithm algorithm, string username, string realm, string password)
    {
        ArgumentNullException.ThrowIfNull(username);
        ArgumentNullException.ThrowIfNull(realm);
        ArgumentNullException.ThrowIfNull(password);
        byte[] octets = Encoding.UTF8.GetBytes(password);
        byte[] hash = DigestComputation.SecretHash(algorithm, Encoding.UTF8.GetBytes(username), WireText.FromUtf8(realm), octets);
        CryptographicOperations.ZeroMemory(octets);
        return hash;
    }

    /// <summary>Says which kind of secret it is, and never the secret.</summary>
    public override string ToString() => _password is not null ? "HttpCredential (password)" : "HttpCredential (Digest hashes)";

    /// <summary>Whether a Basic password is the password of this user. The time it takes does not tell how much of it was right.</summary>
    internal bool MatchesPassword(string username, string realm, string password)
    {
        if (_password is not null)
        {
            // Both are hashed first: a comparison of texts of different length would tell the length.
            Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
            Span<byte> actual = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(Encoding.UTF8.GetBytes(_password), expected);
            SHA256.HashData(Encoding.UTF8.GetBytes(password), actual);
            return CryptographicOperations.FixedTimeEquals(expected, actual);
        }

        HttpDigestAlgorithm algorithm = _sha256 is not null ? HttpDigestAlgorithm.Sha256 : HttpDigestAlgorithm.Md5;
        return CryptographicOperations.FixedTimeEquals(_sha256 ?? _md5, ComputeDigestHash(algorithm, username, realm, password));
    }

    /// <summary>
    /// The hashes that a right response may have been computed from. There is one as long as name and password are ASCII. Otherwise their
    /// octets are UTF-8 or Latin-1, and nothing on the wire says which (RFC 7616 §4).
    /// </summary>
    internal ReadOnlyCollection<byte[]> SecretHashes(HttpDigestAlgorithm algorithm, string wireUsername, string realm)
    {
        var hashes = new List<byte[]>(1);
        if (_password is null)
        {
            byte[]? stored = algorithm.Base() == HttpDigestAlgorithm.Md5 ? _md5 : _sha256;
            if (stored is not null)
            {
                hashes.Add(stored);
            }

            return hashes.AsReadOnly();
        }

        string wireRealm = WireText.FromUtf8(realm);
        foreach (byte[] user in WireText.Encodings(wireUsername))
        {
            foreach (byte[] password in WireText.Encodings(_password))
            {
                hashes.Add(DigestComputation.SecretHash(algorithm, user, wireRealm, password));
                CryptographicOperations.ZeroMemory(password);
            }
        }

        return hashes.AsReadOnly();
    }
}
