// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Shared;

namespace Cwmp.Tls.Tests.Connections;

/// <summary>A stream that sends something else before the first bytes written to it, in one piece with them.</summary>
internal sealed class FirstWritePrefix(Stream inner, byte[] prefix) : UnseekableStream
{
    private byte[] _prefix = prefix;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(buffer, cancellationToken);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        byte[] bytes = [.. _prefix, .. buffer.Span];
        _prefix = [];
        return inner.WriteAsync(bytes, cancellationToken);
    }
}
