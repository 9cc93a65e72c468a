// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using System.Text;

namespace Cwmp.Tls.Soap;

/// <summary>Elements with text.</summary>
internal ref partial struct SoapReader
{
    /// <summary>Leaves the element entered last and returns its text, UTF-8, valid until text is read again.</summary>
    /// <param name="isAscii">Whether it is all ASCII for certain.</param>
    /// <param name="isValue">Whether it is the value of a parameter, which the context may allow to repair.</param>
    public ReadOnlySpan<byte> ReadText(out bool isAscii, bool isValue = false)
    {
        isAscii = true;
        if (_isEmptyElement)
        {
            LeaveEmptyElement(isRead: true);
            return default;
        }

        if (HasFailed)
        {
            return default;
        }

        ReadOnlySpan<byte> rest = _data[_position..];
        int length = rest.IndexOfAnyExcept(XmlCharacters.PlainText);
        if ((uint)length < (uint)(rest.Length - 1) && rest[length] == '<' && rest[length + 1] == '/'
            && length <= _context.Limits.MaxTextLength)
        {
            // The element to end is the one entered last, so that its name is at hand.
            ReadOnlySpan<byte> name = _data[_nameStart..(_localStart + _localLength)];
            ReadOnlySpan<byte> end = rest[(length + 2)..];
            if (end.Length > name.Length && end[name.Length] == '>' && end[..name.Length].SequenceEqual(name))
            {
                _position += length + name.Length + 3;
                Pop();
                return rest[..length];
            }

            _position += length;
            return ReadEndTag() ? rest[..length] : default;
        }

        return ReadTextWithMore(out isAscii, isValue && _context.RepairsText);
    }

    /// <summary>The text of the element entered last, as a string of its own.</summary>
    public string ReadString(bool isValue = false)
    {
        ReadOnlySpan<byte> text = ReadText(out bool isAscii, isValue);
        return isAscii ? StringTable.Create(text) : Encoding.UTF8.GetString(text);
    }

    /// <summary>The text of the element entered last, for text that comes again and again.</summary>
    public string ReadCachedString()
    {
        ReadOnlySpan<byte> text = ReadText(out bool isAscii);
        return isAscii ? Intern(text) : Encoding.UTF8.GetString(text);
    }

    /// <summary>The string of ASCII bytes, from the table when there is one.</summary>
    public readonly string Intern(ReadOnlySpan<byte> ascii) => _context.Intern(ascii);

    /// <summary>A number; 0 for an element without text.</summary>
    public int ReadInt32()
    {
        int start = _position;
        ReadOnlySpan<byte> text = XmlCharacters.TrimSpace(ReadText(out _));
        if (text.IsEmpty)
        {
            return 0;
        }

        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value))
        {
            Fail(CwmpProtocolErrorCode.InvalidValue, start, "a number of 32 bits");
        }

        return value;
    }

    /// <summary>A number without sign; 0 for an element without text.</summary>
    public uint ReadUInt32()
    {
        int start = _position;
        ReadOnlySpan<byte> text = XmlCharacters.TrimSpace(ReadText(out _));
        if (text.IsEmpty)
        {
            return 0;
        }

        if (!uint.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out uint value))
        {
            Fail(CwmpProtocolErrorCode.InvalidValue, start, "a number of 32 bits without sign");
        }

        return value;
    }

    /// <summary><c>1</c>, <c>0</c>, <c>true</c> or <c>false</c> in any case; false for an element without text.</summary>
    public bool ReadBoolean()
    {
        int start = _position;
        ReadOnlySpan<byte> text = XmlCharacters.TrimSpace(ReadText(out _));
        if (TryParseBoolean(text, out bool value))
        {
            return value;
        }

        if (!text.IsEmpty)
        {
            Fail(CwmpProtocolErrorCode.InvalidValue, start, "0, 1, true or false");
        }

        return false;
    }

    /// <summary>Reads a boolean from text without white space around it.</summary>
    public static bool TryParseBoolean(ReadOnlySpan<byte> text, out bool value)
    {
        value = text.SequenceEqual("1"u8) || Ascii.EqualsIgnoreCase(text, "true"u8);
        return value || text.SequenceEqual("0"u8) || Ascii.EqualsIgnoreCase(text, "false"u8);
    }

    // Anything but plain ASCII up to the end tag: other scripts, references, line ends, comments, CDATA sections.
    private ReadOnlySpan<byte> ReadTextWithMore(out bool isAscii, bool repairs)
    {
        isAscii = false;
        int start = _position;
        _context.ScratchLength = 0;
        while (AppendText(start, repairs))
        {
            if (_position + 1 >= _data.Length)
            {
                FailTruncated();
                return default;
            }

            switch (_data[_position + 1])
            {
                case (byte)'/':
                    return ReadEndTag() ? _context.Scratch.AsSpan(0, _context.ScratchLength) : default;
                case (byte)'!':
                    SkipDeclaration(isInText: true);
                    break;
                case (byte)'?':
                    SkipInstruction();
                    break;
                default:
                    Fail(CwmpProtocolErrorCode.UnexpectedElement, _position, "text");
                    break;
            }
        }

        return default;
    }

    // Text where only children are expected. It means nothing, but has to be well-formed.
    private void SkipStrayText()
    {
        _context.ScratchLength = 0;
        AppendText(_position, repairs: false);
        _context.ScratchLength = 0;
    }

    // Appends to the scratch buffer up to the next '<'.
    private bool AppendText(int start, bool repairs)
    {
        while (!HasFailed)
        {
            ReadOnlySpan<byte> rest = _data[_position..];
            int run = rest.IndexOfAny(XmlCharacters.MarkupStops);
            int length = run < 0 ? rest.Length : run;
            if (_position + length - start > _context.Limits.MaxTextLength)
            {
                return Fail(CwmpProtocolErrorCode.TextTooLong, start + _context.Limits.MaxTextLength);
            }

            if (run < 0)
            {
                return FailTruncated();
            }

            if (run > 0)
            {
                if (!XmlCharacters.IsAllowedRun(rest[..run]) && !CheckCharacters(_position, run))
                {
                    return false;
                }

                int end = rest[..run].IndexOf("]]>"u8);
                if (end >= 0)
                {
                    return Fail(CwmpProtocolErrorCode.NotWellFormed, _position + end, "no ']]>' in text");
                }

                _context.AppendScratch(rest[..run]);
                _position += run;
            }

            if (_data[_position] == '<')
            {
                return true;
            }

            AppendStop(repairs);
        }

        return false;
    }

    // At a byte that is not plain text and not markup.
    private bool AppendStop(bool repairs)
    {
        ReadOnlySpan<byte> rest = _data[_position..];
        switch (rest[0])
        {
            case (byte)'&':
                return AppendReference(rest, repairs);
            case (byte)'\r':
                // XML 1.0 §2.11: CR LF and a CR alone are one LF.
                if (rest.Length == 1 && !_isFinal)
                {
                    return FailTruncated();
                }

                _context.AppendScratch("\n"u8);
                _position += rest.Length > 1 && rest[1] == '\n' ? 2 : 1;
                return true;
            default:
                if (!repairs)
                {
                    return Fail(CwmpProtocolErrorCode.InvalidCharacter, _position);
                }

                _context.AppendScratch("\uFFFD"u8);
                _position++;
                return true;
        }
    }

    private bool AppendReference(ReadOnlySpan<byte> rest, bool repairs)
    {
        CwmpProtocolErrorCode code = XmlPrimitives.ReadReference(rest, out uint scalar, out int length);
        if (code == CwmpProtocolErrorCode.None)
        {
            AppendScalar(scalar);
            _position += length;
            return true;
        }

        if (code == CwmpProtocolErrorCode.Truncated && length >= rest.Length)
        {
            return FailTruncated();
        }

        if (!repairs)
        {
            return Fail(code, _position, "a reference to a character or to one of lt, gt, amp, apos, quot");
        }

        // A character XML does not have becomes the replacement character; an ampersand that begins no reference stands for itself.
        bool isCharacter = code == CwmpProtocolErrorCode.InvalidCharacter;
        _context.AppendScratch(isCharacter ? "\uFFFD"u8 : "&"u8);
        _position += isCharacter ? length : 1;
        return true;
    }

    // At "<![CDATA[".
    private bool ReadCharacterData()
    {
        int start = _position + 9;
        int length = _data[start..].IndexOf("]]>"u8);
        if (length < 0)
        {
            return _data.Length - start > _context.Limits.MaxTextLength
                ? Fail(CwmpProtocolErrorCode.TextTooLong, start + _context.Limits.MaxTextLength)
                : FailTruncated();
        }

        if (length > _context.Limits.MaxTextLength)
        {
            return Fail(CwmpProtocolErrorCode.TextTooLong, start + _context.Limits.MaxTextLength);
        }

        if (!CheckCharacters(start, length))
        {
            return false;
        }

        ReadOnlySpan<byte> content = _data.Slice(start, length);
        while (!content.IsEmpty)
        {
            int cr = content.IndexOf((byte)'\r');
            _context.AppendScratch(cr < 0 ? content : content[..cr]);
            if (cr < 0)
            {
                break;
            }

            _context.AppendScratch("\n"u8);
            content = content[(cr + (cr + 1 < content.Length && content[cr + 1] == '\n' ? 2 : 1))..];
        }

        _position = start + length + 3;
        return true;
    }

    private readonly void AppendScalar(uint scalar)
    {
        Span<byte> utf8 = stackalloc byte[4];
        int length = new Rune(scalar).EncodeToUtf8(utf8);
        _context.AppendScratch(utf8[..length]);
    }
}
