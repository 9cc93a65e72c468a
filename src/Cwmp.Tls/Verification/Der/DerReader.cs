// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Verification.Der;

/// <summary>
/// Reads strict DER (X.690 §10) front to back without allocating or throwing. Every method answers false on anything that is not
/// the one valid encoding: indefinite or non-minimal lengths, padded integers, odd booleans, dirty bit strings, high tag numbers.
/// Positions are those of the whole document, so slices can be kept.
/// </summary>
internal ref struct DerReader
{
    private readonly ReadOnlySpan<byte> _document;
    private readonly int _end;
    private int _position;

    public DerReader(ReadOnlySpan<byte> document)
    {
        _document = document;
        _end = document.Length;
    }

    public DerReader(ReadOnlySpan<byte> document, DerSlice part)
    {
        _document = document;
        _position = part.Offset;
        _end = part.End;
    }

    public readonly bool AtEnd => _position == _end;

    /// <summary>Where reading stands, and after a failure the place of the offending element.</summary>
    public readonly int Position => _position;

    public readonly bool NextIs(byte tag) => _position < _end && _document[_position] == tag;

    /// <summary>Reads any element: its tag, its contents and the whole of it.</summary>
    public bool TryReadElement(out byte tag, out DerSlice contents, out DerSlice whole)
    {
        tag = 0;
        contents = whole = default;
        int at = _position;
        if (_end - at < 2)
        {
            return false;
        }

        tag = _document[at];
        // X.690 §8.1.2.4: tag numbers above 30 need more octets; nothing in X.509 has one.
        if ((tag & 0x1F) == 0x1F)
        {
            return false;
        }

        int length = _document[at + 1];
        int start = at + 2;
        if (length >= 0x80)
        {
            int octets = length & 0x7F;
            // 0x80 is the indefinite form; four octets say more than any limit of ours already.
            if (octets is 0 or > 4 || _end - start < octets || (octets == 4 && _document[start] > 0x7F))
            {
                return false;
            }

            length = 0;
            for (int i = 0; i < octets; i++)
            {
                length = (length << 8) | _document[start + i];
            }

            // X.690 §10.1: the minimum number of octets.
            if (length < 0x80 || (octets > 1 && _document[at + 2] == 0))
            {
                return false;
            }

            start += octets;
        }

        if (length > _end - start)
        {
            return false;
        }

        contents = new DerSlice(start, length);
        whole = new DerSlice(at, start - at + length);
        _position = start + length;
        return true;
    }

    /// <summary>The document is one element and nothing else.</summary>
    public bool TryReadWhole() => TryReadElement(out _, out _, out _) && AtEnd;

    /// <summary>Reads an element that must have this tag.</summary>
    public bool TryRead(byte tag, out DerSlice contents, out DerSlice whole)
    {
        if (!NextIs(tag))
        {
            contents = whole = default;
            return false;
        }

        return TryReadElement(out _, out contents, out whole);
    }

    /// <inheritdoc cref="TryRead(byte, out DerSlice, out DerSlice)"/>
    public bool TryRead(byte tag, out DerSlice contents) => TryRead(tag, out contents, out _);

    /// <summary>Reads an element where its tag is next; <paramref name="present"/> says whether it was.</summary>
    public bool TryReadOptional(byte tag, out DerSlice contents, out bool present)
    {
        present = NextIs(tag);
        if (!present)
        {
            contents = default;
            return true;
        }

        return TryRead(tag, out contents);
    }

    /// <summary>An INTEGER in its shortest form (X.690 §8.3.2).</summary>
    public bool TryReadInteger(out DerSlice value, byte tag = DerTag.Integer) =>
        TryRead(tag, out value) && IsInteger(value.In(_document));

    /// <summary>A non-negative INTEGER that fits an <see cref="int"/>; larger ones saturate.</summary>
    public bool TryReadSmallInteger(out int value, byte tag = DerTag.Integer)
    {
        value = 0;
        if (!TryReadInteger(out DerSlice slice, tag))
        {
            return false;
        }

        ReadOnlySpan<byte> bytes = slice.In(_document);
        if ((bytes[0] & 0x80) != 0)
        {
            return false;
        }

        long sum = 0;
        foreach (byte b in bytes)
        {
            sum = Math.Min((sum << 8) | b, int.MaxValue);
        }

        value = (int)sum;
        return true;
    }

    /// <summary>A BOOLEAN: 0x00 or 0xFF and nothing between (X.690 §11.1).</summary>
    public bool TryReadBoolean(out bool value, byte tag = DerTag.Boolean)
    {
        value = false;
        if (!TryRead(tag, out DerSlice slice) || slice.Length != 1)
        {
            return false;
        }

        byte b = _document[slice.Offset];
        value = b == 0xFF;
        return b is 0 or 0xFF;
    }

    /// <summary>A BIT STRING whose unused bits are zero (X.690 §11.2.1).</summary>
    public bool TryReadBitString(out DerSlice bits, out int unusedBits, byte tag = DerTag.BitString)
    {
        bits = default;
        unusedBits = 0;
        if (!TryRead(tag, out DerSlice slice) || slice.IsEmpty)
        {
            return false;
        }

        unusedBits = _document[slice.Offset];
        bits = new DerSlice(slice.Offset + 1, slice.Length - 1);
        if (unusedBits > 7 || (bits.IsEmpty && unusedBits != 0))
        {
            return false;
        }

        return bits.IsEmpty || (_document[bits.End - 1] & ((1 << unusedBits) - 1)) == 0;
    }

    /// <summary>An OBJECT IDENTIFIER whose components are in their shortest form (X.690 §8.19.2).</summary>
    public bool TryReadOid(out DerSlice oid, byte tag = DerTag.ObjectIdentifier) =>
        TryRead(tag, out oid) && IsOid(oid.In(_document));

    public static bool IsOid(ReadOnlySpan<byte> oid)
    {
        if (oid.IsEmpty || (oid[^1] & 0x80) != 0)
        {
            return false;
        }

        bool first = true;
        foreach (byte b in oid)
        {
            if (first && b == 0x80)
            {
                return false;
            }

            first = (b & 0x80) == 0;
        }

        return true;
    }

    private static bool IsInteger(ReadOnlySpan<byte> value) => value.Length switch
    {
        0 => false,
        1 => true,
        _ => !(value[0] == 0 && (value[1] & 0x80) == 0) && !(value[0] == 0xFF && (value[1] & 0x80) != 0),
    };
}
