// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace Cwmp.Tls.HttpAuthentication;

/// <summary>
/// Makes and recognises nonces without remembering them: a nonce is its time of issue and a random identifier, signed. A nonce belongs to
/// no connection, because devices open a new one after a 401. Thread-safe.
/// </summary>
internal sealed class DigestNonces
{
    // 8 octets of Unix milliseconds, 16 random, 16 of signature.
    private const int SignedSize = 24;
    private const int Size = SignedSize + 16;

    private readonly byte[] _key;
    private readonly TimeSpan _lifetime;
    private readonly TimeProvider _time;

    public DigestNonces(byte[]? key, TimeSpan lifetime, TimeProvider time)
    {
        _key = key is null ? RandomNumberGenerator.GetBytes(32) : [.. key];
        _lifetime = lifetime;
        _time = time;
        Opaque = Base64Url.EncodeToString(HMACSHA256.HashData(_key, "opaque"u8).AsSpan(0, 12));
    }

    /// <summary>The constant a client sends back with each response.</summary>
    public string Opaque { get; }

    public string Create()
    {
        Span<byte> nonce = stackalloc byte[Size];
        BinaryPrimitives.WriteInt64BigEndian(nonce, _time.GetUtcNow().ToUnixTimeMilliseconds());
        RandomNumberGenerator.Fill(nonce[8..SignedSize]);
        Sign(nonce[..SignedSize], nonce[SignedSize..]);
        return Base64Url.EncodeToString(nonce);
    }

    /// <summary>Reads a nonce; false where it is not ours or its life is over.</summary>
    public bool TryRead(string nonce, out DigestNonceId id)
    {
        id = default;
        Span<byte> octets = stackalloc byte[Size];
        if (nonce.Length != Base64Url.GetEncodedLength(Size) ||
            Base64Url.DecodeFromChars(nonce, octets, out _, out int length) != OperationStatus.Done || length != Size)
        {
            return false;
        }

        Span<byte> signature = stackalloc byte[Size - SignedSize];
        Sign(octets[..SignedSize], signature);
        if (!CryptographicOperations.FixedTimeEquals(signature, octets[SignedSize..]))
        {
            return false;
        }

        id = new DigestNonceId(BinaryPrimitives.ReadInt64BigEndian(octets), BinaryPrimitives.ReadUInt128BigEndian(octets[8..]));
        long age = _time.GetUtcNow().ToUnixTimeMilliseconds() - id.IssuedAt;

        // A nonce from the future was made before the clock was set back. It must not live longer because of that.
        return age <= _lifetime.TotalMilliseconds && age >= -1000;
    }

    private void Sign(ReadOnlySpan<byte> data, Span<byte> signature)
    {
        Span<byte> full = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, data, full);
        full[..signature.Length].CopyTo(signature);
    }
}
