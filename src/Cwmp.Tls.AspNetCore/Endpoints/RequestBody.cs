// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;

namespace Cwmp.Tls.AspNetCore.Endpoints;

/// <summary>
/// A request body read as a whole. The buffer grows with what really arrives, never with what is announced, and a compressed body counts as
/// what it unpacks to. Dispose it to give the memory back. A compressed body that is cut short reads as far as it goes; the envelope's
/// reader sees that its end is missing.
/// </summary>
internal sealed class RequestBody(BodyMemory memory, int maxBytes) : IDisposable
{
    private const int FirstSize = 4096;

    private byte[]? _buffer;
    private int _length;

    public ReadOnlyMemory<byte> Octets => _buffer.AsMemory(0, _length);

    /// <summary>Reads to the end.</summary>
    /// <param name="source">The body as it arrives.</param>
    /// <param name="coding">Its Content-Encoding; null or empty for none.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async ValueTask<BodyError> ReadAsync(Stream source, string? coding, CancellationToken cancellationToken)
    {
        string name = coding?.Trim() ?? "";
        if (name.Length == 0 || name.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return await CopyAsync(source, cancellationToken).ConfigureAwait(false);
        }

        return ContentCodings.TryFind(name, out Func<Stream, CancellationToken, ValueTask<Stream>>? open)
            ? await UnpackAsync(source, open, cancellationToken).ConfigureAwait(false)
            : BodyError.UnsupportedCoding;
    }

    public void Dispose()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            _length = 0;
            memory.GiveBack(buffer.Length);
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async ValueTask<BodyError> UnpackAsync(
        Stream source, Func<Stream, CancellationToken, ValueTask<Stream>> open, CancellationToken cancellationToken)
    {
        Stream unpacked = await open(source, cancellationToken).ConfigureAwait(false);
        try
        {
            return await CopyAsync(unpacked, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException)
        {
            return BodyError.Malformed;
        }
        finally
        {
            if (unpacked != source)
            {
                await unpacked.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<BodyError> CopyAsync(Stream source, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_buffer is null || _length == _buffer.Length)
            {
                if (!TryGrow())
                {
                    return BodyError.NoMemory;
                }
            }

            int read = await source.ReadAsync(_buffer.AsMemory(_length), cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return BodyError.None;
            }

            _length += read;
            if (_length > maxBytes)
            {
                return BodyError.TooLarge;
            }
        }
    }

    private bool TryGrow()
    {
        // Counted before it is there: under a flood the arrays that are refused would be the most of them.
        int size = _buffer is null ? FirstSize : _buffer.Length * 2;
        if (!memory.TryTake(size))
        {
            return false;
        }

        byte[] bigger = ArrayPool<byte>.Shared.Rent(size);
        memory.Adjust(bigger.Length - size);
        if (_buffer is { } buffer)
        {
            buffer.AsSpan(0, _length).CopyTo(bigger);
            memory.GiveBack(buffer.Length);
            ArrayPool<byte>.Shared.Return(buffer);
        }

        _buffer = bigger;
        return true;
    }
}
