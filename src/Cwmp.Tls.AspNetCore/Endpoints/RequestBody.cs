// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.IO.Compression;

namespace Cwmp.Tls.AspNetCore.Endpoints;

/// <summary>
/// A request body read as a whole. The buffer grows with what really arrives, never with what is announced, and a compressed body counts as what it unpacks to.
/// Dispose it to give the memory back. A compressed body that is cut short reads as far as it goes; the envelope's reader sees that its end is missing.
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
        switch (coding?.Trim().ToLowerInvariant())
        {
            case null or "" or "identity":
                return await CopyAsync(source, cancellationToken).ConfigureAwait(false);
            case "gzip" or "x-gzip":
                return await UnpackAsync(source, static s => new GZipStream(s, CompressionMode.Decompress, leaveOpen: true), cancellationToken).ConfigureAwait(false);
            case "deflate":
                return await UnpackDeflateAsync(source, cancellationToken).ConfigureAwait(false);
            default:
                return BodyError.UnsupportedCoding;
        }
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

    private async ValueTask<BodyError> UnpackDeflateAsync(Stream source, CancellationToken cancellationToken)
    {
        // RFC 9110 §8.4.1.2: "deflate" is zlib (RFC 1950), but some senders leave its two-octet header out.
        byte[] head = new byte[2];
        int read = await source.ReadAtLeastAsync(head, head.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (read == 0)
        {
            return BodyError.None;
        }

        bool isZlib = read == 2 && (head[0] & 0x0f) == 8 && ((head[0] << 8) | head[1]) % 31 == 0;
        var whole = new PrefixedStream(head.AsMemory(0, read), source);
        await using (whole.ConfigureAwait(false))
        {
            return await UnpackAsync(
                whole,
                isZlib
                    ? static s => new ZLibStream(s, CompressionMode.Decompress, leaveOpen: true)
                    : static s => new DeflateStream(s, CompressionMode.Decompress, leaveOpen: true),
                cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<BodyError> UnpackAsync(Stream source, Func<Stream, Stream> open, CancellationToken cancellationToken)
    {
        try
        {
            Stream unpacked = open(source);
            await using (unpacked.ConfigureAwait(false))
            {
                return await CopyAsync(unpacked, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (InvalidDataException)
        {
            return BodyError.Malformed;
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
