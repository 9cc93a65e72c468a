// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Shared;

namespace Cwmp.Tls.Tests.Connections;

/// <summary>A stream whose writes hang from a given moment on and fail when it is closed.</summary>
internal sealed class StallingStream(Stream inner) : UnseekableStream
{
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _isStalled;

    public void Stall() => _isStalled = true;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        inner.ReadAsync(buffer, cancellationToken);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_isStalled)
        {
            await _closed.Task;
        }

        await inner.WriteAsync(buffer, cancellationToken);
    }

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    protected override void Dispose(bool disposing)
    {
        _closed.TrySetException(new IOException("closed"));
        inner.Dispose();
        base.Dispose(disposing);
    }
}
