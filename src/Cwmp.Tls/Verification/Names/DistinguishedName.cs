// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Text;
using Cwmp.Tls.Verification.Der;

namespace Cwmp.Tls.Verification.Names;

/// <summary>Compares and walks Names as ASN.1 (RFC 5280 §4.1.2.4, §7.1), never through their printed form.</summary>
internal static class DistinguishedName
{
    // Attributes of one RDN have no order, so each is compared with all of the other name; more than this nobody issues.
    private const int MaxAttributesOfRdn = 32;

    /// <summary>The contents of a Name are RDNs, each a non-empty SET of a few types and values.</summary>
    public static bool IsWellFormed(ReadOnlySpan<byte> document, DerSlice contents)
    {
        var reader = new DerReader(document, contents);
        while (!reader.AtEnd)
        {
            if (!reader.TryRead(DerTag.Set, out DerSlice rdn) || rdn.IsEmpty)
            {
                return false;
            }

            var attributes = new DerReader(document, rdn);
            for (int count = 1; !attributes.AtEnd; count++)
            {
                if (count > MaxAttributesOfRdn || !TryReadAttribute(document, ref attributes, out _, out byte tag, out DerSlice value)
                    || !IsString(tag, value.In(document)))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>The Name element has no RDN: two octets, and nothing between them.</summary>
    public static bool IsEmpty(DerSlice name) => name.Length == 2;

    /// <summary>Two Name elements say the same name: equal bytes, or equal after the comparison of RFC 5280 §7.1.</summary>
    public static bool AreEqual(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        left.SequenceEqual(right) || (StartsWith(left, right, out bool whole) && whole);

    /// <summary>Name constraints: <paramref name="name"/> begins with all RDNs of <paramref name="root"/> (RFC 5280 §4.2.1.10).</summary>
    public static bool IsWithin(ReadOnlySpan<byte> name, ReadOnlySpan<byte> root) => StartsWith(name, root, out _);

    /// <summary>A hash of a Name element that is equal where <see cref="AreEqual"/> holds.</summary>
    public static int GetHash(ReadOnlySpan<byte> name)
    {
        var hash = new HashCode();
        var outer = new DerReader(name);
        outer.TryRead(DerTag.Sequence, out DerSlice contents);
        var reader = new DerReader(name, contents);
        while (reader.TryRead(DerTag.Set, out DerSlice rdn))
        {
            // Attributes of one RDN have no order, so their hashes are summed.
            int sum = 0;
            var attributes = new DerReader(name, rdn);
            while (!attributes.AtEnd && TryReadAttribute(name, ref attributes, out DerSlice type, out byte tag, out DerSlice value))
            {
                sum = unchecked(sum + HashOf(type.In(name), tag, value.In(name)));
            }

            hash.Add(sum);
        }

        return hash.ToHashCode();
    }

    /// <summary>
    /// The values of one attribute type, in order, up to the size of <paramref name="values"/>; returns how many there are.
    /// </summary>
    public static int Find(ReadOnlySpan<byte> document, DerSlice name, ReadOnlySpan<byte> type, Span<NameAttribute> values)
    {
        var outer = new DerReader(document, name);
        if (!outer.TryRead(DerTag.Sequence, out DerSlice contents))
        {
            return 0;
        }

        int count = 0;
        var reader = new DerReader(document, contents);
        while (reader.TryRead(DerTag.Set, out DerSlice rdn))
        {
            var attributes = new DerReader(document, rdn);
            while (!attributes.AtEnd && TryReadAttribute(document, ref attributes, out DerSlice oid, out byte tag, out DerSlice value))
            {
                if (oid.In(document).SequenceEqual(type))
                {
                    if (count < values.Length)
                    {
                        values[count] = new NameAttribute(tag, value);
                    }

                    count++;
                }
            }
        }

        return count;
    }

    public static bool TryReadAttribute(
        ReadOnlySpan<byte> document, ref DerReader reader, out DerSlice type, out byte tag, out DerSlice value)
    {
        type = value = default;
        tag = 0;
        if (!reader.TryRead(DerTag.Sequence, out DerSlice attribute))
        {
            return false;
        }

        var inner = new DerReader(document, attribute);
        return inner.TryReadOid(out type) && inner.TryReadElement(out tag, out value, out _) && inner.AtEnd;
    }

    private static bool StartsWith(ReadOnlySpan<byte> name, ReadOnlySpan<byte> root, out bool whole)
    {
        whole = false;
        var nameReader = new DerReader(name);
        var rootReader = new DerReader(root);
        if (!nameReader.TryRead(DerTag.Sequence, out DerSlice nameContents)
            || !rootReader.TryRead(DerTag.Sequence, out DerSlice rootContents))
        {
            return false;
        }

        nameReader = new DerReader(name, nameContents);
        rootReader = new DerReader(root, rootContents);
        while (!rootReader.AtEnd)
        {
            if (!nameReader.TryRead(DerTag.Set, out DerSlice nameRdn) || !rootReader.TryRead(DerTag.Set, out DerSlice rootRdn)
                || !RdnsMatch(nameRdn.In(name), rootRdn.In(root)))
            {
                return false;
            }
        }

        whole = nameReader.AtEnd;
        return true;
    }

    // RFC 5280 §7.1: same number of attributes, and each has a match in the other, in any order.
    private static bool RdnsMatch(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.SequenceEqual(right))
        {
            return true;
        }

        int leftCount = 0;
        var reader = new DerReader(left);
        while (TryReadAttribute(left, ref reader, out DerSlice type, out byte tag, out DerSlice value))
        {
            leftCount++;
            if (!HasMatch(right, type.In(left), tag, value.In(left), out int rightCount) || rightCount < leftCount)
            {
                return false;
            }

            if (reader.AtEnd)
            {
                return leftCount == rightCount;
            }
        }

        return false;
    }

    private static bool HasMatch(ReadOnlySpan<byte> rdn, ReadOnlySpan<byte> type, byte tag, ReadOnlySpan<byte> value, out int count)
    {
        count = 0;
        bool found = false;
        var reader = new DerReader(rdn);
        while (!reader.AtEnd && TryReadAttribute(rdn, ref reader, out DerSlice otherType, out byte otherTag, out DerSlice otherValue))
        {
            count++;
            found = found || (otherType.In(rdn).SequenceEqual(type) && ValuesMatch(tag, value, otherTag, otherValue.In(rdn)));
        }

        return found;
    }

    private static bool ValuesMatch(byte leftTag, ReadOnlySpan<byte> left, byte rightTag, ReadOnlySpan<byte> right)
    {
        if (leftTag == rightTag && left.SequenceEqual(right))
        {
            return true;
        }

        if (!IsText(leftTag) || !IsText(rightTag))
        {
            return false;
        }

        char[] leftBuffer = ArrayPool<char>.Shared.Rent(left.Length + 1);
        char[] rightBuffer = ArrayPool<char>.Shared.Rent(right.Length + 1);
        bool equal = Prepare(leftTag, left, leftBuffer).SequenceEqual(Prepare(rightTag, right, rightBuffer));
        ArrayPool<char>.Shared.Return(leftBuffer);
        ArrayPool<char>.Shared.Return(rightBuffer);
        return equal;
    }

    private static int HashOf(ReadOnlySpan<byte> type, byte tag, ReadOnlySpan<byte> value)
    {
        var hash = new HashCode();
        hash.AddBytes(type);
        if (!IsText(tag))
        {
            hash.Add(tag);
            hash.AddBytes(value);
            return hash.ToHashCode();
        }

        char[] buffer = ArrayPool<char>.Shared.Rent(value.Length + 1);
        hash.AddBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes(Prepare(tag, value, buffer)));
        ArrayPool<char>.Shared.Return(buffer);
        return hash.ToHashCode();
    }

    // RFC 5280 §7.1, RFC 4518: fold case, drop leading and trailing space, make inner runs of space one.
    private static ReadOnlySpan<char> Prepare(byte tag, ReadOnlySpan<byte> value, char[] buffer)
    {
        int length = Decode(tag, value, buffer);
        int to = 0;
        for (int i = 0; i < length; i++)
        {
            char c = char.IsWhiteSpace(buffer[i]) ? ' ' : char.ToLowerInvariant(buffer[i]);
            if (c != ' ' || (to > 0 && buffer[to - 1] != ' '))
            {
                buffer[to++] = c;
            }
        }

        return buffer.AsSpan(0, to > 0 && buffer[to - 1] == ' ' ? to - 1 : to);
    }

    /// <summary>Decodes a directory string; the buffer needs as many characters as the value has octets.</summary>
    public static int Decode(byte tag, ReadOnlySpan<byte> value, Span<char> buffer) => tag switch
    {
        DerTag.Utf8String => Encoding.UTF8.GetChars(value, buffer),
        DerTag.BmpString => Encoding.BigEndianUnicode.GetChars(value, buffer),
        DerTag.UniversalString => BigEndianUtf32.GetChars(value, buffer),
        _ => Encoding.Latin1.GetChars(value, buffer),
    };

    private static readonly UTF32Encoding BigEndianUtf32 = new(bigEndian: true, byteOrderMark: false);

    public static bool IsText(byte tag) => tag is DerTag.Utf8String or DerTag.PrintableString or DerTag.Ia5String or DerTag.TeletexString
        or DerTag.BmpString or DerTag.UniversalString or DerTag.NumericString or DerTag.VisibleString;

    // A string type keeps to its own repertoire; other value types are opaque.
    private static bool IsString(byte tag, ReadOnlySpan<byte> value) => tag switch
    {
        DerTag.Utf8String => System.Text.Unicode.Utf8.IsValid(value),
        DerTag.PrintableString or DerTag.Ia5String or DerTag.NumericString or DerTag.VisibleString => Ascii.IsValid(value),
        DerTag.BmpString => value.Length % 2 == 0,
        DerTag.UniversalString => value.Length % 4 == 0,
        _ => true,
    };
}
