// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Globalization;
using System.Text;

namespace Cwmp.Tls.Tracing;

/// <summary>
/// Reads an X.501 name for display, most specific part first (RFC 4514). Bounded and without exceptions, because the DER comes from
/// a peer that nobody has verified; never to be used for a decision.
/// </summary>
internal static class DistinguishedNameText
{
    public const string Unreadable = "(unreadable)";

    private const int MaxAttributes = 16;
    private const int Sequence = 0x30;
    private const int Set = 0x31;
    private const int ObjectIdentifier = 0x06;
    private static readonly SearchValues<char> Special = SearchValues.Create(",+\"\\<>;=");

    /// <summary>The subject of a DER certificate, or <see cref="Unreadable"/>.</summary>
    public static string OfSubject(ReadOnlySpan<byte> certificate)
    {
        // RFC 5280 §4.1: Certificate ::= SEQUENCE { tbsCertificate SEQUENCE { [0] version, serialNumber, signature, issuer, validity, subject …
        if (!TryRead(ref certificate, out int tag, out ReadOnlySpan<byte> body) || tag != Sequence ||
            !TryRead(ref body, out tag, out ReadOnlySpan<byte> fields) || tag != Sequence ||
            !TryRead(ref fields, out tag, out _))
        {
            return Unreadable;
        }

        int skip = tag == 0xA0 ? 4 : 3;
        for (int i = 0; i < skip; i++)
        {
            if (!TryRead(ref fields, out _, out _))
            {
                return Unreadable;
            }
        }

        return Of(fields);
    }

    /// <summary>A DER name, or <see cref="Unreadable"/>; <c>(empty)</c> for a name without parts.</summary>
    public static string Of(ReadOnlySpan<byte> name)
    {
        if (!TryRead(ref name, out int tag, out ReadOnlySpan<byte> parts) || tag != Sequence)
        {
            return Unreadable;
        }

        var texts = new List<string>();
        while (!parts.IsEmpty && texts.Count < MaxAttributes)
        {
            if (!TryRead(ref parts, out tag, out ReadOnlySpan<byte> part) || tag != Set || !TryReadPart(part, out string text))
            {
                return Unreadable;
            }

            texts.Add(text);
        }

        if (texts.Count == 0)
        {
            return "(empty)";
        }

        texts.Reverse();
        return PeerText.Shorten(string.Join(", ", texts) + (parts.IsEmpty ? "" : ", …"), HandshakeDetails.MaxTextLength);
    }

    private static bool TryReadPart(ReadOnlySpan<byte> part, out string text)
    {
        var builder = new StringBuilder();
        for (int i = 0; !part.IsEmpty && i < MaxAttributes; i++)
        {
            if (!TryRead(ref part, out int tag, out ReadOnlySpan<byte> pair) || tag != Sequence ||
                !TryRead(ref pair, out tag, out ReadOnlySpan<byte> type) || tag != ObjectIdentifier ||
                !TryRead(ref pair, out tag, out ReadOnlySpan<byte> value))
            {
                text = "";
                return false;
            }

            builder.Append(i > 0 ? " + " : "").Append(Label(type)).Append('=').Append(Quote(Value(tag, value)));
        }

        text = builder.ToString();
        return true;
    }

    private static string Value(int tag, ReadOnlySpan<byte> value) => tag switch
    {
        0x0C => PeerText.Utf8(value),
        0x12 or 0x13 or 0x16 or 0x1A => PeerText.Ascii(value),
        0x14 => PeerText.Latin1(value),
        0x1C => PeerText.BigEndianUtf32(value),
        0x1E => PeerText.BigEndianUtf16(value),
        _ => "#" + Convert.ToHexString(value[..Math.Min(value.Length, 32)]),
    };

    // RFC 4514 §2.4, so that a value with a comma cannot look like two.
    private static string Quote(string value)
    {
        if (!value.AsSpan().ContainsAny(Special))
        {
            return value;
        }

        var quoted = new StringBuilder();
        foreach (char c in value)
        {
            quoted.Append(Special.Contains(c) ? "\\" : "").Append(c);
        }

        return quoted.ToString();
    }

    private static string Label(ReadOnlySpan<byte> oid)
    {
        // id-at-* (2.5.4.N) in two bytes and one more.
        if (oid.Length == 3 && oid[0] == 0x55 && oid[1] == 0x04)
        {
            string? known = oid[2] switch
            {
                3 => "CN",
                4 => "SN",
                5 => "serialNumber",
                6 => "C",
                7 => "L",
                8 => "ST",
                9 => "street",
                10 => "O",
                11 => "OU",
                12 => "title",
                42 => "GN",
                46 => "dnQualifier",
                97 => "organizationIdentifier",
                _ => null,
            };
            if (known is not null)
            {
                return known;
            }
        }

        if (oid.SequenceEqual((ReadOnlySpan<byte>)[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x01]))
        {
            return "E";
        }

        if (oid.SequenceEqual((ReadOnlySpan<byte>)[0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 0x01, 0x19]))
        {
            return "DC";
        }

        return Dotted(oid);
    }

    private static string Dotted(ReadOnlySpan<byte> oid)
    {
        if (oid.IsEmpty || oid.Length > 32)
        {
            return "?";
        }

        var text = new StringBuilder();
        ulong arc = 0;
        foreach (byte b in oid)
        {
            if (arc > ulong.MaxValue >> 7)
            {
                return "?";
            }

            arc = (arc << 7) | (uint)(b & 0x7F);
            if ((b & 0x80) != 0)
            {
                continue;
            }

            if (text.Length == 0)
            {
                ulong first = Math.Min(arc / 40, 2);
                text.Append(CultureInfo.InvariantCulture, $"{first}.{arc - (first * 40)}");
            }
            else
            {
                text.Append(CultureInfo.InvariantCulture, $".{arc}");
            }

            arc = 0;
        }

        return text.Length == 0 ? "?" : text.ToString();
    }

    private static bool TryRead(ref ReadOnlySpan<byte> der, out int tag, out ReadOnlySpan<byte> content)
    {
        tag = 0;
        content = default;
        if (der.Length < 2)
        {
            return false;
        }

        int length = der[1];
        int header = 2;
        if (length >= 0x80)
        {
            int count = length & 0x7F;
            if (count is 0 or > 3 || der.Length < 2 + count)
            {
                return false;
            }

            length = 0;
            for (int i = 0; i < count; i++)
            {
                length = (length << 8) | der[2 + i];
            }

            header += count;
        }

        if (length > der.Length - header)
        {
            return false;
        }

        tag = der[0];
        content = der.Slice(header, length);
        der = der[(header + length)..];
        return true;
    }
}
