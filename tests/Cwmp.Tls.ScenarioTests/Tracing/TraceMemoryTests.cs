// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Tests.Tracing;
using Cwmp.Tls.Tracing;
using static Cwmp.Tls.Tests.Tracing.TlsBytes;

namespace Cwmp.Tls.ScenarioTests.Tracing;

/// <summary>Alone, because what other tests allocate would count.</summary>
[CollectionDefinition(nameof(TraceMemoryTests), DisableParallelization = true)]
[Collection(nameof(TraceMemoryTests))]
public sealed class TraceMemoryTests
{
    [Theory]
    [InlineData(HandshakeTraceLevel.Off, 4)]
    [InlineData(HandshakeTraceLevel.Messages, 300)]
    [InlineData(HandshakeTraceLevel.Capture, 600)]
    public void Memory_is_bounded_whatever_comes(HandshakeTraceLevel level, int kibibytes)
    {
        // Requests that name as many and as long authorities as fit, hellos with long lists, then a message that never ends.
        byte[] request =
            Message(13, Vector8([1]), List16(0x0403), Vector16([.. Enumerable.Repeat(Vector16(Name(new string('\u0001', 200))), 60)]));
        byte[] hello = Message(1, [3, 3], new byte[32], [0], List16([.. Enumerable.Range(0, 5000)]), [1, 0]);
        byte[] endless = [16, 0xFF, 0xFF, 0xFF];
        byte[] flood = Join([.. Join(Join([.. Enumerable.Repeat(Join(request, hello), 100)]), endless, new byte[100_000]).Chunk(16_384)
            .Select(c => Record(22, c))]);
        const int Count = 20;
        var recorders = new HandshakeRecorder[Count];
        long before = GC.GetTotalMemory(forceFullCollection: true);

        for (int i = 0; i < Count; i++)
        {
            recorders[i] = new HandshakeRecorder(isServer: true, level);
            recorders[i].Sent(ServerHello12());
            recorders[i].Received(flood);
            recorders[i].Sent(flood);
        }

        long each = (GC.GetTotalMemory(forceFullCollection: true) - before) / Count;
        TestContext.Current.TestOutputHelper!.WriteLine($"{level}: {each} bytes");
        GC.KeepAlive(recorders);
        each.Should().BeLessThan(kibibytes * 1024);
    }
}
