// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using Cwmp.Tls.Shared;
using Cwmp.Tls.Verification.Der;

namespace Cwmp.Tls.Verification.Names;

/// <summary>
/// Names for people: in verdicts, traces and logs. A distinguished name reads as RFC 4514 and the platform write it, the most specific part
/// first: <c>CN=device, O=Maker, C=DE</c>. No decision rests on these texts.
/// </summary>
internal static class NameText
{
    /// <summary>What stands in place of a name that is not in strict DER.</summary>
    public const string Unreadable = "(unreadable)";

    private const int MaxLength = 512;
    private const int MaxParts = 16;
    private const int MaxOidOctets = 32;

    // Four octets a character at most, so that no character within the limit is cut in the middle.
    private const int MaxValueOctets = 4 * (PrintableText.DefaultLength + 1);

    private static readonly SearchValues<char> Special = SearchValues.Create(",+\"\\<>;=");

    /// <summary>A Name element, or the octets of a primitive name.</summary>
    public static string Of(ReadOnlyMemory<byte> document, DerSlice slice)
    {
        ReadOnlySpan<byte> bytes = slice.In(document);
        if (bytes.Length > 0 && bytes[0] == DerTag.Sequence && new DerReader(bytes).TryReadWhole())
        {
            return OfName(bytes);
        }

        return bytes.Length is 4 or 16 && bytes.ContainsAnyExceptInRange((byte)0x20, (byte)0x7E)
            ? new IPAddress(bytes).ToString()
            : PrintableText.Of(bytes);
    }

    /// <summary>The subject of a certificate, or <see cref="Unreadable"/>.</summary>
    /// <param name="certificate">The certificate in DER; only what comes before the subject is looked at.</param>
    public static string OfSubject(ReadOnlySpan<byte> certificate)
    {
        var reader = new DerReader(certificate);
        if (!reader.TryRead(DerTag.Sequence, out DerSlice body)
            || !new DerReader(certificate, body).TryRead(DerTag.Sequence, out DerSlice tbs))
        {
            return Unreadable;
        }

        // RFC 5280 §4.1: tbsCertificate begins with [0] version OPTIONAL, serialNumber, signature, issuer, validity, subject.
        reader = new DerReader(certificate, tbs);
        bool found = reader.TryReadOptional(DerTag.ContextConstructed(0), out _, out _);
        for (int i = 0; i < 4; i++)
        {
            found &= reader.TryReadElement(out _, out _, out _);
        }

        return found && reader.TryRead(DerTag.Sequence, out _, out DerSlice subject) ? OfName(subject.In(certificate)) : Unreadable;
    }

    /// <summary>A Name element, or <see cref="Unreadable"/>; empty for a name without parts.</summary>
    public static string OfName(ReadOnlySpan<byte> name)
    {
        var outer = new DerReader(name);
        if (!outer.TryRead(DerTag.Sequence, out DerSlice contents))
        {
            return Unreadable;
        }

        var parts = new List<string>();
        var reader = new DerReader(name, contents);
        while (!reader.AtEnd && parts.Count < MaxParts)
        {
            if (!reader.TryRead(DerTag.Set, out DerSlice rdn) || !TryReadPart(name, rdn, out string part))
            {
                return Unreadable;
            }

            parts.Add(part);
        }

        parts.Reverse();
        return PrintableText.Shorten(string.Join(", ", parts) + (reader.AtEnd ? string.Empty : ", …"), MaxLength);
    }

    private static bool TryReadPart(ReadOnlySpan<byte> name, DerSlice rdn, out string part)
    {
        var text = new StringBuilder();
        var attributes = new DerReader(name, rdn);
        for (int i = 0; !attributes.AtEnd && i < MaxParts; i++)
        {
            if (!DistinguishedName.TryReadAttribute(name, ref attributes, out DerSlice type, out byte tag, out DerSlice value))
            {
                part = string.Empty;
                return false;
            }

            text.Append(i > 0 ? " + " : string.Empty).Append(LabelOf(type.In(name))).Append('=').Append(ValueOf(tag, value.In(name)));
        }

        part = text.ToString();
        return true;
    }

    private static string ValueOf(byte tag, ReadOnlySpan<byte> value)
    {
        if (!DistinguishedName.IsText(tag))
        {
            return "#" + Convert.ToHexString(value[..Math.Min(value.Length, 32)]);
        }

        value = value[..Math.Min(value.Length, MaxValueOctets)];
        Span<char> buffer = stackalloc char[MaxValueOctets + 1];
        return PrintableText.Of(Quote(buffer[..DistinguishedName.Decode(tag, value, buffer)].ToString()));
    }

    // RFC 4514 §2.4, so that a value with a comma cannot look like two.
    private static string Quote(string value)
    {
        var quoted = new StringBuilder(value.Length);
        for (int i = 0; i < value.Length; i++)
        {
            bool atEdge = (i == 0 && value[i] is ' ' or '#') || (i == value.Length - 1 && value[i] == ' ');
            quoted.Append(atEdge || Special.Contains(value[i]) ? "\\" : string.Empty).Append(value[i]);
        }

        return quoted.ToString();
    }

    private static string LabelOf(ReadOnlySpan<byte> oid)
    {
        if (oid.SequenceEqual(Oids.EmailAddress))
        {
            return "E";
        }

        if (oid.SequenceEqual(Oids.DomainComponent))
        {
            return "DC";
        }

        // id-at-* is 2.5.4.N, in two octets and one more.
        return oid.Length == 3 && oid[0] == 0x55 && oid[1] == 0x04
            ? oid[2] switch
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
                _ => string.Create(CultureInfo.InvariantCulture, $"2.5.4.{oid[2]}"),
            }
            : oid.Length <= MaxOidOctets ? Oids.ToText(oid) : "?";
    }
}
