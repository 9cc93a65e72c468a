// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers.Binary;

namespace Cwmp.Tls.Tracing;

/// <summary>
/// Walks the vectors of a TLS structure and never throws: what is not there reads as zero or empty, and <see cref="Failed"/> says so.
/// </summary>
internal ref struct TlsReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public bool Failed { get; private set; }

    public readonly bool IsEmpty => _rest.IsEmpty;

    public readonly int Length => _rest.Length;

    public byte U8()
    {
        ReadOnlySpan<byte> taken = Take(1);
        return taken.IsEmpty ? (byte)0 : taken[0];
    }

    public ushort U16()
    {
        ReadOnlySpan<byte> taken = Take(2);
        return taken.IsEmpty ? (ushort)0 : BinaryPrimitives.ReadUInt16BigEndian(taken);
    }

    public int U24()
    {
        ReadOnlySpan<byte> taken = Take(3);
        return taken.IsEmpty ? 0 : (taken[0] << 16) | (taken[1] << 8) | taken[2];
    }

    public uint U32()
    {
        ReadOnlySpan<byte> taken = Take(4);
        return taken.IsEmpty ? 0 : BinaryPrimitives.ReadUInt32BigEndian(taken);
    }

    /// <summary>Exactly <paramref name="count"/> bytes, or none and a failure.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length)
        {
            Failed = true;
            _rest = default;
            return default;
        }

        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }

    /// <summary>A vector whose length is said in one byte. A short one gives what is there, and a failure here.</summary>
    public TlsReader Vector8() => Vector(U8());

    /// <summary>A vector whose length is said in two bytes.</summary>
    public TlsReader Vector16() => Vector(U16());

    /// <summary>A vector whose length is said in three bytes.</summary>
    public TlsReader Vector24() => Vector(U24());

    /// <summary>Takes over the failure of a part that was read on its own.</summary>
    public void Note(bool failed) => Failed |= failed;

    public ReadOnlySpan<byte> TakeRest()
    {
        ReadOnlySpan<byte> taken = _rest;
        _rest = default;
        return taken;
    }

    /// <summary>The rest as a list of two-byte numbers, the first <see cref="HandshakeDetails.MaxItems"/> of them.</summary>
    public TlsParameter[] Parameters(TlsParameterKind kind)
    {
        Failed |= _rest.Length % 2 != 0;
        var list = new TlsParameter[Math.Min(_rest.Length / 2, HandshakeDetails.MaxItems)];
        for (int i = 0; i < list.Length; i++)
        {
            list[i] = new TlsParameter(kind, U16());
        }

        _rest = default;
        return list;
    }

    private TlsReader Vector(int length)
    {
        if (length > _rest.Length)
        {
            Failed = true;
            return new TlsReader(TakeRest());
        }

        return new TlsReader(Take(length));
    }
}
