// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Cwmp.Tls.Certificates;

/// <summary>
/// The text form of a device identity (TR-069 Amendment 6, §3.4.4). "-" is always escaped inside a field, so splitting on it is
/// unambiguous: two parts are OUI-SerialNumber, three are OUI-ProductClass-SerialNumber.
/// </summary>
internal static class DeviceIdentityFormat
{
    private const int OuiLength = 6;

    // A code point is at most four octets of UTF-8.
    private const int MaximumFieldOctets = DeviceIdentity.MaxFieldLength * 4;

    // Every octet of both fields escaped.
    private const int MaximumTextLength = OuiLength + 1 + (MaximumFieldOctets * 3) + 1 + (MaximumFieldOctets * 3);

    public static bool IsOui(ReadOnlySpan<char> text)
    {
        if (text.Length != OuiLength)
        {
            return false;
        }

        foreach (char c in text)
        {
            if (!char.IsAsciiHexDigit(c))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The rules of a decoded field, length 0 allowed.</summary>
    public static DeviceIdentityFormatError CheckField(ReadOnlySpan<char> value)
    {
        // A code point is at most two UTF-16 units, so this bounds the loop.
        if (value.Length > DeviceIdentity.MaxFieldLength * 2)
        {
            return DeviceIdentityFormatError.TooLong;
        }

        int codePoints = 0;
        while (!value.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(value, out Rune rune, out int consumed) != OperationStatus.Done)
            {
                return DeviceIdentityFormatError.BadUtf8;
            }

            if (Rune.IsControl(rune))
            {
                return DeviceIdentityFormatError.ControlCharacter;
            }

            codePoints++;
            value = value[consumed..];
        }

        return codePoints > DeviceIdentity.MaxFieldLength ? DeviceIdentityFormatError.TooLong : DeviceIdentityFormatError.None;
    }

    public static void AppendEscaped(StringBuilder text, string value)
    {
        Span<byte> octets = stackalloc byte[MaximumFieldOctets];
        int length = Encoding.UTF8.GetBytes(value, octets);
        foreach (byte octet in octets[..length])
        {
            if (char.IsAsciiLetterOrDigit((char)octet) || octet == '_')
            {
                text.Append((char)octet);
            }
            else
            {
                text.Append('%').Append(HexDigit(octet >> 4)).Append(HexDigit(octet & 15));
            }
        }
    }

    public static DeviceIdentityFormatError TryParse(ReadOnlySpan<char> text, out DeviceIdentity? identity)
    {
        identity = null;
        if (text.Length < OuiLength + 1 || text[OuiLength] != '-' || !IsOui(text[..OuiLength]))
        {
            return DeviceIdentityFormatError.OtherForm;
        }

        if (text.Length > MaximumTextLength)
        {
            return DeviceIdentityFormatError.TooLong;
        }

        ReadOnlySpan<char> rest = text[(OuiLength + 1)..];
        ReadOnlySpan<char> productClassText = default;
        int hyphen = rest.IndexOf('-');
        if (hyphen >= 0)
        {
            productClassText = rest[..hyphen];
            rest = rest[(hyphen + 1)..];
        }

        if (rest.Contains('-'))
        {
            return DeviceIdentityFormatError.TooManyParts;
        }

        DeviceIdentityFormatError error = Unescape(productClassText, out string productClass);
        if (error != DeviceIdentityFormatError.None)
        {
            return error;
        }

        error = Unescape(rest, out string serialNumber);
        if (error != DeviceIdentityFormatError.None)
        {
            return error;
        }

        if (serialNumber.Length == 0)
        {
            return DeviceIdentityFormatError.EmptySerialNumber;
        }

        identity = new DeviceIdentity(text[..OuiLength].ToString(), productClass, serialNumber);
        return DeviceIdentityFormatError.None;
    }

    public static string Describe(DeviceIdentityFormatError error) => error switch
    {
        DeviceIdentityFormatError.OtherForm => "expected six hexadecimal digits (the OUI) followed by '-'",
        DeviceIdentityFormatError.TooManyParts =>
            "expected OUI-SerialNumber or OUI-ProductClass-SerialNumber, found more than three parts; a '-' inside a field is written %2D",
        DeviceIdentityFormatError.EmptySerialNumber => "the serial number is empty",
        DeviceIdentityFormatError.TooLong => "a field is longer than 64 characters",
        DeviceIdentityFormatError.BadEscape => "a '%' is not followed by two hexadecimal digits",
        DeviceIdentityFormatError.BadCharacter => "a character other than ASCII letters, digits and '_' is not percent-encoded",
        DeviceIdentityFormatError.BadUtf8 => "a field is not valid Unicode text",
        DeviceIdentityFormatError.ControlCharacter => "a field contains a control character",
        _ => "it is well formed",
    };

    private static DeviceIdentityFormatError Unescape(ReadOnlySpan<char> text, out string value)
    {
        value = string.Empty;
        Span<byte> octets = stackalloc byte[MaximumFieldOctets];
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (length == octets.Length)
            {
                return DeviceIdentityFormatError.TooLong;
            }

            char c = text[i];
            if (c == '%')
            {
                if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
                {
                    return DeviceIdentityFormatError.BadEscape;
                }

                octets[length++] = (byte)((HexValue(text[i + 1]) << 4) | HexValue(text[i + 2]));
                i += 2;
            }
            else if (char.IsAsciiLetterOrDigit(c) || c == '_')
            {
                octets[length++] = (byte)c;
            }
            else
            {
                return DeviceIdentityFormatError.BadCharacter;
            }
        }

        // Overlong forms and surrogates are not valid UTF-8 to this check, so one identity has one decoded form.
        if (!Utf8.IsValid(octets[..length]))
        {
            return DeviceIdentityFormatError.BadUtf8;
        }

        value = Encoding.UTF8.GetString(octets[..length]);
        return CheckField(value);
    }

    private static char HexDigit(int value) => (char)(value < 10 ? '0' + value : 'A' + value - 10);

    private static int HexValue(char c) => c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
}
