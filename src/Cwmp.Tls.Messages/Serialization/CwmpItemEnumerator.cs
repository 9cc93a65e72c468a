// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization.Codecs;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization;

/// <summary>
/// Goes through the list of an envelope in memory, one item at a time; no list is made. Use it in <c>foreach</c>. The end of the envelope
/// is checked with the last <see cref="MoveNext"/>, so that an item that was handed out may belong to an envelope that turns out to be
/// broken.
/// </summary>
/// <typeparam name="T"><see cref="ParameterValue"/> or <see cref="ParameterInfoStruct"/>.</typeparam>
public ref struct CwmpItemEnumerator<T>
    where T : class
{
    private readonly ItemReader<T> _readItem;
    private readonly EnvelopeHeader _header;
    private readonly string _elementName;
    private SoapReader _reader;
    private bool _isInList;
    private bool _isAtEnd;

    internal CwmpItemEnumerator(ReadOnlySpan<byte> utf8, CwmpSerializer serializer, string elementName, ItemReader<T> readItem)
    {
        _readItem = readItem;
        _elementName = elementName;

        // Not one that is used again: copies of this struct may outlive each other.
        _reader = new SoapReader(utf8, serializer.CreateContext());
        Current = null!;
        if (EnvelopeReader.ReadToBodyElement(ref _reader, ref _header))
        {
            if (!EnvelopeReader.ToName(_reader.LocalName).Equals(elementName, StringComparison.Ordinal))
            {
                _reader.FailAt(CwmpProtocolErrorCode.NotAList, _reader.ElementOffset, elementName);
            }

            _isInList = ItemReaders.EnterList(ref _reader);
        }
    }

    /// <summary>The item.</summary>
    public T Current { get; private set; }

    /// <summary>The header ID of the envelope; null when there is none.</summary>
    public readonly string? Id => _header.Id;

    /// <summary>This enumerator, for <c>foreach</c>.</summary>
    public readonly CwmpItemEnumerator<T> GetEnumerator() => this;

    /// <summary>Goes to the next item.</summary>
    /// <returns>False after the last one.</returns>
    /// <exception cref="CwmpProtocolException">The bytes are no such envelope.</exception>
    public bool MoveNext()
    {
        if (_isAtEnd)
        {
            return false;
        }

        if (_isInList && _reader.ReadChild())
        {
            Current = _readItem(ref _reader);
            if (!_reader.HasFailed)
            {
                return true;
            }
        }

        _isAtEnd = true;
        while (_isInList && _reader.ReadChild())
        {
            ItemReaders.CheckAfterList(ref _reader);
            _reader.Skip();
        }

        EnvelopeReader.ReadToEnd(ref _reader);
        return _reader.HasFailed
            ? throw new CwmpProtocolException(_reader.Error with { MessageId = _header.Id, ElementName = _elementName })
            : false;
    }
}
