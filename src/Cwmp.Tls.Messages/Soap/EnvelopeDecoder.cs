// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Cwmp.Tls.Soap;

/// <summary>
/// Finds out which encoding an envelope is in, and turns any other than UTF-8 into UTF-8. A byte order mark decides, then the charset of
/// the transport (RFC 7303 §3), then the XML declaration, then UTF-8. A declaration that the bytes contradict is refused: two parsers that
/// resolve it differently would read two different envelopes.
/// </summary>
internal static class EnvelopeDecoder
{
    private enum Family
    {
        EightBit,
        Utf8WithMark,
        Utf16,
        Utf32,
    }

    /// <summary>The envelope in UTF-8.</summary>
    /// <param name="input">The bytes as received.</param>
    /// <param name="charset">The charset parameter of the Content-Type, or null.</param>
    /// <param name="rented">A buffer of the shared pool that the result lies in; null when the result is the input.</param>
    /// <param name="utf8">The result.</param>
    /// <param name="errorOffset">The byte of the input that is no text in its encoding; 0 when nothing is wrong there.</param>
    public static CwmpProtocolErrorCode Decode(
        ReadOnlySpan<byte> input,
        string? charset,
        out byte[]? rented,
        out ReadOnlySpan<byte> utf8,
        out int errorOffset)
    {
        rented = null;
        utf8 = input;
        errorOffset = 0;
        Family family = Detect(input, out int mark, out Encoding? wide);
        if (wide is not null)
        {
            CwmpProtocolErrorCode code = Convert(input[mark..], wide, out rented, out utf8, out errorOffset);
            errorOffset += code == CwmpProtocolErrorCode.None ? 0 : mark;
            return code == CwmpProtocolErrorCode.None && !Agrees(DeclaredEncoding(utf8), family)
                ? CwmpProtocolErrorCode.EncodingMismatch
                : code;
        }

        ReadOnlySpan<byte> declared = DeclaredEncoding(input[mark..]);
        if (family == Family.Utf8WithMark)
        {
            return Agrees(declared, family) ? CwmpProtocolErrorCode.None : CwmpProtocolErrorCode.EncodingMismatch;
        }

        if (string.IsNullOrWhiteSpace(charset) && Agrees(declared, Family.Utf8WithMark))
        {
            return CwmpProtocolErrorCode.None;
        }

        string name = string.IsNullOrWhiteSpace(charset) ? Encoding.ASCII.GetString(declared) : charset.Trim().Trim('"', '\'');
        if (IsUtf8(name))
        {
            return CwmpProtocolErrorCode.None;
        }

        if (IsWide(name))
        {
            return CwmpProtocolErrorCode.EncodingMismatch;
        }

        return TryGetEncoding(name, out Encoding? encoding)
            ? Convert(input, encoding, out rented, out utf8, out errorOffset)
            : CwmpProtocolErrorCode.UnsupportedEncoding;
    }

    /// <summary>The envelope read as Latin-1, in which every byte is a character.</summary>
    public static void DecodeLatin1(ReadOnlySpan<byte> input, out byte[]? rented, out ReadOnlySpan<byte> utf8) =>
        Convert(input, Encoding.Latin1, out rented, out utf8, out _);

    /// <summary>Whether an envelope that begins like this can be read as UTF-8 without conversion.</summary>
    public static bool IsUtf8(ReadOnlySpan<byte> beginning, string? charset)
    {
        Family family = Detect(beginning, out int mark, out Encoding? wide);
        if (wide is not null)
        {
            return false;
        }

        if (family == Family.Utf8WithMark)
        {
            return Agrees(DeclaredEncoding(beginning[mark..]), family);
        }

        return string.IsNullOrWhiteSpace(charset)
            ? DeclaredEncoding(beginning).IsEmpty || IsUtf8(Encoding.ASCII.GetString(DeclaredEncoding(beginning)))
            : IsUtf8(charset.Trim().Trim('"', '\''));
    }

    private static Family Detect(ReadOnlySpan<byte> input, out int mark, out Encoding? wide)
    {
        wide = null;
        mark = 0;
        if (input.StartsWith("\uFEFF"u8))
        {
            mark = 3;
            return Family.Utf8WithMark;
        }

        if (input.Length >= 4)
        {
            // UTF-32 first: its little-endian mark begins like the one of UTF-16.
            if (input is [0xFF, 0xFE, 0, 0, ..] or [0, 0, 0xFE, 0xFF, ..])
            {
                mark = 4;
                wide = new UTF32Encoding(bigEndian: input[0] == 0, byteOrderMark: false, throwOnInvalidCharacters: true);
                return Family.Utf32;
            }

            if (input is [not 0, 0, 0, 0, ..] or [0, 0, 0, not 0, ..])
            {
                wide = new UTF32Encoding(bigEndian: input[0] == 0, byteOrderMark: false, throwOnInvalidCharacters: true);
                return Family.Utf32;
            }
        }

        if (input is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            mark = 2;
            wide = new UnicodeEncoding(bigEndian: input[0] == 0xFE, byteOrderMark: false, throwOnInvalidBytes: true);
            return Family.Utf16;
        }

        // An envelope begins with '<' or white space, and in UTF-16 one byte of such a character is zero.
        if (input is [not 0, 0, ..] or [0, not 0, ..])
        {
            wide = new UnicodeEncoding(bigEndian: input[0] == 0, byteOrderMark: false, throwOnInvalidBytes: true);
            return Family.Utf16;
        }

        return Family.EightBit;
    }

