// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Tracing;
using static Cwmp.Tls.Tests.Tracing.TlsBytes;

namespace Cwmp.Tls.Tests.Tracing;

/// <summary>Records and messages in every packing, and bytes that are no records.</summary>
public sealed class RecordLayerTests
{
    private readonly HandshakeRecorder _recorder = new(isServer: true, HandshakeTraceLevel.Messages);

    [Fact]
    public void Several_messages_in_one_record_are_several_frames()
    {
        _recorder.Sent(Record(22, Join(Message(14), Message(0), Message(14))));

        Messages().Should().Equal("ServerHelloDone", "HelloRequest", "ServerHelloDone");
    }

    [Fact]
    public void One_message_over_many_records_is_one_frame()
    {
        byte[] message = ClientHello12()[5..];

        foreach (byte b in message)
        {
            _recorder.Received(Record(22, [b]));
        }

        Messages().Should().Equal("ClientHello");
        _recorder.GetTrace()!.Frames[0].IsMalformed.Should().BeFalse();
    }

    [Fact]
    public void Empty_records_are_harmless()
    {
        _recorder.Received(Record(22, []));
        _recorder.Received(ClientHello12());
        _recorder.Received(Record(23, []));
        _recorder.Received(Record(21, []));

        Messages().Should().Equal("ClientHello", "encrypted (handshake or data)", "alert");
        _recorder.GetTrace()!.Frames[2].IsMalformed.Should().BeTrue();
    }

    [Fact]
    public void Directions_are_read_apart()
    {
        byte[] hello = ClientHello12();
        byte[] answer = ServerHello12();

        for (int i = 0; i < Math.Max(hello.Length, answer.Length); i++)
        {
            _recorder.Received(hello.AsSpan(Math.Min(i, hello.Length), i < hello.Length ? 1 : 0));
            _recorder.Sent(answer.AsSpan(Math.Min(i, answer.Length), i < answer.Length ? 1 : 0));
        }

        Messages().Should().BeEquivalentTo("ClientHello", "ServerHello");
    }

    [Fact]
    public void Neighbouring_application_data_shares_a_frame()
    {
        StartTls12();

        _recorder.Sent(Record(23, new byte[100]));
        _recorder.Sent(Join(Record(23, new byte[200]), Record(23, new byte[300])));
        _recorder.Received(Record(23, new byte[50]));
        _recorder.Sent(Record(23, new byte[1]));

        HandshakeFrame[] data = [.. _recorder.GetTrace()!.Frames.Where(f => f.Kind == HandshakeFrameKind.ApplicationData)];
        data.Select(f => (f.Direction, f.Length, f.Records)).Should().Equal(
            (HandshakeDirection.Sent, 600, 3), (HandshakeDirection.Received, 50, 1), (HandshakeDirection.Sent, 1, 1));
        data[0].Summary.Should().Be("3 records");
    }

