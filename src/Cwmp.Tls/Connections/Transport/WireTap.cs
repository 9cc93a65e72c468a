// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Cwmp.Tls.Shared;
using Cwmp.Tls.Tracing;

namespace Cwmp.Tls.Connections.Transport;

/// <summary>
/// The stream between the engine and the transport. It shows every byte to a recorder while there is one, and it alone knows whether the
/// transport ended or broke, which the engine does not tell from an orderly end. Bytes that were read to find out who speaks can be put
/// back.
/// </summary>
internal sealed class WireTap(Stream transport, TimeProvider time) : UnseekableStream
{
    private HandshakeRecorder? _recorder;
    private ReadOnlyMemory<byte> _unread;
    private long _awaitingSince;
    private volatile bool _isAwaiting;
    private volatile bool _isEstablished;
    private volatile bool _peerEnded;
    private volatile bool _peerReset;
    private volatile bool _writeFailed;
    private volatile bool _hasReceived;

    /// <summary>Whether the transport has reported its end or a reset.</summary>
    public bool IsPeerGone => _peerEnded || _peerReset;

    public bool IsPeerReset => _peerReset;

    public bool HasReceived => _hasReceived;

    /// <summary>Whether a write did not end well, so that part of a record may have gone out.</summary>
    public bool IsWriteInterrupted => _writeFailed;

    /// <summary>How long a read has been waiting for the peer; null while none does.</summary>
    public TimeSpan? Awaiting => _isAwaiting ? time.GetElapsedTime(Volatile.Read(ref _awaitingSince)) : null;

    /// <summary>From now on every byte is shown to the recorder; null shows them to nobody, and only the end is watched.</summary>
    public void Record(HandshakeRecorder? recorder) => Volatile.Write(ref _recorder, recorder);

    /// <summary>The handshake is over: nobody asks any more how long a read waits.</summary>
    public void Establish() => _isEstablished = true;

    /// <summary>Puts bytes back: the next reads give them first, and the peer counts as silent where there are none.</summary>
    public void Unread(ReadOnlyMemory<byte> bytes)
    {
        _unread = bytes;
        _hasReceived = !bytes.IsEmpty;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_unread.IsEmpty)
        {
            return ReadAgain(buffer.Span);
        }

        int count;
        try
        {
            ValueTask<int> reading = transport.ReadAsync(buffer, cancellationToken);
            if (!reading.IsCompleted)
            {
                NoteAwaiting();
            }

            count = await reading.ConfigureAwait(false);
        }
        catch (IOException e)
        {
            NoteFailure(e);
            throw;
        }
        finally
        {
            _isAwaiting = false;
        }

        NoteRead(buffer.Span, count);
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Recorder?.Sent(buffer.Span);
        try
        {
            await transport.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _writeFailed = true;
            NoteFailure(e);
            throw;
        }
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (!_unread.IsEmpty)
        {
            return ReadAgain(buffer.AsSpan(offset, count));
        }

        int read = transport.Read(buffer, offset, count);
        NoteRead(buffer.AsSpan(offset), read);
        return read;
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        Recorder?.Sent(buffer.AsSpan(offset, count));
        transport.Write(buffer, offset, count);
    }

    public override void Flush() => transport.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => transport.FlushAsync(cancellationToken);

    private HandshakeRecorder? Recorder => Volatile.Read(ref _recorder);

    private int ReadAgain(Span<byte> buffer)
    {
        int count = Math.Min(buffer.Length, _unread.Length);
        _unread.Span[..count].CopyTo(buffer);
        _unread = count == _unread.Length ? default : _unread[count..];
        NoteRead(buffer, count);
        return count;
    }

    // Only a handshake in progress has somebody who asks.
    private void NoteAwaiting()
    {
        if (!_isEstablished)
        {
            Volatile.Write(ref _awaitingSince, time.GetTimestamp());
            _isAwaiting = true;
        }
    }

    private void NoteRead(ReadOnlySpan<byte> buffer, int count)
    {
        if (count > 0)
        {
            _hasReceived = true;
            Recorder?.Received(buffer[..count]);
        }
        else if (buffer.Length > 0 && !_peerEnded)
        {
            // A read into nothing gives 0 as well: that one asks whether there is data.
            _peerEnded = true;
            Recorder?.ReceivedEnd();
        }
    }

    private void NoteFailure(Exception exception)
    {
        if (!_peerReset && IsReset(exception))
        {
            _peerReset = true;
            Recorder?.ReceivedReset();
        }
    }

    private static bool IsReset(Exception exception) =>
        exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted };
}
