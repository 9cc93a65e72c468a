// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;

namespace Cwmp.Tls.Shared;

/// <summary>Text of a peer made fit for messages and logs: no control characters, no line breaks, not longer than a line.</summary>
internal static class PrintableText
{
    private const int MaxLength = 120;

    public static string Of(ReadOnlySpan<byte> octets) => Of(Encoding.Latin1.GetString(octets[..Math.Min(octets.Length, MaxLength + 1)]));

    public static string Of(ReadOnlySpan<char> text)
    {
        var result = new StringBuilder(Math.Min(text.Length, MaxLength));
        foreach (char c in text[..Math.Min(text.Length, MaxLength)])
        {
            result.Append(char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' || IsBidi(c) ? '?' : c);
        }

        return text.Length > MaxLength ? result.Append('…').ToString() : result.ToString();
    }

    // Direction marks can make a log line read as another one.
    private static bool IsBidi(char c) => c is '\u200E' or '\u200F' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
