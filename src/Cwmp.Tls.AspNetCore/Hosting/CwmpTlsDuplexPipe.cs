// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.IO.Pipelines;

namespace Cwmp.Tls.AspNetCore.Hosting;

/// <summary>What Kestrel reads and writes in place of its transport: the data of a session.</summary>
internal sealed class CwmpTlsDuplexPipe : IDuplexPipe
{
    // One block of Kestrel's memory pool, and the least that is worth a read.
    private const int BlockSize = 4096;
    private const int MinReadSize = BlockSize / 2;

    public CwmpTlsDuplexPipe(CwmpTlsSession session, MemoryPool<byte> pool)
    {
        var stream = new KestrelSessionStream(session);

        // A read into nothing waits without a buffer: idle connections are many.
        Input = PipeReader.Create(
            stream, new StreamPipeReaderOptions(pool, BlockSize, MinReadSize, leaveOpen: true, useZeroByteReads: true));
        Output = PipeWriter.Create(stream, new StreamPipeWriterOptions(pool, leaveOpen: true));
    }

    public PipeReader Input { get; }

    public PipeWriter Output { get; }

    /// <summary>Ends both, as often as wanted; what was written and not flushed is sent.</summary>
    public async Task CompleteAsync()
    {
        await Input.CompleteAsync().ConfigureAwait(false);
        await Output.CompleteAsync().ConfigureAwait(false);
    }
}
