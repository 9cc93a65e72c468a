// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Text;

namespace Cwmp.Tls.Soap;

/// <summary>
/// The smallest steps of reading XML: pure functions over spans that begin with what they read. They return a code and never throw;
/// <see cref="CwmpProtocolErrorCode.Truncated"/> means that the span ended before the answer was clear.
/// </summary>
internal static class XmlPrimitives
{
    /// <summary>Reads a qualified name.</summary>
    /// <param name="data">Begins with the name.</param>
    /// <param name="maxLength">Bytes the prefix, and the part after it, may have.</param>
    /// <param name="length">Bytes of the name; on failure the offset of what is wrong.</param>
    /// <param name="colon">The offset of the colon, or -1.</param>
    public static CwmpProtocolErrorCode ReadName(ReadOnlySpan<byte> data, int maxLength, out int length, out int colon)
    {
        colon = -1;
        length = data.IndexOfAnyExcept(XmlCharacters.AsciiName);
        if (length > 0 && data[length] == ':')
        {
            colon = length;
            int local = data[(colon + 1)..].IndexOfAnyExcept(XmlCharacters.AsciiName);
            length = local <= 0 ? 0 : colon + 1 + local;
        }

        // Nearly every name: ASCII, at most one colon, ended by something that is neither.
        if (length > 0 && length - colon - 1 <= maxLength && colon <= maxLength && data[length] is < 0x80 and not (byte)':' &&
            XmlCharacters.IsNameStart(data[0]) &&
            XmlCharacters.IsNameStart(data[colon + 1]))
        {
            return CwmpProtocolErrorCode.None;
        }

        return ReadNameSlowly(data, maxLength, out length, out colon);
    }

    private static CwmpProtocolErrorCode ReadNameSlowly(ReadOnlySpan<byte> data, int maxLength, out int length, out int colon)
    {
        length = 0;
        colon = -1;
        int end = maxLength;
        bool atStart = true;
        while (length < data.Length)
        {
            byte value = data[length];
            int step = 1;
            if (value == ':')
            {
                if (atStart || colon >= 0)
                {
                    return CwmpProtocolErrorCode.NotWellFormed;
                }

                colon = length;
                end = length + 1 + maxLength;
                atStart = true;
            }
            else if (value < 0x80)
            {
                if (!(atStart ? XmlCharacters.IsNameStart(value) : XmlCharacters.IsName(value)))
                {
                    return atStart ? CwmpProtocolErrorCode.NotWellFormed : CwmpProtocolErrorCode.None;
                }

                atStart = false;
            }
            else
            {
                OperationStatus status = Rune.DecodeFromUtf8(data[length..], out Rune rune, out step);
                if (status != OperationStatus.Done)
                {
                    return status == OperationStatus.NeedMoreData ? CwmpProtocolErrorCode.Truncated : CwmpProtocolErrorCode.InvalidEncoding;
                }

                if (!(atStart ? XmlCharacters.IsNameStartRune(rune.Value) : XmlCharacters.IsNameRune(rune.Value)))
                {
                    return CwmpProtocolErrorCode.NotWellFormed;
                }

                atStart = false;
            }

            length += step;
            if (length > end)
            {
                length = end;
                return CwmpProtocolErrorCode.NameTooLong;
            }
        }

        return CwmpProtocolErrorCode.Truncated;
    }

    /// <summary>Resolves a character or entity reference.</summary>
    /// <param name="data">Begins with the ampersand.</param>
    /// <param name="scalar">The character.</param>
    /// <param name="length">Bytes of the reference with its semicolon; on failure the offset of what is wrong.</param>
    public static CwmpProtocolErrorCode ReadReference(ReadOnlySpan<byte> data, out uint scalar, out int length)
    {
        scalar = 0;
        length = 1;
        if (data.Length < 2)
        {
            return CwmpProtocolErrorCode.Truncated;
        }

        return data[1] == '#' ? ReadCharacterReference(data, out scalar, out length) : ReadEntityReference(data, out scalar, out length);
    }

    private static CwmpProtocolErrorCode ReadCharacterReference(ReadOnlySpan<byte> data, out uint scalar, out int length)
    {
        const uint TooLarge = 0x110000;
        scalar = 0;
        length = 2;
        uint radix = 10;
        if (data.Length > 2 && data[2] == 'x')
        {
            radix = 16;
            length = 3;
        }

        int digits = 0;
        for (; length < data.Length; length++, digits++)
        {
            byte value = data[length];
            uint digit = value switch
            {
                >= (byte)'0' and <= (byte)'9' => (uint)(value - '0'),
                >= (byte)'a' and <= (byte)'f' => (uint)(value - 'a' + 10),
                >= (byte)'A' and <= (byte)'F' => (uint)(value - 'A' + 10),
                _ => radix,
            };
            if (digit >= radix)
            {
                if (value != ';' || digits == 0)
                {
                    return CwmpProtocolErrorCode.NotWellFormed;
                }

                length++;
                return XmlCharacters.IsAllowed(scalar) ? CwmpProtocolErrorCode.None : CwmpProtocolErrorCode.InvalidCharacter;
            }

            scalar = Math.Min((scalar * radix) + digit, TooLarge);
        }

        return CwmpProtocolErrorCode.Truncated;
    }

    private static CwmpProtocolErrorCode ReadEntityReference(ReadOnlySpan<byte> data, out uint scalar, out int length)
    {
        const int LongestName = 64;
        scalar = 0;
        CwmpProtocolErrorCode code = ReadName(data[1..], LongestName, out int nameLength, out int colon);
        length = 1 + nameLength;
        if (code != CwmpProtocolErrorCode.None)
        {
            return code == CwmpProtocolErrorCode.NameTooLong ? CwmpProtocolErrorCode.UndefinedEntity : code;
        }

        if (data[length] != ';' || colon >= 0)
        {
            return CwmpProtocolErrorCode.NotWellFormed;
        }

        ReadOnlySpan<byte> name = data[1..length];
        length++;
        scalar = name switch
        {
            _ when name.SequenceEqual("amp"u8) => '&',
            _ when name.SequenceEqual("lt"u8) => '<',
            _ when name.SequenceEqual("gt"u8) => '>',
            _ when name.SequenceEqual("quot"u8) => '"',
            _ when name.SequenceEqual("apos"u8) => '\'',
            _ => 0u,
        };
        return scalar != 0 ? CwmpProtocolErrorCode.None : CwmpProtocolErrorCode.UndefinedEntity;
    }
}
