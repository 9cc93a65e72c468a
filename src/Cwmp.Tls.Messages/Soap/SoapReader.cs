// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Runtime.CompilerServices;

namespace Cwmp.Tls.Soap;

/// <summary>
/// Reads XML of the SOAP kind from UTF-8: elements with children or with text. It checks all of what makes XML well-formed and namespaces
/// sound, within the limits of its context, and knows no document types.
/// </summary>
/// <remarks>
/// <para>
/// The first error stays: from then on every method returns false or nothing, so that callers run to their end without a check after each
/// step and look at <see cref="Error"/> once. Nothing throws.
/// </para>
/// <para>
/// The caller walks the tree: <see cref="ReadChild()"/> enters the next child of the current element, or leaves the current element and
/// returns false when there is none. A child that was entered is left again through one of <c>ReadChild</c> returning false,
/// <c>ReadText</c> or <c>Skip</c>.
/// </para>
/// </remarks>
internal ref partial struct SoapReader
{
    private readonly ReadOnlySpan<byte> _data;
    private readonly SoapReaderContext _context;
    private readonly bool _isFinal;
    private int _position;
    private bool _isEmptyElement;
    private int _emptyElementBindings;
    private int _emptyElementSaved;
    private int _nameStart;
    private int _localStart;
    private int _localLength;
    private CwmpProtocolErrorCode _errorCode;
    private long _errorOffset;
    private string? _errorExpected;

    /// <summary>Reads a document, or goes on with one that the context was suspended in.</summary>
    /// <param name="data">UTF-8.</param>
    /// <param name="context">The state.</param>
    /// <param name="isFinal">
    /// Whether the document ends where the data does. Otherwise running out of it is an error that more data cures.
    /// </param>
    public SoapReader(ReadOnlySpan<byte> data, SoapReaderContext context, bool isFinal = true)
    {
        _data = data;
        _context = context;
        _isFinal = isFinal;
    }

    /// <summary>What went wrong; a code of None while nothing did.</summary>
    public readonly CwmpProtocolError Error => new() { Code = _errorCode, Offset = _errorOffset, Expected = _errorExpected };

    public readonly bool HasFailed => _errorCode != CwmpProtocolErrorCode.None;

    /// <summary>Whether reading stopped because the data did, and there is more to come.</summary>
    public readonly bool NeedsMoreData => _errorCode == CwmpProtocolErrorCode.Truncated && !_isFinal;

    /// <summary>How far reading came, in the data.</summary>
    public readonly int Position => _position;

    /// <summary>Elements that are open.</summary>
    public readonly int Depth => _context.Depth;

    public readonly CwmpLimits Limits => _context.Limits;

    /// <summary>The local name of the element entered last.</summary>
    public readonly ReadOnlySpan<byte> LocalName => _data.Slice(_localStart, _localLength);

    /// <summary>Whether the element entered last is written <c>&lt;x/&gt;</c> and was not left yet.</summary>
    public readonly bool IsEmptyElement => _isEmptyElement;

    /// <summary>The offset of the name of the element entered last.</summary>
    public readonly long ElementOffset => _context.BaseOffset + _nameStart;

    /// <summary>Whether the element entered last has this local name.</summary>
    public readonly bool IsNamed(ReadOnlySpan<byte> name) => LocalName.SequenceEqual(name);

    /// <summary>
    /// How many items an array may make room for beforehand, of those it declares. No item takes fewer than sixteen bytes, and what all
    /// arrays of a document get together cannot be more than the document has bytes for.
    /// </summary>
    public readonly int Reserve(int declared)
    {
        const int FewestBytesOfItem = 16;
        int items = Math.Max(0, Math.Min(declared, (_data.Length / FewestBytesOfItem) - _context.ItemsReserved));
        _context.ItemsReserved += items;
        return items;
    }

    /// <summary>
    /// Counts an element that is kept without a type of ours, and refuses one too many: each takes far more memory than bytes.
    /// </summary>
    public bool CountVendorElement() =>
        ++_context.VendorElements <= _context.Limits.MaxItems || FailAt(CwmpProtocolErrorCode.TooManyItems, ElementOffset);

    /// <summary>Records the first error, at an offset of the data. Returns false, for use in return statements.</summary>
    public bool Fail(CwmpProtocolErrorCode code, int offset, string? expected = null) =>
        FailAt(code, _context.BaseOffset + offset, expected);

    /// <summary>Records the first error, at an offset of the document.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public bool FailAt(CwmpProtocolErrorCode code, long offset, string? expected = null)
    {
        if (_errorCode == CwmpProtocolErrorCode.None)
        {
            _errorCode = code;
            _errorOffset = offset;
            _errorExpected = expected;
            _isEmptyElement = false;
        }

        return false;
    }

    /// <summary>
    /// Enters the next child, which is expected to be a certain one written the plain way: no prefix, no attributes. That is how almost
    /// every child of a message is written, and what it saves is the search for the end of the name. Any other child is entered as by
    /// <see cref="ReadChild()"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool ReadChild(ReadOnlySpan<byte> expected)
    {
        if (!_isEmptyElement)
        {
            SkipSpace();
            ReadOnlySpan<byte> rest = _data[_position..];
            if (rest.Length > expected.Length + 2 && rest[0] == '<' && rest[expected.Length + 1] == '>'
                && rest.Slice(1, expected.Length).SequenceEqual(expected))
            {
                return EnterPlain(expected.Length);
            }
        }

        return ReadChild();
    }

    /// <summary>Enters the next child of the current element. False: there is none, and the current element was left.</summary>
    public bool ReadChild()
    {
        if (_isEmptyElement)
        {
            LeaveEmptyElement(isRead: true);
            return false;
        }

        while (!HasFailed)
        {
            SkipSpace();
            if (_position >= _data.Length)
            {
                return FailTruncated();
            }

            if (_data[_position] != '<')
            {
                SkipStrayText();
                continue;
            }

            if (_position + 1 >= _data.Length)
            {
                return FailTruncated();
            }

            switch (_data[_position + 1])
            {
                case (byte)'/':
                    ReadEndTag();
                    return false;
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

    /// <summary>Leaves the element entered last with everything in it.</summary>
    public void Skip()
    {
        if (_isEmptyElement)
        {
            LeaveEmptyElement(isRead: false);
            return;
        }

        // No recursion: a child that is entered makes the depth grow, its end makes it shrink.
        int outside = _context.Depth - 1;
        while (!HasFailed && _context.Depth > outside)
        {
            ReadChild();
        }
    }

    /// <summary>
    /// From here on, elements inside of the one entered last may have prefixes that are bound to nothing: they and their attributes are
    /// told by local names.
    /// </summary>
    public readonly void AllowUnboundPrefixesInside() => _context.UnboundPrefixDepth = _context.Depth + (_isEmptyElement ? 1 : 0);

    /// <summary>Whether the element entered last has no child element: looks ahead to its end or its first child.</summary>
    public readonly bool HasTextOnly()
    {
        if (_isEmptyElement)
        {
            return true;
        }

        ReadOnlySpan<byte> rest = _data[_position..];
        while (true)
        {
            int markup = rest.IndexOf((byte)'<');
            if (markup < 0)
            {
                return true;
            }

            rest = rest[markup..];
            ReadOnlySpan<byte> end = rest switch
            {
                _ when rest.StartsWith("<!--"u8) => "-->"u8,
                _ when rest.StartsWith("<![CDATA["u8) => "]]>"u8,
                _ when rest.StartsWith("<?"u8) => "?>"u8,
                _ => default,
            };
            if (end.IsEmpty)
            {
                return rest.StartsWith("</"u8);
            }

            int length = rest.IndexOf(end);
            if (length < 0)
            {
                return true;
            }

            rest = rest[(length + end.Length)..];
        }
    }

    private void LeaveEmptyElement(bool isRead)
    {
        if (isRead && _context.Depth >= _context.UnboundPrefixDepth && IsReference)
        {
            Fail(CwmpProtocolErrorCode.ReferenceNotSupported, _nameStart, "a value in its place");
        }

        _isEmptyElement = false;
        _context.BindingVersion++;
        _context.BindingCount = _emptyElementBindings;
        _context.SavedLength = _emptyElementSaved;
    }

    private bool FailTruncated() =>
        Fail(CwmpProtocolErrorCode.Truncated, _data.Length, _isFinal ? "the rest of the envelope" : null);

    // At a start tag without prefix and attributes.
    private bool EnterPlain(int nameLength)
    {
        if (HasFailed || _context.Depth >= _context.Limits.MaxDepth)
        {
            return ReadChild();
        }

        _nameStart = _localStart = _position + 1;
        _localLength = nameLength;
        _position += nameLength + 2;
        _context.AttributeCount = 0;
        Push(_nameStart, nameLength, _context.BindingCount, _context.SavedLength);
        return true;
    }

    private void SkipSpace()
    {
        int at = _position;
        while ((uint)at < (uint)_data.Length && XmlCharacters.IsSpace(_data[at]))
        {
            at++;
        }

        _position = at;
    }

    private bool ReadStartTag()
    {
        if (_context.Depth >= _context.Limits.MaxDepth)
        {
            return Fail(CwmpProtocolErrorCode.TooDeep, _position);
        }

        int bindings = _context.BindingCount;
        int saved = _context.SavedLength;
        _nameStart = _position + 1;
        if (!ReadName(_nameStart, out int end, out int colon))
        {
            return false;
        }

        _localStart = colon < 0 ? _nameStart : colon + 1;
        _localLength = end - _localStart;
        _context.AttributeCount = 0;
        _position = end;
        if (!ReadAttributes(out bool isEmpty) || !ResolvePrefixes(colon < 0 ? 0 : colon - _nameStart))
        {
            return false;
        }

        if (isEmpty)
        {
            // Its declarations are in scope for its own attributes until it is left.
            _isEmptyElement = true;
            _emptyElementBindings = bindings;
            _emptyElementSaved = saved;
        }
        else
        {
            Push(_nameStart, end - _nameStart, bindings, saved);
        }

        return true;
    }

    private readonly void Push(int nameStart, int nameLength, int bindings, int saved)
    {
        SoapReaderContext context = _context;
        if (context.Depth == context.Frames.Length)
        {
            Array.Resize(ref context.Frames, context.Frames.Length * 2);
        }

        ref SoapReaderContext.ElementFrame frame = ref context.Frames[context.Depth++];
        frame.NameStart = nameStart;
        frame.NameLength = nameLength;
        frame.BindingCount = bindings;
        frame.SavedLength = saved;
    }

    // At "</".
    private bool ReadEndTag()
    {
        if (_context.Depth == 0)
        {
            return Fail(CwmpProtocolErrorCode.NotWellFormed, _position, "no end tag here");
        }

        ref SoapReaderContext.ElementFrame frame = ref _context.Frames[_context.Depth - 1];
        ReadOnlySpan<byte> name = Bytes(frame.NameStart, frame.NameLength);
        int at = _position + 2;
        ReadOnlySpan<byte> rest = _data[at..];
        if (!rest.StartsWith(name))
        {
            return rest.Length < name.Length && name.StartsWith(rest)
                ? FailTruncated()
                : Fail(CwmpProtocolErrorCode.NotWellFormed, at, "the end tag of the element that is open");
        }

        at += name.Length;
        while ((uint)at < (uint)_data.Length && XmlCharacters.IsSpace(_data[at]))
        {
            at++;
        }

        if (at >= _data.Length)
        {
            return FailTruncated();
        }

        if (_data[at] != '>')
        {
            return Fail(CwmpProtocolErrorCode.NotWellFormed, at, "'>' at the end of the end tag");
        }

        _position = at + 1;
        Pop();
        return true;
    }

    private readonly void Pop()
    {
        SoapReaderContext context = _context;
        ref SoapReaderContext.ElementFrame frame = ref context.Frames[--context.Depth];
        context.SavedLength = frame.SavedLength;
        if (context.BindingCount != frame.BindingCount)
        {
            context.BindingCount = frame.BindingCount;
            context.BindingVersion++;
        }
    }

    private readonly ReadOnlySpan<byte> Bytes(int start, int length) =>
        start >= 0 ? _data.Slice(start, length) : _context.Saved.AsSpan(~start, length);
}
