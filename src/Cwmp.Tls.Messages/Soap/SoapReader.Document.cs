// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Soap;

/// <summary>What is around the root element, and markup that is neither element nor text.</summary>
internal ref partial struct SoapReader
{
    /// <summary>
    /// Enters the root element: after an optional byte order mark, blank lines, the XML declaration, comments and processing instructions.
    /// </summary>
    public bool ReadRoot()
    {
        if (_data.StartsWith("\uFEFF"u8))
        {
            _position = 3;
        }
        else if (_data.Length is 1 or 2 && "\uFEFF"u8.StartsWith(_data))
        {
            return FailTruncated();
        }

        // Blank lines before the declaration are not XML, and are sent.
        SkipSpace();
        if (_position == _data.Length)
        {
            return _isFinal ? Fail(CwmpProtocolErrorCode.Empty, _position, "an envelope") : FailTruncated();
        }

        if (XmlDeclaration.IsAt(_data[_position..]))
        {
            CwmpProtocolErrorCode code = XmlDeclaration.Read(_data[_position..], out int length, out _);
            if (code != CwmpProtocolErrorCode.None)
            {
                return code == CwmpProtocolErrorCode.Truncated
                    ? FailTruncated()
                    : Fail(code, _position + length, "a proper XML declaration");
            }

            _position += length;
        }

        while (!HasFailed)
        {
            SkipSpace();
            if (_position + 1 >= _data.Length)
            {
                return _position < _data.Length && _data[_position] != '<'
                    ? Fail(CwmpProtocolErrorCode.NotWellFormed, _position, "'<'")
                    : FailTruncated();
            }

            if (_data[_position] != '<')
            {
                return Fail(CwmpProtocolErrorCode.NotWellFormed, _position, "'<'");
            }

            switch (_data[_position + 1])
            {
                case (byte)'!':
                    SkipDeclaration(isInText: false);
                    break;
                case (byte)'?':
                    SkipInstruction();
                    break;
                default:
                    return ReadStartTag();
            }
        }

        return false;
    }

    /// <summary>Reads to the end of the data, where nothing of meaning may be.</summary>
    public bool ReadEpilog()
    {
        while (!HasFailed)
        {
            while (_position < _data.Length && (_data[_position] == 0 || XmlCharacters.IsSpace(_data[_position])))
            {
                _position++;
            }

            if (_position == _data.Length)
            {
                return _isFinal || FailTruncated();
            }

            ReadOnlySpan<byte> rest = _data[_position..];
            if (rest.StartsWith("<!--"u8))
            {
                SkipDeclaration(isInText: false);
            }
            else if (rest.StartsWith("<?"u8))
            {
                SkipInstruction();
            }
            else if ("<!--"u8.StartsWith(rest) || "<?"u8.StartsWith(rest))
            {
                return FailTruncated();
            }
            else
            {
                return Fail(CwmpProtocolErrorCode.TrailingContent, _position, "the end");
            }
        }

        return false;
    }

    // At "<!". Comments are passed over; CDATA sections where children are expected are text that means nothing there.
    private bool SkipDeclaration(bool isInText)
    {
        ReadOnlySpan<byte> rest = _data[_position..];
        if (rest.StartsWith("<!--"u8))
        {
            return SkipComment();
        }

        if (rest.StartsWith("<![CDATA["u8) && _context.Depth > 0)
        {
            if (!isInText)
            {
                _context.ScratchLength = 0;
            }

            return ReadCharacterData();
        }

        if (rest.StartsWith("<!DOCTYPE"u8))
        {
            return Fail(CwmpProtocolErrorCode.DtdNotAllowed, _position, "no document type");
        }

        return "<!--"u8.StartsWith(rest) || "<![CDATA["u8.StartsWith(rest) || "<!DOCTYPE"u8.StartsWith(rest)
            ? FailTruncated()
            : Fail(CwmpProtocolErrorCode.NotWellFormed, _position, "an element");
    }

    private bool SkipComment()
    {
        int start = _position + 4;
        int length = _data[start..].IndexOf("--"u8);
        if (length < 0 || start + length + 2 >= _data.Length)
        {
            return FailTruncated();
        }

        if (_data[start + length + 2] != '>')
        {
            return Fail(CwmpProtocolErrorCode.NotWellFormed, start + length, "no two hyphens in a comment");
        }

        if (!CheckCharacters(start, length))
        {
            return false;
        }

        _position = start + length + 3;
        return true;
    }

    // At "<?". Instructions have no meaning in SOAP; they only have to be well-formed.
    private bool SkipInstruction()
    {
        int start = _position + 2;
        int length = _data[start..].IndexOf("?>"u8);
        if (length < 0)
        {
            return FailTruncated();
        }

        CwmpProtocolErrorCode code = XmlPrimitives.ReadName(_data[start..], _context.Limits.MaxNameLength, out int nameLength, out _);
        if (code is not (CwmpProtocolErrorCode.None or CwmpProtocolErrorCode.Truncated))
        {
            return Fail(code, start + nameLength, "the target of a processing instruction");
        }

        ReadOnlySpan<byte> target = _data.Slice(start, nameLength);
        bool isReserved = target.Length == 3 && (target[0] | 0x20) == 'x' && (target[1] | 0x20) == 'm' && (target[2] | 0x20) == 'l';
        if (isReserved || (nameLength < length && !XmlCharacters.IsSpace(_data[start + nameLength])))
        {
            return Fail(CwmpProtocolErrorCode.NotWellFormed, start, "a processing instruction; an XML declaration can only come first");
        }

        if (!CheckCharacters(start, length))
        {
            return false;
        }

        _position = start + length + 2;
        return true;
    }

    // A stretch without meaning: every character must still be one of XML.
    private bool CheckCharacters(int start, int length)
    {
        ReadOnlySpan<byte> run = _data.Slice(start, length);
        if (!run.ContainsAny(XmlCharacters.Controls) && XmlCharacters.IsAllowedRun(run))
        {
            return true;
        }

        int at = XmlCharacters.IndexOfRefused(run, out bool isUtf8);
        return at < 0 || Fail(isUtf8 ? CwmpProtocolErrorCode.InvalidCharacter : CwmpProtocolErrorCode.InvalidEncoding, start + at);
    }
}
