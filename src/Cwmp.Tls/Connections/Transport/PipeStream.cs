// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Cwmp.Tls.Shared;

namespace Cwmp.Tls.Connections.Transport;

/// <summary>
/// A pair of pipes, such as the transport of a Kestrel connection, as the stream below a session. The pipes stay their owner's: disposal
/// only ends a read that still waits.
/// </summary>
internal sealed class PipeStream(IDuplexPipe pipes) : UnseekableStream
{
    // Taken once: the owner may replace the pair of pipes while this stream lives.
    private readonly PipeReader _input = pipes.Input;
    private readonly PipeWriter _output = pipes.Output;
    private ValueTask<ReadResult> _pending;
    private volatile bool _isReading;
    private volatile bool _isDisposed;

    /// <summary>Whether bytes have arrived for a read that has not taken them yet.</summary>
    public bool HasUnreadBytes
    {
        get
        {
            try
            {
                return _isReading && _pending.IsCompleted;
            }
            catch (InvalidOperationException)
            {
                return true; // It has been taken between the two questions.
            }
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        ReadResult result;
        try
        {
            ValueTask<ReadResult> reading = _input.ReadAsync(cancellationToken);
            if (!reading.IsCompleted)
            {
                _pending = reading;
                _isReading = true;
            }

            result = await reading.ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            // An owner that aborts its connection completes the pipe with a cancellation nobody here asked for.
            throw Aborted(e);
        }
        finally
        {
            _isReading = false;
        }

        if (result.IsCanceled)
        {
            _input.AdvanceTo(result.Buffer.Start);
            throw _isDisposed ? new ObjectDisposedException(nameof(PipeStream)) : Aborted(null);
        }

        int count = (int)Math.Min(buffer.Length, result.Buffer.Length);
        ReadOnlySequence<byte> taken = result.Buffer.Slice(0, count);
        taken.CopyTo(buffer.Span);
        _input.AdvanceTo(taken.End);
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        FlushResult result;
        try
        {
            result = await _output.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Aborted(e);
        }

        if (result.IsCanceled || result.IsCompleted)
        {
            throw Aborted(null);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
        {
            _isDisposed = true;
            if (_isReading)
            {
                _input.CancelPendingRead();
            }
        }

        base.Dispose(disposing);
    }

    private static IOException Aborted(Exception? cause) => new("The transport of the connection was closed by its owner.", cause);
}
