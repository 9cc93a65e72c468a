// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Shared;

namespace Cwmp.Tls.Tests.Connections;

/// <summary>
/// A stream that sends the first TLS record written to it as many small ones, a byte at a time. Plain handshake messages may be cut so (RFC
/// 8446 §5.1).
/// </summary>
internal sealed class FirstRecordCutter(Stream inner, int fragment) : UnseekableStream
{
    private bool _isCut;

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
}
