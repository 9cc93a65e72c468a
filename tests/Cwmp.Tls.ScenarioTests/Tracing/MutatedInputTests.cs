// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Authentication;
using Cwmp.Tls.Tests.Tracing;
using Cwmp.Tls.Tracing;

namespace Cwmp.Tls.ScenarioTests.Tracing;

/// <summary>Seeded damage to real handshakes, and noise: nothing may escape a recorder.</summary>
public sealed class MutatedInputTests
{
    private const int Count = 100_000;

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Damaged_handshakes_never_throw(SslProtocols version)
    {
        RecordedHandshake recorded = await RecordedHandshake.RunAsync(new() { Protocol = version });
        (HandshakeDirection Direction, byte[] Bytes)[] tape = [.. recorded.ServerTape];
        var random = new Random(20_310_501);

        for (int i = 0; i < Count; i++)
        {
            var level = (HandshakeTraceLevel)(i % 3);
            HandshakeRecorder recorder =
                RecordedHandshake.Play(tape.Select(p => (p.Direction, Damage(p.Bytes, random))), isServer: true, level);
            _ = recorder.GetFacts();

            HandshakeTrace? trace = recorder.GetTrace();
            if (trace is not null && i % 16 == 1)
            {
                trace.ToTable(width: 0).Should().NotContain("\0").And.NotContain("\u001B");
            }
        }
    }

    [Fact]
    public void Noise_never_throws()
    {
        var random = new Random(7);
        byte[] bytes = new byte[300];

        for (int i = 0; i < Count; i++)
        {
            var recorder = new HandshakeRecorder(isServer: i % 2 == 0, HandshakeTraceLevel.Capture);
            random.NextBytes(bytes);

            // Mostly with a good record header, so that the noise reaches the messages.
            if (i % 4 != 0)
            {
                bytes[0] = (byte)(20 + random.Next(5));
                bytes[1] = 3;
                bytes[3] = 0;
                bytes[5] = (byte)random.Next(25);
                bytes[6] = bytes[7] = 0;
            }

            recorder.Received(bytes.AsSpan(0, random.Next(bytes.Length)));
            recorder.Sent(bytes);
            recorder.ReceivedEnd();
            _ = recorder.GetTrace()!.ToTable();
        }
    }

    // A piece in three is damaged: a byte changed, a stretch lost, or a length field blown up.
    private static byte[] Damage(byte[] bytes, Random random)
    {
        if (bytes.Length == 0 || random.Next(3) > 0)
        {
            return bytes;
        }

        byte[] damaged = [.. bytes];
        int at = random.Next(damaged.Length);
        switch (random.Next(4))
        {
            case 0:
                damaged[at] = (byte)random.Next(256);
                return damaged;
            case 1:
                damaged[at] ^= (byte)(1 << random.Next(8));
                damaged[random.Next(damaged.Length)] = 0xFF;
                return damaged;
            case 2:
                return [.. damaged[..at], .. damaged[Math.Min(damaged.Length, at + random.Next(1, 40))..]];
            default:
                random.NextBytes(damaged.AsSpan(at, Math.Min(damaged.Length - at, random.Next(1, 20))));
                return damaged;
        }
    }
}
