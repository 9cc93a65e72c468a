// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.IO.Pipelines;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization;

/// <summary>
/// The piece of an envelope that is being worked on, contiguous, in front of a pipe. It grows only for an item that does not fit, and asks
/// for at least as many bytes again as it could not use, so that a peer that sends byte by byte does not have the same bytes looked at
/// again and again.
/// </summary>
internal sealed class EnvelopeBuffer(PipeReader pipe, CwmpLimits limits) : IDisposable
{
    private const int FirstSize = 16 * 1024;

    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(FirstSize);
    private int _start;
    private int _end;
    private long _received;

    /// <summary>Bytes not yet consumed.</summary>
    public ReadOnlySpan<byte> Unread => _bytes.AsSpan(_start, _end - _start);

    /// <summary>Whether nothing follows what is here.</summary>
    public bool IsCompleted { get; private set; }

    public void Consume(int count) => _start += count;

    /// <summary>Puts other bytes in place of all the rest.</summary>
    public void Replace(byte[] rented, int length)
    {
        Release();
        _bytes = rented;
        _start = 0;
        _end = length;
    }

    /// <summary>Reads at least as many bytes as there are unread, or to the end.</summary>
    /// <param name="maxUnread">How many unread bytes there may be.</param>
    /// <param name="maxTotal">How many bytes the envelope may have.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False: the limit was reached, and there is more.</returns>
    public async ValueTask<bool> FillAsync(int maxUnread, long maxTotal, CancellationToken cancellationToken)
    {
        int unread = _end - _start;
        int wanted = Math.Max(1, unread);
        while (wanted > 0 && !IsCompleted)
        {
            ReadResult result = await pipe.ReadAsync(cancellationToken).ConfigureAwait(false);
            ReadOnlySequence<byte> buffer = result.Buffer;
            if (result.IsCanceled)
            {
                pipe.AdvanceTo(buffer.Start, buffer.End);
                throw new OperationCanceledException("The read of the pipe was cancelled.");
            }

            // No more than the limits allow is taken out of the pipe.
            long room = Math.Max(0, Math.Min(maxUnread - (_end - _start), maxTotal - _received));
            if (room == 0 && !buffer.IsEmpty)
            {
                pipe.AdvanceTo(buffer.Start, buffer.Start);
                return false;
            }

            int take = (int)Math.Min(Math.Min(room, buffer.Length), Math.Max(wanted, FirstSize));
            Append(buffer.Slice(0, take));
            wanted -= take;
            IsCompleted = result.IsCompleted && take == buffer.Length;
            pipe.AdvanceTo(buffer.GetPosition(take));
        }

        return true;
    }

    public CwmpProtocolError TooLarge() => new() { Code = CwmpProtocolErrorCode.EnvelopeTooLarge, Offset = _received };

    public void Dispose()
    {
        Release();
        _start = 0;
        _end = 0;
    }

    private void Append(ReadOnlySequence<byte> bytes)
    {
        int length = (int)bytes.Length;
        int unread = _end - _start;
        if (_bytes.Length - _end < length)
        {
            byte[] target = _bytes.Length - unread >= length
                ? _bytes
                : ArrayPool<byte>.Shared.Rent(
                    Math.Min(Math.Max(_bytes.Length * 2, unread + length), Math.Max(unread + length, limits.MaxEnvelopeBytes)));
            _bytes.AsSpan(_start, unread).CopyTo(target);
            if (target != _bytes)
            {
                Release();
                _bytes = target;
            }

            _start = 0;
            _end = unread;
        }

        bytes.CopyTo(_bytes.AsSpan(_end));
        _end += length;
        _received += length;
    }

    private void Release()
    {
        byte[] bytes = _bytes;
        _bytes = [];
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        }
    }
}
