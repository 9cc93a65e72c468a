// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Shared;

namespace Cwmp.Tls.Tests.Connections;

/// <summary>A stream that damages what is written to it, on demand.</summary>
internal sealed class CuttingStream(Stream inner) : UnseekableStream
{
    public int DropLastBytes { get; set; }

    public bool FlipLastBit { get; set; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        byte[] data = buffer[..^DropLastBytes].ToArray();
        data[^1] ^= (byte)(FlipLastBit ? 1 : 0);
        return inner.WriteAsync(data, cancellationToken);
    }

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);
}
