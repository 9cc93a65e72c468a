// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Cwmp.Tls.Soap;

/// <summary>The character classes of XML 1.0, as tables and searches over UTF-8.</summary>
internal static class XmlCharacters
{
    /// <summary>
    /// What a fast run of text is made of. It ends at markup, references, line ends to normalise, controls, and everything that is not
    /// ASCII; and at <c>&gt;</c>, which may be the end of a forbidden <c>]]&gt;</c>.
    /// </summary>
    public static readonly SearchValues<byte> PlainText = SearchValues.Create(MakePlainText());

    /// <summary>Where text of any script ends: the same without <c>&gt;</c> and what is not ASCII, which are checked as a run.</summary>
    public static readonly SearchValues<byte> MarkupStops = SearchValues.Create(MakeMarkupStops());

    /// <summary>The controls XML does not allow.</summary>
    public static readonly SearchValues<byte> Controls =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Where(c => c is not ('\t' or '\n' or '\r')).Select(c => (byte)c)]);

    /// <summary>What ASCII has of names, the colon excepted.</summary>
    public static readonly SearchValues<byte> AsciiName =
        SearchValues.Create("-.0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"u8);

    private const byte NameStartBit = 1;
    private const byte NameBit = 2;

    private static readonly byte[] Classes = MakeClasses();

    public static bool IsSpace(byte value) => value <= ' ' && value is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t';

    /// <summary>Whether an ASCII byte may begin a name; other bytes need <see cref="IsNameStartRune"/>.</summary>
    public static bool IsNameStart(byte value) => (Classes[value] & NameStartBit) != 0;

    /// <summary>Whether an ASCII byte may be part of a name, the colon excepted; other bytes need <see cref="IsNameRune"/>.</summary>
    public static bool IsName(byte value) => (Classes[value] & NameBit) != 0;

    /// <summary>Char of XML 1.0 §2.2.</summary>
    public static bool IsAllowed(uint scalar) =>
        scalar is 0x9 or 0xA or 0xD or (>= 0x20 and <= 0xD7FF) or (>= 0xE000 and <= 0xFFFD) or (>= 0x10000 and <= 0x10FFFF);

    /// <summary>NameStartChar beyond ASCII, XML 1.0 §2.3.</summary>
    public static bool IsNameStartRune(int rune) =>
        rune is (>= 0xC0 and <= 0xD6) or (>= 0xD8 and <= 0xF6) or (>= 0xF8 and <= 0x2FF) or (>= 0x370 and <= 0x37D)
            or (>= 0x37F and <= 0x1FFF)
            or 0x200C or 0x200D or (>= 0x2070 and <= 0x218F) or (>= 0x2C00 and <= 0x2FEF) or (>= 0x3001 and <= 0xD7FF)
            or (>= 0xF900 and <= 0xFDCF) or (>= 0xFDF0 and <= 0xFFFD) or (>= 0x10000 and <= 0xEFFFF);

    /// <summary>NameChar beyond ASCII, XML 1.0 §2.3.</summary>
    public static bool IsNameRune(int rune) =>
        IsNameStartRune(rune) || rune is 0xB7 or (>= 0x300 and <= 0x36F) or 0x203F or 0x2040;

    /// <summary>NCName of Namespaces in XML 1.0 §3: an XML name without a colon.</summary>
    public static bool IsName(ReadOnlySpan<char> name)
    {
        bool isFirst = true;
        while (!name.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(name, out Rune rune, out int length) != OperationStatus.Done ||
                !(isFirst ? IsNameStart(rune) : IsName(rune)))
            {
                return false;
            }

            isFirst = false;
            name = name[length..];
        }

        return !isFirst;
    }

    private static bool IsNameStart(Rune rune) => rune.IsAscii ? IsNameStart((byte)rune.Value) : IsNameStartRune(rune.Value);

    private static bool IsName(Rune rune) => rune.IsAscii ? IsName((byte)rune.Value) : IsNameRune(rune.Value);

    public static ReadOnlySpan<byte> TrimSpace(ReadOnlySpan<byte> text)
    {
        int start = 0;
        while (start < text.Length && IsSpace(text[start]))
        {
            start++;
        }

        int end = text.Length;
        while (end > start && IsSpace(text[end - 1]))
        {
            end--;
        }

        return text[start..end];
    }

    /// <summary>
    /// Whether a run without controls is text XML allows: valid UTF-8, and neither U+FFFE nor U+FFFF in it.
    /// </summary>
    public static bool IsAllowedRun(ReadOnlySpan<byte> run) =>
        Utf8.IsValid(run) && (run.IndexOf((byte)0xEF) < 0 || (run.IndexOf("\uFFFE"u8) < 0 && run.IndexOf("\uFFFF"u8) < 0));

    /// <summary>
    /// The offset of the first byte of a run that <see cref="IsAllowedRun"/> refuses, and whether it is valid UTF-8 there.
    /// </summary>
    public static int IndexOfRefused(ReadOnlySpan<byte> run, out bool isUtf8)
    {
        int at = 0;
        while (at < run.Length)
        {
            OperationStatus status = Rune.DecodeFromUtf8(run[at..], out Rune rune, out int length);
            isUtf8 = status == OperationStatus.Done;
            if (!isUtf8 || !IsAllowed((uint)rune.Value))
            {
                return at;
            }

            at += length;
        }

        isUtf8 = true;
        return -1;
    }

    private static byte[] MakeMarkupStops()
    {
        var stops = new List<byte> { (byte)'<', (byte)'&' };
        for (int i = 0; i < 0x20; i++)
        {
            if (i is not ('\t' or '\n'))
            {
                stops.Add((byte)i);
            }
        }

        return [.. stops];
    }

    private static byte[] MakePlainText()
    {
        byte[] stops = MakeMarkupStops();
        return [.. Enumerable.Range(0, 0x80).Select(i => (byte)i).Where(b => b != '>' && !stops.Contains(b))];
    }

    private static byte[] MakeClasses()
    {
        byte[] classes = new byte[256];
        for (int i = 0; i < 128; i++)
        {
            if (char.IsAsciiLetter((char)i) || i == '_')
            {
                classes[i] = NameStartBit | NameBit;
            }
            else if (char.IsAsciiDigit((char)i) || i is '-' or '.')
            {
                classes[i] = NameBit;
            }
        }

        return classes;
    }
}
