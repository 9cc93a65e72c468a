// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace Cwmp.Tls.HttpAuthentication;

/// <summary>
/// Text in HTTP headers, with one character for each octet. RFC 7616 and RFC 7617 leave the encoding of names and passwords open; devices
/// send UTF-8 or Latin-1.
/// </summary>
internal static class WireText
{
    /// <summary>Decodes octets: as UTF-8 where they are valid UTF-8, else as Latin-1.</summary>
    public static string Decode(ReadOnlySpan<byte> octets) =>
        Utf8.IsValid(octets) ? Encoding.UTF8.GetString(octets) : Encoding.Latin1.GetString(octets);

    /// <summary>Decodes a header text. The result is the same where a host has decoded the header as UTF-8 before.</summary>
    public static string Decode(string wire)
    {
        if (Ascii.IsValid(wire) || !IsLatin1(wire))
        {
            return wire;
        }

        return Decode(Encoding.Latin1.GetBytes(wire));
    }

    /// <summary>The UTF-8 octets of a text, with one character for each octet.</summary>
    public static string FromUtf8(string text) => Ascii.IsValid(text) ? text : Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    /// <summary>The octets that a text can have: one form for ASCII, else UTF-8 and, where all characters have one, Latin-1.</summary>
    public static IEnumerable<byte[]> Encodings(string text)
    {
        yield return Encoding.UTF8.GetBytes(text);
        if (!Ascii.IsValid(text) && IsLatin1(text))
        {
            yield return Encoding.Latin1.GetBytes(text);
        }
    }

    /// <summary>Decodes percent-encoding strictly, one character for each octet. A "+" is a plus sign (RFC 3986) and no blank.</summary>
    public static bool TryUnescape(ReadOnlySpan<char> escaped, out string wire)
    {
        var unescaped = new StringBuilder(escaped.Length);
        wire = "";
        while (!escaped.IsEmpty)
        {
            char c = escaped[0];
            int taken = 1;
            if (c == '%')
            {
                if (escaped.Length < 3 ||
                    !byte.TryParse(escaped[1..3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte octet))
                {
                    return false;
                }

                (c, taken) = ((char)octet, 3);
            }

            unescaped.Append(c);
            escaped = escaped[taken..];
        }

        wire = unescaped.ToString();
        return true;
    }

    /// <summary>Percent-encodes every octet except the unreserved ones (RFC 3986 §2.3).</summary>
    public static string Escape(string wire)
    {
        var escaped = new StringBuilder(wire.Length);
        foreach (char c in wire)
        {
            _ = char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~'
                ? escaped.Append(c)
                : escaped.Append(CultureInfo.InvariantCulture, $"%{(int)c:X2}");
        }

        return escaped.ToString();
    }

    private static bool IsLatin1(string text) => !text.AsSpan().ContainsAnyExceptInRange('\0', '\xff');
}
