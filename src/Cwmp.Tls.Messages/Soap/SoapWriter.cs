// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Cwmp.Tls.Soap;

/// <summary>
/// Writes XML of the SOAP kind as UTF-8 into a buffer writer, without an allocation of its own. Text is escaped as TR-069 wants it: TAB, LF
/// and 32–126 stand for themselves but for markup, everything else is a numeric character reference. What XML cannot carry is refused, with
/// the name of the field.
/// </summary>
internal ref struct SoapWriter
{
    // Enough for most elements, so that the buffer is asked for again only now and then.
    private const int MinimumSpan = 1024;

    // One reference: "&#x10FFFF;".
    private const int LongestReference = 10;

    private static readonly SearchValues<char> PlainText = SearchValues.Create(
        "\t\n !\"#$%'()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    private static readonly SearchValues<char> PlainAttribute = SearchValues.Create(
        " !#$%'()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~");

    private readonly IBufferWriter<byte> _output;
    private Span<byte> _span;
    private int _used;

    public SoapWriter(IBufferWriter<byte> output)
    {
        _output = output;
        _span = output.GetSpan(MinimumSpan);
        Message = string.Empty;
    }

    /// <summary>The message that is being written, for errors.</summary>
    public string Message { get; set; }

    /// <summary>The list that is being written, for errors; empty outside of lists.</summary>
    public ReadOnlySpan<byte> List { get; set; }

    /// <summary>The index of the item that is being written, for errors.</summary>
    public int Index { get; set; }

    /// <summary>Hands over everything to the buffer writer.</summary>
    public void Flush()
    {
        _output.Advance(_used);
        _span = default;
        _used = 0;
    }

    /// <summary>Writes bytes as they are.</summary>
    public void Raw(ReadOnlySpan<byte> xml)
    {
        if (_span.Length - _used < xml.Length)
        {
            Grow(xml.Length);
        }

        xml.CopyTo(_span[_used..]);
        _used += xml.Length;
    }

    /// <summary>Begins an element without namespace and without attributes.</summary>
    public void Start(ReadOnlySpan<byte> name)
    {
        Span<byte> target = Reserve(name.Length + 2);
        target[0] = (byte)'<';
        name.CopyTo(target[1..]);
        target[name.Length + 1] = (byte)'>';
        _used += name.Length + 2;
    }

    /// <summary>Ends an element.</summary>
    public void End(ReadOnlySpan<byte> name)
    {
        Span<byte> target = Reserve(name.Length + 3);
        target[0] = (byte)'<';
        target[1] = (byte)'/';
        name.CopyTo(target[2..]);
        target[name.Length + 2] = (byte)'>';
        _used += name.Length + 3;
    }

    /// <summary>An element with text.</summary>
    public void Element(ReadOnlySpan<byte> name, string text)
    {
        Start(name);
        Text(text, name);
        End(name);
    }

    /// <summary>An element with text, or nothing for null.</summary>
    public void OptionalElement(ReadOnlySpan<byte> name, string? text)
    {
        if (text is not null)
        {
            Element(name, text);
        }
    }

    /// <summary>An element with a number.</summary>
    public void Element(ReadOnlySpan<byte> name, int value)
    {
        Start(name);
        Number(value);
        End(name);
    }

    /// <summary>An element with a number.</summary>
    public void Element(ReadOnlySpan<byte> name, uint value)
    {
        Start(name);
        Number(value);
        End(name);
    }

    /// <summary>An element with <c>1</c> or <c>0</c>.</summary>
    public void Element(ReadOnlySpan<byte> name, bool value)
    {
        Start(name);
        Raw(value ? "1"u8 : "0"u8);
        End(name);
    }

    /// <summary>A number.</summary>
    public void Number(long value)
    {
        const int Longest = 20;
        if (!value.TryFormat(Reserve(Longest), out int written, default, CultureInfo.InvariantCulture))
        {
            throw new InvalidOperationException("A number needs at most 20 digits.");
        }

        _used += written;
    }

    /// <summary>Text between tags.</summary>
    /// <param name="text">The text.</param>
    /// <param name="field">Its element, for errors.</param>
    public void Text(string text, ReadOnlySpan<byte> field) => Escape(text, PlainText, field);

    /// <summary>The value of an attribute, between double quotes.</summary>
    /// <param name="text">The value.</param>
    /// <param name="field">The attribute or its element, for errors.</param>
    public void AttributeValue(string text, ReadOnlySpan<byte> field) => Escape(text, PlainAttribute, field);

    /// <summary>The name of an element that the caller chose; it has to be an XML name without a colon.</summary>
    public void Name(string name)
    {
        if (!XmlCharacters.IsName(name))
        {
            throw new ArgumentException($"{Message} has an element '{name}', which is not an XML name without a colon.", nameof(name));
        }

        Span<byte> target = Reserve(Encoding.UTF8.GetMaxByteCount(name.Length));
        _used += Encoding.UTF8.GetBytes(name, target);
    }

    private void Escape(ReadOnlySpan<char> text, SearchValues<char> plain, ReadOnlySpan<byte> field)
    {
        int length = text.Length;
        while (!text.IsEmpty)
        {
            int run = text.IndexOfAnyExcept(plain);
            run = run < 0 ? text.Length : run;
            Plain(text[..run]);
            text = text[run..];
            if (!text.IsEmpty)
            {
                text = text[Reference(text, length - text.Length, field)..];
            }
        }
    }

    // Characters below 127, in pieces that do not ask too much of the buffer.
    private void Plain(ReadOnlySpan<char> text)
    {
        const int Piece = 16 * 1024;
        while (!text.IsEmpty)
        {
            ReadOnlySpan<char> piece = text.Length > Piece ? text[..Piece] : text;
            Encoding.Latin1.GetBytes(piece, Reserve(piece.Length));
            _used += piece.Length;
            text = text[piece.Length..];
        }
    }

    // One character that cannot stand for itself; returns how many chars it was.
    private int Reference(ReadOnlySpan<char> text, int offset, ReadOnlySpan<byte> field)
    {
        switch (text[0])
        {
            case '<':
                Raw("&lt;"u8);
                return 1;
            case '>':
                Raw("&gt;"u8);
                return 1;
            case '&':
                Raw("&amp;"u8);
                return 1;
            case '"':
                Raw("&quot;"u8);
                return 1;
        }

        OperationStatus status = Rune.DecodeFromUtf16(text, out Rune rune, out int length);
        if (status != OperationStatus.Done || !XmlCharacters.IsAllowed((uint)rune.Value))
        {
            ThrowIllegal(text[0], offset, field);
        }

        Span<byte> target = Reserve(LongestReference);
        target[0] = (byte)'&';
        target[1] = (byte)'#';
        rune.Value.TryFormat(target[2..], out int digits, default, CultureInfo.InvariantCulture);
        target[digits + 2] = (byte)';';
        _used += digits + 3;
        return length;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void ThrowIllegal(char character, int offset, ReadOnlySpan<byte> field)
    {
        var path = new StringBuilder(Message);
        if (!List.IsEmpty)
        {
            path.Append('.').Append(Encoding.UTF8.GetString(List)).Append(CultureInfo.InvariantCulture, $"[{Index}]");
        }

        path.Append('.').Append(Encoding.UTF8.GetString(field));
        throw new ArgumentException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{path} has the character U+{(int)character:X4} at index {offset}, which XML cannot carry."));
    }

    private Span<byte> Reserve(int length)
    {
        if (_span.Length - _used < length)
        {
            Grow(length);
        }

        return _span[_used..];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(int length)
    {
        _output.Advance(_used);
        _used = 0;
        _span = default;
        _span = _output.GetSpan(Math.Max(length, MinimumSpan));
    }
}
