// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Cwmp.Tls.Cpe.State;

/// <summary>
/// One generation of the state as a file:
/// <code>
/// 0   8  magic "CwmpCpe1"
/// 8   8  generation, big-endian
/// 16  4  length of the state, big-endian
/// 20  n  the state
/// 20+n 32 SHA-256 of everything before
/// </code>
/// The length is exact: a file that was cut, or that grew, is not valid.
/// </summary>
internal static class StateFile
{
    public const int MaximumLength = 64 * 1024 * 1024;
    private const int HeaderLength = 20;

    private static ReadOnlySpan<byte> Magic => "CwmpCpe1"u8;

    public static byte[] Encode(long generation, ReadOnlySpan<byte> state)
    {
        byte[] file = new byte[HeaderLength + state.Length + SHA256.HashSizeInBytes];
        Magic.CopyTo(file);
        BinaryPrimitives.WriteInt64BigEndian(file.AsSpan(8), generation);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), state.Length);
        state.CopyTo(file.AsSpan(HeaderLength));
        SHA256.HashData(file.AsSpan(0, HeaderLength + state.Length), file.AsSpan(HeaderLength + state.Length));
        return file;
    }

    /// <summary>Returns null when the file is whole, else what is wrong with it.</summary>
    public static string? Decode(byte[] file, out long generation, out ReadOnlyMemory<byte> state)
    {
        generation = 0;
        state = default;
        if (file.Length < HeaderLength + SHA256.HashSizeInBytes)
        {
            return $"it is too short ({file.Length} octets)";
        }

        if (!file.AsSpan(0, Magic.Length).SequenceEqual(Magic))
        {
            return "it does not begin as a state file does";
        }

        int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16));
        if (length != file.Length - HeaderLength - SHA256.HashSizeInBytes)
        {
            return $"it announces {length} octets of state and holds {file.Length - HeaderLength - SHA256.HashSizeInBytes}";
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(file.AsSpan(0, HeaderLength + length), hash);
        if (!hash.SequenceEqual(file.AsSpan(HeaderLength + length)))
        {
            return "its checksum does not match";
        }

        generation = BinaryPrimitives.ReadInt64BigEndian(file.AsSpan(8));
        state = file.AsMemory(HeaderLength, length);
        return generation > 0 ? null : "its generation is not positive";
    }
}
