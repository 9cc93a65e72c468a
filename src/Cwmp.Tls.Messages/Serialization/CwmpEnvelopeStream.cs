// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Runtime.CompilerServices;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization.Codecs;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization;

/// <summary>
/// An envelope that has been read as far as the name of its message, from <see cref="CwmpSerializer.OpenAsync"/>. Read the rest once: as a
/// whole, or item by item. Not safe for concurrent use; dispose it when done.
/// </summary>
/// <example>
/// <code>
/// using CwmpEnvelopeStream stream = await serializer.OpenAsync(request.BodyReader);
/// if (stream.ElementName == "GetParameterValuesResponse")
/// {
///     await foreach (ParameterValue value in stream.ReadParameterValuesAsync()) { … }
/// }
/// else
/// {
///     CwmpEnvelope envelope = await stream.ReadEnvelopeAsync();
/// }
/// </code>
/// </example>
public sealed class CwmpEnvelopeStream : IDisposable
{
    // Enough to see the encoding in the XML declaration.
    private const int BytesToDetect = 512;

    // Items that are read ahead of the consumer.
    private const int ItemsAhead = 64;

    // Inside of what reading is: its end leads to the next.
    private enum Phase
    {
        Items,
        Message,
        Body,
        Envelope,
        Epilog,
        End,
    }

    private readonly CwmpSerializer _serializer;
    private readonly EnvelopeBuffer _buffer;
    private readonly string? _charset;
    private readonly SoapReaderContext _context;
    private EnvelopeHeader _header;
    private CwmpNamespace _namespace;
    private int _headLength;
    private Phase _phase;
    private bool _hasList;
    private bool _isConverted;
    private bool _isRead;

    internal CwmpEnvelopeStream(CwmpSerializer serializer, EnvelopeBuffer buffer, string? charset)
    {
        _serializer = serializer;
        _buffer = buffer;
        _charset = charset;

        // It lives across awaits, and so is not one of the thread's.
        _context = serializer.CreateContext();
    }

    /// <summary>The header ID; null when there is none.</summary>
    public string? Id => _header.Id;

    /// <summary>The CWMP namespace; <see cref="CwmpNamespace.IsNone"/> when nothing has one so far.</summary>
    public CwmpNamespace Namespace => _namespace.IsNone ? _header.Namespace : _namespace;

    /// <summary>The name of the element in the body, for example <c>GetParameterValuesResponse</c> or <c>Fault</c>.</summary>
    public string ElementName { get; private set; } = string.Empty;

    /// <summary>Reads the values of a GetParameterValuesResponse. The memory this needs does not depend on how many there are.</summary>
    /// <param name="cancellationToken">Ends the wait for more bytes.</param>
    /// <exception cref="InvalidOperationException">The message is another one, or was read already.</exception>
    /// <exception cref="CwmpProtocolException">The rest of the envelope is broken. Items before the error have been handed out.</exception>
    public IAsyncEnumerable<ParameterValue> ReadParameterValuesAsync(CancellationToken cancellationToken = default)
    {
        Begin(ItemReaders.ParameterValues);
        return ReadItemsAsync(ItemReaders.ParameterValue, cancellationToken);
    }

    /// <summary>Reads the names of a GetParameterNamesResponse. The memory this needs does not depend on how many there are.</summary>
    /// <param name="cancellationToken">Ends the wait for more bytes.</param>
    /// <exception cref="InvalidOperationException">The message is another one, or was read already.</exception>
    /// <exception cref="CwmpProtocolException">The rest of the envelope is broken. Items before the error have been handed out.</exception>
    public IAsyncEnumerable<ParameterInfoStruct> ReadParameterNamesAsync(CancellationToken cancellationToken = default)
    {
        Begin(ItemReaders.ParameterNames);
        return ReadItemsAsync(ItemReaders.ParameterInfo, cancellationToken);
    }

    /// <summary>Reads the envelope as a whole, whatever its message is, within <see cref="CwmpLimits.MaxEnvelopeBytes"/>.</summary>
    /// <param name="cancellationToken">Ends the wait for more bytes.</param>
    /// <exception cref="InvalidOperationException">The message was read already.</exception>
    /// <exception cref="CwmpProtocolException">The bytes are no envelope of CWMP.</exception>
    public async ValueTask<CwmpEnvelope> ReadEnvelopeAsync(CancellationToken cancellationToken = default)
    {
        Begin(ElementName);
        int limit = _serializer.Limits.MaxEnvelopeBytes;
        while (!_buffer.IsCompleted)
        {
            if (!await _buffer.FillAsync(limit, limit, cancellationToken).ConfigureAwait(false))
            {
                throw new CwmpProtocolException(_buffer.TooLarge());
            }
        }

        return _isConverted ? _serializer.ReadConverted(_buffer.Unread) : _serializer.Read(_buffer.Unread, _charset);
    }

    /// <summary>Gives back the buffers. The pipe is left where reading came to.</summary>
    public void Dispose()
    {
        _isRead = true;
        _buffer.Dispose();
    }

