// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Cwmp.Tls.Tracing;

/// <summary>
/// Text that a peer sent, made safe to print: cut to <see cref="HandshakeDetails.MaxTextLength"/>, and with everything that could
/// steer a terminal or turn a line around (control and format characters, line separators, stray surrogates) shown as <c>\uNNNN</c>.
/// </summary>
internal static class PeerText
{
    private const int Max = HandshakeDetails.MaxTextLength;

    public static string Ascii(ReadOnlySpan<byte> bytes) => Clean(Encoding.Latin1.GetString(Cut(bytes)), asciiOnly: true);

    public static string Utf8(ReadOnlySpan<byte> bytes) => Clean(Encoding.UTF8.GetString(Cut(bytes)), asciiOnly: false);

    public static string Latin1(ReadOnlySpan<byte> bytes) => Clean(Encoding.Latin1.GetString(Cut(bytes)), asciiOnly: false);

    public static string BigEndianUtf16(ReadOnlySpan<byte> bytes) =>
        Clean(Encoding.BigEndianUnicode.GetString(bytes[..Math.Min(bytes.Length, 2 * Max)]), asciiOnly: false);

    public static string BigEndianUtf32(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        while (bytes.Length >= 4 && text.Length < Max)
        {
            uint code = BinaryPrimitives.ReadUInt32BigEndian(bytes);
            text.Append((Rune.IsValid(code) ? new Rune(code) : Rune.ReplacementChar).ToString());
            bytes = bytes[4..];
        }

        return Clean(text.ToString(), asciiOnly: false);
    }

    /// <summary>At most <paramref name="length"/> characters, the last of them "…" where something is missing; no surrogate pair is torn.</summary>
    public static string Shorten(string text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }

        int keep = length - 1;
        return string.Concat(text.AsSpan(0, keep > 0 && char.IsHighSurrogate(text[keep - 1]) ? keep - 1 : keep), "…");
    }

    private static ReadOnlySpan<byte> Cut(ReadOnlySpan<byte> bytes) => bytes[..Math.Min(bytes.Length, Max)];

    private static string Clean(string text, bool asciiOnly)
    {
        if (text.Length <= Max && !text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        var clean = new StringBuilder(Math.Min(text.Length, Max));
        foreach (Rune rune in text.EnumerateRunes())
        {
            string part = IsPrintable(rune, asciiOnly) ? rune.ToString() : Escape(rune);
            if (clean.Length + part.Length > Max - 1)
            {
                return clean.Append('…').ToString();
            }

            clean.Append(part);
        }

        return clean.ToString();
    }

    private static bool IsPrintable(Rune rune, bool asciiOnly) => rune.Value is >= ' ' and <= '~' ||
        (!asciiOnly && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or
            UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate or
            UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned));

    private static string Escape(Rune rune) => rune.IsBmp
        ? string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}")
        : string.Create(CultureInfo.InvariantCulture, $"\\U{rune.Value:X8}");
}
