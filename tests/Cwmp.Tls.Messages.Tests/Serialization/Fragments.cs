// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.IO.Pipelines;

namespace Cwmp.Tls.Tests.Serialization;

/// <summary>The same bytes in pieces.</summary>
internal static class Fragments
{
    /// <summary>A sequence of pieces of one size, the last one smaller.</summary>
    public static ReadOnlySequence<byte> Sequence(byte[] bytes, int size)
    {
        var first = new Segment(bytes.AsMemory(0, Math.Min(size, bytes.Length)), null);
        Segment last = first;
        for (int at = size; at < bytes.Length; at += size)
        {
            last = new Segment(bytes.AsMemory(at, Math.Min(size, bytes.Length - at)), last);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    /// <summary>A pipe whose reads bring pieces of one size.</summary>
    public static PipeReader Pipe(byte[] bytes, int size) =>
        PipeReader.Create(new PieceStream(bytes, size), new StreamPipeReaderOptions(bufferSize: 64, minimumReadSize: 1));

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, Segment? previous)
        {
            Memory = memory;
            if (previous is not null)
            {
                previous.Next = this;
                RunningIndex = previous.RunningIndex + previous.Memory.Length;
            }
        }
    }

    private sealed class PieceStream(byte[] bytes, int size) : MemoryStream(bytes, writable: false)
    {
        public override int Read(Span<byte> buffer) => base.Read(buffer.Length > size ? buffer[..size] : buffer);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            new(Read(buffer.Span));
    }
}