    internal async ValueTask ReadHeadAsync(CancellationToken cancellationToken)
    {
        CwmpLimits limits = _serializer.Limits;
        while (!_buffer.IsCompleted && _buffer.Unread.Length < BytesToDetect)
        {
            await FillAsync(cancellationToken).ConfigureAwait(false);
        }

        if (!EnvelopeDecoder.IsUtf8(_buffer.Unread, _charset))
        {
            // Conversion needs all of it; ReadEnvelope would do the same.
            while (!_buffer.IsCompleted)
            {
                if (!await _buffer.FillAsync(limits.MaxEnvelopeBytes, limits.MaxEnvelopeBytes, cancellationToken).ConfigureAwait(false))
                {
                    throw new CwmpProtocolException(_buffer.TooLarge());
                }
            }

            Convert();
        }

        while (!TryReadHead())
        {
            await FillAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Begin(string elementName)
    {
        if (_isRead || ElementName != elementName)
        {
            throw new InvalidOperationException(
                _isRead
                    ? "The envelope was read already, or disposed."
                    : $"The message is {ElementName}, which has no such list; use ReadEnvelopeAsync.");
        }

        _isRead = true;
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        CwmpLimits limits = _serializer.Limits;
        if (!await _buffer.FillAsync(limits.MaxStreamedItemBytes, limits.MaxStreamedBytes, cancellationToken).ConfigureAwait(false))
        {
            throw new CwmpProtocolException(WithContext(_buffer.TooLarge()));
        }
    }

    // The converted text says what it was converted from, so that the declaration must not be asked again.
    private void Convert()
    {
        CwmpProtocolErrorCode code = EnvelopeDecoder.Decode(
            _buffer.Unread, _charset, out byte[]? rented, out ReadOnlySpan<byte> utf8, out int errorOffset);
        if (code != CwmpProtocolErrorCode.None)
        {
            throw new CwmpProtocolException(new CwmpProtocolError { Code = code, Offset = errorOffset });
        }

        if (rented is not null)
        {
            _buffer.Replace(rented, utf8.Length);
            _isConverted = true;
        }
    }

    // False: more bytes are needed.
    private bool TryReadHead()
    {
        _context.Reset();
        _header = default;
        var reader = new SoapReader(_buffer.Unread, _context, _buffer.IsCompleted);
        if (EnvelopeReader.ReadToBodyElement(ref reader, ref _header))
        {
            ElementName = EnvelopeReader.ToName(reader.LocalName);
            if (reader.GetElementNamespace() == SoapNamespace.Cwmp)
            {
                _namespace = NamespaceCodec.Read(reader.GetElementNamespaceUri());
            }

            _phase = reader.IsEmptyElement ? Phase.Body : Phase.Message;
            if (reader.IsEmptyElement)
            {
                reader.Skip();
            }
        }

        if (reader.NeedsMoreData)
        {
            return false;
        }

        ThrowIfFailed(ref reader);
        _headLength = reader.Position;
        reader.Suspend();
        return true;
    }

    private async IAsyncEnumerable<T> ReadItemsAsync<T>(
        ItemReader<T> readItem, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        _buffer.Consume(_headLength);
        var items = new List<T>(ItemsAhead);
        bool isAtEnd = false;
        while (!isAtEnd)
        {
            bool needsMore = ReadAvailable(readItem, items, out isAtEnd, out CwmpProtocolError error);
            foreach (T item in items)
            {
                yield return item;
            }

            items.Clear();
            if (error.Code != CwmpProtocolErrorCode.None)
            {
                throw new CwmpProtocolException(error);
            }

            if (needsMore)
            {
                await FillAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    // As many items as are complete in the buffer. Each step is done as a whole, or again when there are more bytes.
    private bool ReadAvailable<T>(ItemReader<T> readItem, List<T> items, out bool isAtEnd, out CwmpProtocolError error)
    {
        var reader = new SoapReader(_buffer.Unread, _context, _buffer.IsCompleted);
        SoapReader.Mark mark = reader.GetMark();
        while (_phase != Phase.End && items.Count < ItemsAhead)
        {
            Step(ref reader, readItem, items);
            if (reader.HasFailed)
            {
                break;
            }

            mark = reader.GetMark();
        }

        isAtEnd = _phase == Phase.End;
        bool needsMore = reader.NeedsMoreData;
        error = reader.HasFailed && !needsMore ? WithContext(reader.Error) : default;
        if (needsMore)
        {
            reader.Reset(mark);
        }

        reader.Suspend();
        _buffer.Consume(reader.Position);
        return needsMore;
    }

    private void Step<T>(ref SoapReader reader, ItemReader<T> readItem, List<T> items)
    {
        if (_phase == Phase.Epilog)
        {
            reader.ReadEpilog();
            _phase = reader.HasFailed ? _phase : Phase.End;
        }
        else if (!reader.ReadChild())
        {
            _phase = reader.HasFailed ? _phase : _phase + 1;
        }
        else if (_phase == Phase.Items)
        {
            T item = readItem(ref reader);
            if (!reader.HasFailed)
            {
                items.Add(item);
            }
        }
        else
        {
            if (_phase == Phase.Message && !_hasList && reader.IsNamed("ParameterList"u8))
            {
                _hasList = true;
                _phase = reader.IsEmptyElement ? Phase.Message : Phase.Items;
                _ = reader.IsEmptyElement && reader.ReadChild();
                return;
            }

            if (_phase == Phase.Message)
            {
                ItemReaders.CheckAfterList(ref reader);
            }
            else if (_phase == Phase.Body)
            {
                EnvelopeReader.RefuseSecondBodyElement(ref reader);
            }
            else if (_phase == Phase.Envelope)
            {
                EnvelopeReader.CheckAfterBody(ref reader);
            }

            reader.Skip();
        }
    }

    private void ThrowIfFailed(ref SoapReader reader)
    {
        if (reader.HasFailed)
        {
            throw new CwmpProtocolException(WithContext(reader.Error));
        }
    }

    private CwmpProtocolError WithContext(CwmpProtocolError error) =>
        error with { MessageId = _header.Id, ElementName = ElementName.Length == 0 ? null : ElementName };
}
