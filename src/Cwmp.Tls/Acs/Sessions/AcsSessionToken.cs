// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Cwmp.Tls.Acs.Sessions;

/// <summary>
/// The token of a session: 64 bits to look it up by, and 128 bits that are compared in constant time, so that no dictionary's timing says
/// anything about them.
/// </summary>
internal sealed class AcsSessionToken
{
    public const int TextLength = 32;

    private const int SelectorSize = 8;
    private const int Size = 24;

    private readonly byte[] _octets;

    private AcsSessionToken(byte[] octets)
    {
        _octets = octets;
        Selector = BinaryPrimitives.ReadUInt64LittleEndian(octets);
    }

    /// <summary>What the session is filed under.</summary>
    public ulong Selector { get; }

    public static AcsSessionToken Create() => new(RandomNumberGenerator.GetBytes(Size));

    public static bool TryParse(string? text, [NotNullWhen(true)] out AcsSessionToken? token)
    {
        token = null;

        // Old cookie implementations return values in quotes (RFC 2109).
        ReadOnlySpan<char> value = text.AsSpan().Trim('"');
        if (value.Length != TextLength)
        {
            return false;
        }

        byte[] octets = new byte[Size];
        if (Base64Url.DecodeFromChars(value, octets, out _, out int written) != OperationStatus.Done || written != Size)
        {
            return false;
        }

        token = new AcsSessionToken(octets);
        return true;
    }

    /// <summary>Whether both are the same token, at the same speed for any two.</summary>
    public bool Matches(AcsSessionToken other) =>
        CryptographicOperations.FixedTimeEquals(_octets.AsSpan(SelectorSize), other._octets.AsSpan(SelectorSize));

    /// <summary>The value of the cookie: a secret.</summary>
    public string ToCookieValue() => Base64Url.EncodeToString(_octets);

    /// <summary>Nothing that could be used.</summary>
    public override string ToString() => nameof(AcsSessionToken);
}
