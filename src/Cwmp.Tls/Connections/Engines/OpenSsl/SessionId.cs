// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Runtime.InteropServices;

namespace Cwmp.Tls.Connections.Engines.OpenSsl;

/// <summary>
/// The identifier of a session on the server: at most 32 octets (RFC 5246 §7.4.1.2), random, so that any part of it is a good hash.
/// </summary>
internal readonly record struct SessionId(UInt128 First, UInt128 Second, int Length)
{
    private const int MaxLength = 32;

    /// <summary>Reads an identifier; false where it is empty or too long.</summary>
    public static bool TryRead(ReadOnlySpan<byte> octets, out SessionId id)
    {
        if (octets.Length is 0 or > MaxLength)
        {
            id = default;
            return false;
        }

        Span<byte> padded = stackalloc byte[MaxLength];
        octets.CopyTo(padded);
        id = new SessionId(MemoryMarshal.Read<UInt128>(padded), MemoryMarshal.Read<UInt128>(padded[16..]), octets.Length);
        return true;
    }
}
