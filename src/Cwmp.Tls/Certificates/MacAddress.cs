// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Certificates;

/// <summary>Text forms of an EUI-48.</summary>
internal static class MacAddress
{
    private const int Digits = 12;

    /// <summary>Accepts 00:11:22:33:44:55, 00-11-22-33-44-55, 0011.2233.4455 and 001122334455; gives twelve upper-case digits.</summary>
    public static bool TryNormalize(ReadOnlySpan<char> text, out string mac)
    {
        mac = string.Empty;
        (char separator, int group) = text.Length switch
        {
            Digits => ('\0', Digits),
            17 when text[2] is ':' or '-' => (text[2], 2),
            14 when text[4] == '.' => ('.', 4),
            _ => ('\0', 0),
        };
        if (group == 0)
        {
            return false;
        }

        Span<char> digits = stackalloc char[Digits];
        int count = 0;
        for (int i = 0; i < text.Length; i++)
        {
            bool atSeparator = i % (group + 1) == group;
            if (atSeparator ? text[i] != separator : !char.IsAsciiHexDigit(text[i]))
            {
                return false;
            }

            if (!atSeparator)
            {
                digits[count++] = char.ToUpperInvariant(text[i]);
            }
        }

        // IEEE 802: the lowest bit of the first octet marks a group address, which no device owns.
        bool multicast = (Convert.ToInt32(digits[1].ToString(), 16) & 1) != 0;
        mac = multicast ? string.Empty : digits.ToString();
        return !multicast;
    }
}
