// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using System.Text;

namespace Cwmp.Tls.Shared;

/// <summary>
/// Text that a peer chose, made safe for messages, logs and terminals: one line, cut to a length, and with an escape (<c>\u000A</c>) in
/// place of every character that steers a terminal, breaks a line or changes the direction of writing.
/// </summary>
internal static class PrintableText
{
    /// <summary>The most characters of one text, where the caller says nothing else.</summary>
    public const int DefaultLength = 120;

    /// <summary>Octets, read as Latin-1.</summary>
    /// <param name="octets">The octets, as many as there are.</param>
    /// <param name="maxLength">The most characters of the result.</param>
    /// <param name="asciiOnly">Escape everything that is not ASCII, for names that have to be.</param>
    public static string Of(ReadOnlySpan<byte> octets, int maxLength = DefaultLength, bool asciiOnly = false) =>
        Of(Encoding.Latin1.GetString(octets[..Math.Min(octets.Length, maxLength + 1)]), maxLength, asciiOnly);

    /// <summary>Characters.</summary>
    /// <param name="text">The text, as long as it may be.</param>
    /// <param name="maxLength">The most characters of the result; the last one is "…" where something is missing.</param>
    /// <param name="asciiOnly">Escape everything that is not ASCII, for names that have to be.</param>
    public static string Of(ReadOnlySpan<char> text, int maxLength = DefaultLength, bool asciiOnly = false)
    {
        if (text.Length <= maxLength && !text.ContainsAnyExceptInRange(' ', '~'))
        {
            return text.ToString();
        }

        var clean = new StringBuilder(Math.Min(text.Length, maxLength));
        foreach (Rune rune in text.EnumerateRunes())
        {
            string part = IsPrintable(rune, asciiOnly) ? rune.ToString() : Escape(rune);
            if (clean.Length + part.Length > maxLength)
            {
                return Shorten(clean.Append('…').ToString(), maxLength);
            }

            clean.Append(part);
        }

        return clean.ToString();
    }

    /// <summary>
    /// At most <paramref name="length"/> characters, the last of them "…" where something is missing. No surrogate pair is torn.
    /// </summary>
    public static string Shorten(string text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }

        int keep = length - 1;
        return string.Concat(text.AsSpan(0, keep > 0 && char.IsHighSurrogate(text[keep - 1]) ? keep - 1 : keep), "…");
    }

    private static bool IsPrintable(Rune rune, bool asciiOnly) => rune.Value is >= ' ' and <= '~' ||
        (!asciiOnly && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or
            UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or
            UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned));

    private static string Escape(Rune rune) => rune.IsBmp
        ? string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}")
        : string.Create(CultureInfo.InvariantCulture, $"\\U{rune.Value:X8}");
}
