// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Authentication;
using Cwmp.Tls.Tracing;
using Microsoft.Extensions.Time.Testing;
using static Cwmp.Tls.Tests.Tracing.TlsBytes;

namespace Cwmp.Tls.Tests.Tracing;

public sealed class HandshakeTraceTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2031, 5, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void Table_reads_like_a_packet_list()
    {
        HandshakeTrace trace = Refused();

        string table = trace.ToTable();

        const string Suites = "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TLS_RSA_WITH_AES_128_CBC_SHA";
        table.Should().Be(
            $"""
            No.      Time  Direction  Version  Message      Length  Details
              1  0.000000  CPE → ACS  TLS 1.2  ClientHello      47  TLS 1.2; suites {Suites}
              2  0.012500  ACS → CPE  TLS 1.2  alert             2  fatal handshake_failure
              3  0.012500  ACS → CPE  TCP      FIN               0

            """);
        trace.ToString().Should().Be(table);
    }

    [Fact]
    public void Table_takes_names_and_width()
    {
        string[] lines = Refused().ToTable("gateway", "server", 60).Split('\n');

        lines[1].Should().HaveLength(60).And.EndWith("…").And.Contain("gateway → server");
        lines[2].Should().Contain("server → gateway");
    }

    [Fact]
    public void Table_of_nothing_has_headings() =>
        new HandshakeRecorder(isServer: true, HandshakeTraceLevel.Messages).GetTrace()!.ToTable()
            .Should().Be("No.  Time  Direction  Version  Message  Length  Details\n");

    [Fact]
    public void Table_refuses_wrong_arguments()
    {
        HandshakeTrace trace = Refused();

        trace.Invoking(t => t.ToTable(null!)).Should().Throw<ArgumentNullException>();
        trace.Invoking(t => t.ToTable("CPE", null!)).Should().Throw<ArgumentNullException>();
        trace.Invoking(t => t.ToTable(width: -1)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Times_come_from_the_given_clock_and_never_run_backwards()
    {
        HandshakeTrace trace = Refused();

        trace.Frames[0].Time.Should().Be(new DateTimeOffset(2031, 5, 1, 12, 0, 0, TimeSpan.Zero));
        (trace.Frames[1].Time - trace.Frames[0].Time).Should().Be(TimeSpan.FromMilliseconds(12.5));
    }

    [Fact]
    public void Trace_does_not_change_when_the_connection_goes_on()
    {
        var recorder = new HandshakeRecorder(isServer: true, HandshakeTraceLevel.Capture, _time);
        recorder.Received(ClientHello12());
        HandshakeTrace before = recorder.GetTrace()!;
        string table = before.ToTable();

        recorder.Sent(Record(21, [2, 40]));
        recorder.ReceivedEnd();

        before.ToTable().Should().Be(table);
        before.BytesSent.Should().Be(0);
        recorder.GetTrace()!.Frames.Should().HaveCount(3);
    }

    [Fact]
    public async Task Reader_writer_and_onlookers_do_not_disturb_each_other()
    {
        RecordedHandshake recorded = await RecordedHandshake.RunAsync(new() { Protocol = SslProtocols.Tls12 });
        byte[] sent = [.. recorded.ServerTape.Where(p => p.Direction == HandshakeDirection.Sent).SelectMany(p => p.Bytes)];
        byte[] received = [.. recorded.ServerTape.Where(p => p.Direction == HandshakeDirection.Received).SelectMany(p => p.Bytes)];

        for (int round = 0; round < 50; round++)
        {
            var recorder = new HandshakeRecorder(isServer: true, HandshakeTraceLevel.Capture);
            using var done = new CancellationTokenSource();
            Task onlooker = Task.Run(() =>
            {
                while (!done.IsCancellationRequested)
                {
                    _ = recorder.GetTrace()!.ToTable();
                    _ = recorder.GetFacts();
                }
            });
            await Task.WhenAll(
                Task.Run(() => Array.ForEach([.. sent.Chunk(7)], b => recorder.Sent(b))),
                Task.Run(() => Array.ForEach([.. received.Chunk(5)], b => recorder.Received(b))));
            await done.CancelAsync();
            await onlooker;

            recorder.GetTrace()!.BytesSent.Should().Be(sent.Length);
            recorder.GetTrace()!.BytesReceived.Should().Be(received.Length);
            recorder.GetTrace()!.Frames.Should().Contain(f => f.Kind == HandshakeFrameKind.ClientKeyExchange);
        }
    }

    private HandshakeTrace Refused()
    {
        var recorder = new HandshakeRecorder(isServer: true, HandshakeTraceLevel.Messages, _time);
        recorder.Received(ClientHello12());
        _time.Advance(TimeSpan.FromMilliseconds(12.5));
        recorder.Sent(Record(21, [2, 40]));
        recorder.SentEnd();
        return recorder.GetTrace()!;
    }
}
