// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Shared;
using Cwmp.Tls.Tracing;

namespace Cwmp.Tls.Tests.Tracing;

/// <summary>A transport that shows a recorder all that passes, and keeps it so that tests can play it again.</summary>
internal sealed class TappedStream(Stream inner, HandshakeRecorder recorder) : UnseekableStream
{
    private readonly Lock _lock = new();

    /// <summary>What passed, in order; an empty piece is the end of that direction.</summary>
    public List<(HandshakeDirection Direction, byte[] Bytes)> Tape { get; } = [];

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = await inner.ReadAsync(buffer, cancellationToken);
        if (buffer.Length > 0)
        {
            OnReceived(buffer.Span[..count]);
        }

        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        OnSent(buffer.Span);
        await inner.WriteAsync(buffer, cancellationToken);
    }

    /// <summary>Ends the sending half, as a socket's Shutdown(Send) does.</summary>
    public void End()
    {
        lock (_lock)
        {
            Tape.Add((HandshakeDirection.Sent, []));
        }

        recorder.SentEnd();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void OnReceived(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            Tape.Add((HandshakeDirection.Received, bytes.ToArray()));
        }

        if (bytes.IsEmpty)
        {
            recorder.ReceivedEnd();
        }
        else
        {
            recorder.Received(bytes);
        }
    }

    private void OnSent(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        lock (_lock)
        {
            Tape.Add((HandshakeDirection.Sent, bytes.ToArray()));
        }

        recorder.Sent(bytes);
    }
}