    [Fact]
    public void Tls_13_records_are_named_honestly_until_the_handshake_is_reported_complete()
    {
        _recorder.Received(ClientHello12());
        _recorder.Sent(ServerHello13());
        _recorder.Sent(Record(23, new byte[500]));
        _recorder.Received(Record(23, new byte[400]));
        HandshakeProgress before = _recorder.GetFacts().Progress;
        _recorder.HandshakeCompleted();
        _recorder.Received(Record(23, new byte[400]));
        _recorder.Received(Record(23, new byte[19]));

        before.Should().Be(HandshakeProgress.ClientFlight);
        Messages().Should().Equal(
            "ClientHello", "ServerHello", "encrypted (handshake or data)", "encrypted (handshake or data)", "application data",
                "application data");
        _recorder.GetTrace()!.Frames[5].Summary.Should().Be("the size of an alert");
        _recorder.GetFacts().Progress.Should().Be(HandshakeProgress.Complete);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nAuthorization: Basic c2VjcmV0\r\n", "looks like an HTTP request (GET)", FirstBytesKind.HttpRequest)]
    [InlineData("POST /acs HTTP/1.1\r\n", "looks like an HTTP request (POST)", FirstBytesKind.HttpRequest)]
    [InlineData("HTTP/1.1 400 Bad Request\r\n", "looks like an HTTP response", FirstBytesKind.HttpResponse)]
    [InlineData("SSH-2.0-OpenSSH_9.0\r\n", "looks like SSH", FirstBytesKind.Ssh)]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.2 5 443\r\n", "looks like a PROXY protocol header", FirstBytesKind.ProxyHeader)]
    [InlineData("password123", "looks like plain text", FirstBytesKind.Other)]
    internal void Text_is_recognised(string text, string guess, FirstBytesKind kind)
    {
        byte[] bytes = System.Text.Encoding.ASCII.GetBytes(text);

        foreach (byte b in bytes)
        {
            _recorder.Received([b]);
        }

        HandshakeFrame frame = _recorder.GetTrace()!.Frames.Should().ContainSingle().Subject;
        frame.ToString().Should().Be("1 Received not TLS: " + guess);
        frame.Length.Should().Be(bytes.Length);
        _recorder.GetFacts().FirstReceived.Should().Be(kind);
        _recorder.GetTrace()!.ToTable(width: 0).Should().NotContain("c2VjcmV0").And.NotContain("password123");
    }

    [Theory]
    [InlineData("802E010002", "looks like an SSL 2.0 hello", FirstBytesKind.Ssl2Hello)]
    [InlineData("802E010301", "looks like an SSL 2.0 hello", FirstBytesKind.Ssl2Hello)]
    [InlineData("16FEFD0000", "looks like DTLS", FirstBytesKind.Dtls)]
    [InlineData("0D0A0D0A000D0A515549540A21", "looks like a PROXY protocol header", FirstBytesKind.ProxyHeader)]
    [InlineData("0300001311", "begins with 03000013", FirstBytesKind.Other)]
    [InlineData("00", "begins with 00", FirstBytesKind.Other)]
    internal void Bytes_are_recognised(string hex, string guess, FirstBytesKind kind)
    {
        _recorder.Received(Convert.FromHexString(hex));

        _recorder.GetTrace()!.Frames.Should().ContainSingle().Which.Summary.Should().Be(guess);
        _recorder.GetFacts().FirstReceived.Should().Be(kind);
        _recorder.GetFacts().FirstReceivedText.Should().Be(guess);
    }

    [Fact]
    public void Nothing_is_told_from_the_beginning_of_a_record()
    {
        FirstBytesKind before = _recorder.GetFacts().FirstReceived;
        _recorder.Received([22]);

        before.Should().Be(FirstBytesKind.Nothing);
        _recorder.GetFacts().FirstReceived.Should().Be(FirstBytesKind.Tls);
    }

    [Fact]
    public void Garbage_after_good_records_is_reported_where_it_begins()
    {
        _recorder.Received(ClientHello12());
        _recorder.Received("garbage"u8);

        HandshakeFrame frame = _recorder.GetTrace()!.Frames[1];
        frame.ToString().Should().Be("2 Received not TLS: no TLS record where the 2. should begin");
        frame.Length.Should().Be(7);
        _recorder.GetFacts().ReceivedGarbage.Should().BeTrue();
    }

    [Theory]
    [InlineData(0x4800, false)] // 2^14 + 2048, the most that RFC 5246 §6.2.3 allows
    [InlineData(0x4801, true)]
    public void Record_of_impossible_length_is_not_TLS(int length, bool isGarbage)
    {
        _recorder.Received(Join([22, 3, 3], U16(length)));

        _recorder.GetFacts().ReceivedGarbage.Should().Be(isGarbage);
    }

    [Theory]
    [InlineData(3, "inside a header")]
    [InlineData(5, "41 bytes short of a whole record")]
    [InlineData(10, "41 bytes short of a whole ClientHello")]
    public void End_in_the_middle_says_where(int cut, string position)
    {
        byte[] hello = ClientHello12();
        int missing = hello.Length - cut;

        _recorder.Received(hello.AsSpan(0, cut));
        _recorder.ReceivedEnd();

        HandshakeFrame frame = _recorder.GetTrace()!.Frames.Should().ContainSingle().Subject;
        frame.Message.Should().Be("FIN");
        frame.Summary.Should().Be(
            position.Replace("41", missing.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
        _recorder.GetFacts().PeerEnd!.Value.IsInsideRecord.Should().BeTrue();
        _recorder.GetFacts().PeerEnd!.Value.Progress.Should().Be(HandshakeProgress.Nothing);
    }

    [Fact]
    public void Ends_are_shown_once_each()
    {
        _recorder.ReceivedEnd();
        _recorder.ReceivedEnd();
        _recorder.ReceivedReset();
        _recorder.SentEnd();
        _recorder.SentEnd();

        _recorder.GetTrace()!.Frames.Select(f => (f.Message, f.Direction)).Should().Equal(
            ("FIN", HandshakeDirection.Received), ("FIN", HandshakeDirection.Sent));
    }

    [Fact]
    public void Reset_is_told_from_an_end()
    {
        StartTls12();

        _recorder.ReceivedReset();

        Messages().Should().EndWith("RST");
        PeerEnd end = _recorder.GetFacts().PeerEnd!.Value;
        end.IsReset.Should().BeTrue();
        end.Progress.Should().Be(HandshakeProgress.BothEncrypted);
    }

    private void StartTls12()
    {
        _recorder.Received(ClientHello12());
        _recorder.Sent(ServerHello12());
        _recorder.Sent(Record(20, [1]));
        _recorder.Received(Record(20, [1]));
    }

    private IEnumerable<string> Messages() => _recorder.GetTrace()!.Frames.Select(f => f.Message);
}
