// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using System.Net;
using System.Text;
using Cwmp.Tls.Shared;
using Cwmp.Tls.Verification.Der;
using Cwmp.Tls.Verification.Parsing;

namespace Cwmp.Tls.Verification.Names;

/// <summary>Names for people: messages, logs, chain listings. Nothing is ever decided by these texts.</summary>
internal static class NameText
{
    private const int MaxLength = 512;

    /// <summary>A Name element, or the octets of a primitive name.</summary>
    public static string Of(ParsedCertificate certificate, DerSlice slice) => Of(certificate.Der, slice);

    /// <inheritdoc cref="Of(ParsedCertificate, DerSlice)"/>
    public static string Of(ReadOnlyMemory<byte> document, DerSlice slice)
    {
        ReadOnlySpan<byte> bytes = slice.In(document);
        if (bytes.Length > 0 && bytes[0] == DerTag.Sequence && new DerReader(bytes).TryReadWhole())
        {
            return OfName(bytes);
        }

        return bytes.Length is 4 or 16 && bytes.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E) ? new IPAddress(bytes).ToString() : PrintableText.Of(bytes);
    }

    // In the manner of RFC 4514, most specific last as in the certificate, and cut to one line.
    private static string OfName(ReadOnlySpan<byte> name)
    {
        var text = new StringBuilder();
        var outer = new DerReader(name);
        outer.TryRead(DerTag.Sequence, out DerSlice contents);
        var reader = new DerReader(name, contents);
        while (text.Length < MaxLength && reader.TryRead(DerTag.Set, out DerSlice rdn))
        {
            var attributes = new DerReader(name, rdn);
            while (!attributes.AtEnd
                && DistinguishedName.TryReadAttribute(name, ref attributes, out DerSlice type, out byte tag, out DerSlice value))
            {
                text.Append(text.Length == 0 ? string.Empty : ", ").Append(TypeOf(type.In(name))).Append('=').Append(ValueOf(tag, value.In(name)));
            }
        }

        return text.Length > MaxLength ? text.ToString(0, MaxLength) + "…" : text.ToString();
    }

    private static string ValueOf(byte tag, ReadOnlySpan<byte> value)
    {
        if (!DistinguishedName.IsText(tag))
        {
            return "#" + Convert.ToHexStringLower(value[..Math.Min(value.Length, 32)]);
        }

        char[] buffer = new char[value.Length + 1];
        string text = PrintableText.Of(buffer.AsSpan(0, DistinguishedName.Decode(tag, value, buffer)));
        return text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace(",", "\\,", StringComparison.Ordinal);
    }

    private static string TypeOf(ReadOnlySpan<byte> oid) => oid.Length == 3 && oid[0] == 0x55 && oid[1] == 0x04
        ? oid[2] switch
        {
            3 => "CN",
            5 => "serialNumber",
            6 => "C",
            7 => "L",
            8 => "ST",
            10 => "O",
            11 => "OU",
            _ => string.Create(CultureInfo.InvariantCulture, $"2.5.4.{oid[2]}"),
        }
        : Oids.ToText(oid);
}
