// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Sockets;
using Cwmp.Tls.Tracing;

namespace Cwmp.Tls.Connections.Transport;

/// <summary>
/// The stream between the engine and the transport. It shows every byte to the recorder until told to stop, and it alone knows whether
/// the transport ended or broke, which the engine does not tell from an orderly end.
/// </summary>
internal sealed class WireTap(Stream transport, HandshakeRecorder recorder) : Stream
{
    private volatile bool _isRecording = true;
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

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override bool CanTimeout => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>From now on only the end of the stream is watched; copying costs nothing any more.</summary>
    public void StopRecording() => _isRecording = false;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count;
        try
        {
            count = await transport.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            NoteFailure(e);
            throw;
        }

        NoteRead(buffer.Span, count);
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isRecording)
        {
            recorder.Sent(buffer.Span);
        }

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

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        int read = transport.Read(buffer, offset, count);
        NoteRead(buffer.AsSpan(offset), read);
        return read;
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (_isRecording)
        {
            recorder.Sent(buffer.AsSpan(offset, count));
        }

        transport.Write(buffer, offset, count);
    }

    public override void Flush() => transport.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => transport.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void NoteRead(ReadOnlySpan<byte> buffer, int count)
    {
        if (count > 0)
        {
            _hasReceived = true;
            if (_isRecording)
            {
                recorder.Received(buffer[..count]);
            }
        }
        else if (buffer.Length > 0 && !_peerEnded)
        {
            // A read into nothing gives 0 as well: that one asks whether there is data.
            _peerEnded = true;
            recorder.ReceivedEnd();
        }
    }

    private void NoteFailure(Exception exception)
    {
        if (!_peerReset && exception.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted })
        {
            _peerReset = true;
            recorder.ReceivedReset();
        }
    }
}
