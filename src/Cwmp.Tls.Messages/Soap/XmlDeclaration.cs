// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Soap;

/// <summary>The XML declaration: <c>&lt;?xml version="1.0" encoding="…" standalone="…"?&gt;</c>, XML 1.0 §2.8.</summary>
internal static class XmlDeclaration
{
    // No declaration anybody writes is longer.
    private const int LongestDeclaration = 256;

    // What nearly everybody writes who writes one.
    private static ReadOnlySpan<byte> Usual => "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"u8;

    /// <summary>Whether the data begins with a declaration rather than another processing instruction.</summary>
    public static bool IsAt(ReadOnlySpan<byte> data) =>
        data.Length > 5 && data.StartsWith("<?xml"u8) && XmlCharacters.IsSpace(data[5]);

    /// <summary>Reads a declaration.</summary>
    /// <param name="data">Begins with it.</param>
    /// <param name="length">Its bytes; on failure the offset of what is wrong.</param>
    /// <param name="encoding">The encoding it names, or nothing.</param>
    public static CwmpProtocolErrorCode Read(ReadOnlySpan<byte> data, out int length, out ReadOnlySpan<byte> encoding)
    {
        encoding = default;
        if (data.StartsWith(Usual))
        {
            length = Usual.Length;
            encoding = "UTF-8"u8;
            return CwmpProtocolErrorCode.None;
        }

        length = 5;
        int end = data[..Math.Min(data.Length, LongestDeclaration)].IndexOf("?>"u8);
        if (end < 0)
        {
            return data.Length < LongestDeclaration ? CwmpProtocolErrorCode.Truncated : CwmpProtocolErrorCode.NotWellFormed;
        }

        ReadOnlySpan<byte> content = data[..end];
        if (!TryReadPart(content, ref length, "version"u8, out ReadOnlySpan<byte> version) || !IsVersion1(version))
        {
            return CwmpProtocolErrorCode.NotWellFormed;
        }

        if (TryReadPart(content, ref length, "encoding"u8, out encoding) && !IsEncodingName(encoding))
        {
            return CwmpProtocolErrorCode.NotWellFormed;
        }

        if (TryReadPart(content, ref length, "standalone"u8, out ReadOnlySpan<byte> standalone) &&
            !standalone.SequenceEqual("yes"u8) && !standalone.SequenceEqual("no"u8))
        {
            return CwmpProtocolErrorCode.NotWellFormed;
        }

        if (!XmlCharacters.TrimSpace(content[length..]).IsEmpty)
        {
            return CwmpProtocolErrorCode.NotWellFormed;
        }

        length = end + 2;
        return CwmpProtocolErrorCode.None;
    }

    // White space, name = "value"; the position moves only when all of it is there.
    private static bool TryReadPart(
        ReadOnlySpan<byte> content, scoped ref int position, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        value = default;
        int at = SkipSpace(content, position);
        if (at == position || !content[at..].StartsWith(name))
        {
            return false;
        }

        at = SkipSpace(content, at + name.Length);
        if (at >= content.Length || content[at] != '=')
        {
            return false;
        }

        at = SkipSpace(content, at + 1);
        if (at >= content.Length || content[at] is not ((byte)'"' or (byte)'\''))
        {
            return false;
        }

        int length = content[(at + 1)..].IndexOf(content[at]);
        if (length < 0)
        {
            return false;
        }

        value = content.Slice(at + 1, length);
        position = at + length + 2;
        return true;
    }

    private static int SkipSpace(ReadOnlySpan<byte> content, int at)
    {
        while (at < content.Length && XmlCharacters.IsSpace(content[at]))
        {
            at++;
        }

        return at;
    }

    // XML 1.0, fifth edition: a processor of 1.0 takes any 1.x by the rules of 1.0.
    private static bool IsVersion1(ReadOnlySpan<byte> version) =>
        version.Length > 2 && version.StartsWith("1."u8) && !version[2..].ContainsAnyExceptInRange((byte)'0', (byte)'9');

    private static bool IsEncodingName(ReadOnlySpan<byte> name)
    {
        foreach (byte b in name)
        {
            if (!char.IsAsciiLetterOrDigit((char)b) && b is not ((byte)'.' or (byte)'_' or (byte)'-'))
            {
                return false;
            }
        }

        return name.Length > 0 && char.IsAsciiLetter((char)name[0]);
    }
}