    private static ReadOnlySpan<byte> DeclaredEncoding(ReadOnlySpan<byte> utf8)
    {
        int at = 0;
        while (at < utf8.Length && XmlCharacters.IsSpace(utf8[at]))
        {
            at++;
        }

        // A declaration that is wrong in itself is the reader's to refuse.
        return XmlDeclaration.IsAt(utf8[at..])
            && XmlDeclaration.Read(utf8[at..], out _, out ReadOnlySpan<byte> encoding) == CwmpProtocolErrorCode.None
            ? encoding
            : default;
    }

    private static bool Agrees(ReadOnlySpan<byte> declared, Family family)
    {
        if (declared.IsEmpty)
        {
            return true;
        }

        return family switch
        {
            Family.Utf8WithMark => Ascii.EqualsIgnoreCase(declared, "utf-8"u8) || Ascii.EqualsIgnoreCase(declared, "utf8"u8),
            Family.Utf16 => StartsWithIgnoreCase(declared, "utf-16"u8) || StartsWithIgnoreCase(declared, "utf16"u8) ||
                Ascii.EqualsIgnoreCase(declared, "ucs-2"u8) || Ascii.EqualsIgnoreCase(declared, "iso-10646-ucs-2"u8),
            _ => StartsWithIgnoreCase(declared, "utf-32"u8) || StartsWithIgnoreCase(declared, "utf32"u8) ||
                Ascii.EqualsIgnoreCase(declared, "ucs-4"u8) || Ascii.EqualsIgnoreCase(declared, "iso-10646-ucs-4"u8),
        };
    }

    private static bool StartsWithIgnoreCase(ReadOnlySpan<byte> text, ReadOnlySpan<byte> beginning) =>
        text.Length >= beginning.Length && Ascii.EqualsIgnoreCase(text[..beginning.Length], beginning);

    // US-ASCII is a part of UTF-8, and is declared by those who mean UTF-8.
    private static bool IsUtf8(string name) => Is(name, "utf-8") || Is(name, "utf8") || Is(name, "us-ascii") || Is(name, "ascii");

    private static bool IsWide(string name) =>
        name.StartsWith("utf-16", StringComparison.OrdinalIgnoreCase) || name.StartsWith("utf16", StringComparison.OrdinalIgnoreCase) ||
        name.StartsWith("utf-32", StringComparison.OrdinalIgnoreCase) || name.StartsWith("utf32", StringComparison.OrdinalIgnoreCase) ||
        name.StartsWith("ucs-", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("iso-10646-ucs-", StringComparison.OrdinalIgnoreCase);

    private static bool Is(string name, string other) => string.Equals(name, other, StringComparison.OrdinalIgnoreCase);

    private static bool TryGetEncoding(string name, [NotNullWhen(true)] out Encoding? encoding)
    {
        if (Is(name, "iso-8859-1") || Is(name, "iso8859-1") || Is(name, "latin1") || Is(name, "latin-1"))
        {
            encoding = Encoding.Latin1;
            return true;
        }

        try
        {
            encoding = Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            encoding = null;
            return false;
        }
    }

    private static CwmpProtocolErrorCode Convert(
        ReadOnlySpan<byte> input,
        Encoding encoding,
        out byte[] rented,
        out ReadOnlySpan<byte> utf8,
        out int errorOffset)
    {
        const int Piece = 4096;
        int total = input.Length;
        errorOffset = 0;
        Decoder decoder = encoding.GetDecoder();
        char[] characters = ArrayPool<char>.Shared.Rent(Piece);
        rented = ArrayPool<byte>.Shared.Rent(input.Length + Piece);
        int length = 0;
        CwmpProtocolErrorCode code = CwmpProtocolErrorCode.None;
        Encoder encoder = Encoding.UTF8.GetEncoder();
        try
        {
            bool completed = false;
            while (!completed)
            {
                decoder.Convert(input, characters, flush: true, out int bytesUsed, out int charactersUsed, out completed);
                input = input[bytesUsed..];
                if (rented.Length - length < Encoding.UTF8.GetMaxByteCount(charactersUsed))
                {
                    byte[] larger = ArrayPool<byte>.Shared.Rent((rented.Length * 2) + Encoding.UTF8.GetMaxByteCount(charactersUsed));
                    rented.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(rented);
                    rented = larger;
                }

                // An encoder keeps half a surrogate pair that the end of the piece cut in two.
                length += encoder.GetBytes(characters.AsSpan(0, charactersUsed), rented.AsSpan(length), flush: completed);
            }
        }
        catch (DecoderFallbackException e)
        {
            // The index counts from where the last piece began, or from bytes before that.
            code = CwmpProtocolErrorCode.InvalidEncoding;
            errorOffset = Math.Clamp(total - input.Length + e.Index, 0, total);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(characters);
        }

        utf8 = rented.AsSpan(0, length);
        return code;
    }

    /// <summary>Gives a rented array back, or nothing where none was rented.</summary>
    public static void Return(byte[]? rented)
    {
        if (rented is not null)
        {
            // An envelope may hold passwords; the pool hands buffers on.
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        }
    }
}
