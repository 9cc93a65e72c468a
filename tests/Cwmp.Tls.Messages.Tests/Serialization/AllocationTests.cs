// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.Tests.Serialization;

/// <summary>What reading and writing leave to the garbage collector.</summary>
public sealed class AllocationTests
{
    [Theory]
    [InlineData("inform-10.xml", 6 * 1024)]
    [InlineData("get-parameter-values-response-1000.xml", 300 * 1024)]
    public void Reading_allocates_little_more_than_its_strings(string file, int limit)
    {
        byte[] bytes = File.ReadAllBytes(RepositoryFiles.RequireShared("messages/" + file));

        Measure(() => CwmpSerializer.Default.Read(bytes)).Should().BeLessThanOrEqualTo(limit);
    }

    [Fact]
    public void Writing_into_a_buffer_that_is_there_allocates_nothing()
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);

        foreach ((string name, CwmpEnvelope envelope) in MessageSamples.All)
        {
            long allocated = Measure(() =>
            {
                buffer.ResetWrittenCount();
                CwmpSerializer.Default.Write(buffer, envelope);
            });

            allocated.Should().Be(0, name);
        }
    }

    [Fact]
    public void Refusing_allocates_no_exception()
    {
        byte[] bytes = Wire.Bytes(Wire.Value("&x;"));

        Measure(() => CwmpSerializer.Default.TryRead(bytes, out _, out _)).Should().BeLessThan(1024);
    }

    // The least of several rounds: anything else the thread does only adds.
    private static long Measure(Action action)
    {
        long least = long.MaxValue;
        for (int i = 0; i < 20; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
