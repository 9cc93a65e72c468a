// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Tracing;
using static Cwmp.Tls.Tests.Tracing.TlsBytes;

namespace Cwmp.Tls.Tests.Tracing;

/// <summary>What a peer can make a recorder remember has an end.</summary>
public sealed class TraceLimitTests
{
    [Fact]
    public void Frames_end_at_the_limit_and_the_rest_is_counted()
    {
        var recorder = new HandshakeRecorder(isServer: true, HandshakeTraceLevel.Messages);

        for (int i = 0; i < HandshakeTrace.MaxFrames + 5; i++)
        {
            recorder.Received(Handshake(14));
        }

        recorder.GetTrace()!.Frames.Should().HaveCount(HandshakeTrace.MaxFrames);
        recorder.GetTrace()!.Dropped.Should().Be(5);
        recorder.GetTrace()!.ToTable().Should().EndWith("(5 more frames were not kept)\n");
    }

    [Fact]
    public void How_it_ended_is_kept_beyond_the_limit()
    {
        var recorder = new HandshakeRecorder(isServer: true, HandshakeTraceLevel.Messages);

        recorder.Received(Join([.. Enumerable.Repeat(Handshake(14), 1000)]));
        recorder.Received(Record(21, [2, 48]));
        recorder.ReceivedEnd();
        recorder.SentEnd();

        recorder.GetTrace()!.Frames.TakeLast(3).Select(f => f.Message).Should().Equal("alert", "FIN", "FIN");
    }

    [Fact]
    public void Flood_of_alerts_is_bounded_too()
    {
        var recorder = new HandshakeRecorder(isServer: true, HandshakeTraceLevel.Messages);

        recorder.Received(Join([.. Enumerable.Repeat(Record(21, [1, 0]), 100_000)]));

        recorder.GetTrace()!.Frames.Count.Should().BeLessThan(HandshakeTrace.MaxFrames + 20);
        recorder.GetTrace()!.Dropped.Should().BeGreaterThan(99_000);
    }

    [Fact]
    public void Lists_and_texts_are_cut()
    {
        var recorder = new HandshakeRecorder(isServer: true, HandshakeTraceLevel.Messages);

        recorder.Received(Handshake(
            1,
            [0x03, 0x03],
            new byte[32],
            [0x00],
            List16([.. Enumerable.Range(0, 5000)]),
            [0x01, 0x00],
            Vector16(
                Extension(0, Vector16([0x00], Vector16(System.Text.Encoding.ASCII.GetBytes(new string('a', 1000))))),
                Extension(16, Vector16([.. Enumerable.Repeat(Vector8([0x68]), 1000)])))));

        var details = (ClientHelloDetails)recorder.GetTrace()!.Frames[0].Details!;
        details.CipherSuites.Should().HaveCount(HandshakeDetails.MaxItems);
        details.ApplicationProtocols.Should().HaveCount(HandshakeDetails.MaxItems);
        details.ServerName.Should().HaveLength(HandshakeDetails.MaxTextLength);
    }

    [Fact]
    public void Message_longer_than_is_kept_is_decoded_from_its_beginning()
    {
        var recorder = new HandshakeRecorder(isServer: true, HandshakeTraceLevel.Messages);
        byte[] message = Message(11, Vector24(Vector24(new byte[200_000])));

        foreach (byte[] part in message.Chunk(16_000))
        {
            recorder.Received(Record(22, part));
        }

        HandshakeFrame frame = recorder.GetTrace()!.Frames.Should().ContainSingle().Subject;
        frame.Length.Should().Be(message.Length);
        frame.Details.Should().BeOfType<CertificateDetails>().Which.Count.Should().Be(1);
        frame.IsMalformed.Should().BeFalse("it was whole; we only kept less of it");
    }

    [Fact]
    public void Details_beyond_the_budget_are_left_out()
    {
        var recorder = new HandshakeRecorder(isServer: true, HandshakeTraceLevel.Messages);
        recorder.Sent(ServerHello12());
        byte[] request =
            Handshake(13, Vector8([1]), List16(0x0403), Vector16([.. Enumerable.Repeat(Vector16(Name(new string('x', 200))), 60)]));

        for (int i = 0; i < 20; i++)
        {
            recorder.Sent(request);
        }

        recorder.GetTrace()!.Frames[1].Details.Should().NotBeNull();
        recorder.GetTrace()!.Frames[20].Details.Should().BeNull();
        recorder.GetTrace()!.Frames[20].Message.Should().Be("CertificateRequest");
    }

    [Fact]
    public void Single_bytes_to_and_fro_do_not_swell_a_capture()
    {
        var recorder = new HandshakeRecorder(isServer: true, HandshakeTraceLevel.Capture);

        for (int i = 0; i < 10_000; i++)
        {
            recorder.Received([22]);
            recorder.Sent([22]);
        }

        using var file = new MemoryStream();
        recorder.GetTrace()!.WritePcap(file);
        recorder.GetTrace()!.IsCaptureTruncated.Should().BeTrue();
        file.Length.Should().BeLessThan(300_000);
    }
}
