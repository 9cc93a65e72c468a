// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Soap;

/// <summary>
/// Start tags that repeat. A thousand values are a handful of different tags, <c>&lt;Value xsi:type="xsd:string"&gt;</c> and the like: once
/// one of them was read and its attributes were understood, the same bytes mean the same as long as no namespace binding changes.
/// </summary>
internal ref partial struct SoapReader
{
    // The longest tag worth remembering.
    private const int LongestMemo = 96;

    /// <summary>
    /// Enters the next child when its start tag was remembered.
    /// </summary>
    /// <param name="meaning">What <see cref="Remember"/> was told.</param>
    /// <returns>False: nothing was done; use <see cref="ReadChild()"/>, and then tell what the tag means.</returns>
    public bool TryReadRememberedChild([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? meaning)
    {
        meaning = null;
        if (_isEmptyElement | HasFailed)
        {
            return false;
        }

        SkipSpace();
        ReadOnlySpan<byte> rest = _data[_position..];
        int length = (rest.Length > LongestMemo ? rest[..LongestMemo] : rest).IndexOf((byte)'>');
        ref SoapReaderContext.TagMemo memo = ref _context.Memos[length & (SoapReaderContext.TagMemos - 1)];
        if (length <= 0 || memo.Length != length || memo.BindingVersion != _context.BindingVersion ||
            _context.Depth >= _context.Limits.MaxDepth ||
            !rest[..length].SequenceEqual(_data.Slice(memo.Start, length)))
        {
            return false;
        }

        meaning = memo.Meaning!;
        _nameStart = _localStart = _position + 1;
        _localLength = memo.NameLength;
        _position += length + 1;
        _context.AttributeCount = 0;
        Push(_nameStart, memo.NameLength, _context.BindingCount, _context.SavedLength);
        return true;
    }

    /// <summary>Remembers the start tag of the element entered last, before anything in it was read.</summary>
    /// <param name="meaning">All that a later caller needs to know of its attributes.</param>
    public readonly void Remember(string meaning)
    {
        SoapReaderContext context = _context;
        int start = _nameStart - 1;
        int length = _position - 1 - start;
        bool isPlain = !_isEmptyElement && _localStart == _nameStart && length is > 0 and < LongestMemo &&
            context.Depth > 0 && context.BindingCount == context.Frames[context.Depth - 1].BindingCount &&
            _data.Slice(start, length).IndexOf((byte)'>') < 0;
        if (isPlain)
        {
            ref SoapReaderContext.TagMemo memo = ref context.Memos[length & (SoapReaderContext.TagMemos - 1)];
            memo.Start = start;
            memo.Length = length;
            memo.NameLength = _localLength;
            memo.BindingVersion = context.BindingVersion;
            memo.Meaning = meaning;
        }
    }
}
