// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Tests.Connections;

/// <summary>
/// A stream that sends the first TLS record written to it as many small ones, a byte at a time. Plain handshake messages may be cut so (RFC
/// 8446 §5.1).
/// </summary>
internal sealed class FirstRecordCutter(Stream inner, int fragment) : Stream
{
    private bool _isCut;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(buffer, cancellationToken);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isCut)
        {
            await inner.WriteAsync(buffer, cancellationToken);
            return;
        }

        _isCut = true;
        byte[] message = buffer[5..].ToArray();
        foreach (byte[] part in message.Chunk(fragment))
        {
            byte[] record = [22, 3, 1, (byte)(part.Length >> 8), (byte)part.Length, .. part];
            for (int i = 0; i < record.Length; i++)
            {
                await inner.WriteAsync(record.AsMemory(i, 1), cancellationToken);
            }
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
