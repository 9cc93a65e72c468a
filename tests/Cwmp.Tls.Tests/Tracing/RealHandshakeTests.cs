// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;
using System.Security.Authentication;
using System.Text;
using Cwmp.Tls.Tracing;

namespace Cwmp.Tls.Tests.Tracing;

/// <summary>Handshakes of the platform's own engine, watched from under both sides, then played again in every cut.</summary>
public sealed class RealHandshakeTests
{
    private static readonly string[] Tls12Rows =
    [
        "ClientHello", "ServerHello", "Certificate", "ServerKeyExchange", "CertificateRequest", "ServerHelloDone",
        "Certificate", "ClientKeyExchange", "CertificateVerify", "ChangeCipherSpec", "encrypted handshake",
        "NewSessionTicket", "ChangeCipherSpec", "encrypted handshake", "application data", "application data",
        "encrypted alert", "encrypted alert", "FIN", "FIN",
    ];

    public static TheoryData<SslProtocols> Versions() => [SslProtocols.Tls12, SslProtocols.Tls13];

    [Fact]
    public async Task Rows_of_TLS_12_come_in_the_order_of_the_protocol()
    {
        RecordedHandshake recorded =
            await RecordedHandshake.RunAsync(new() { Protocol = SslProtocols.Tls12, HostName = "rows.example.com" });

        HandshakeTrace trace = recorded.Server.GetTrace()!;

        Ordered(trace.Frames).Should().Equal(Tls12Rows);
        trace.Frames.Should().OnlyContain(f => !f.IsMalformed);
        trace.Frames[2].Summary.Should().StartWith("1 certificate; CN=" + RecordedHandshake.ServerName);
        trace.Frames[6].Summary.Should().Be("1 certificate; CN=" + RecordedHandshake.DeviceName);
        trace.Frames[0].Details.Should().BeOfType<ClientHelloDetails>().Which.ServerName.Should().Be("rows.example.com");
    }

    [Fact]
    public async Task Rows_with_static_RSA_have_no_ServerKeyExchange()
    {
        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("cipher suites can be chosen on Linux");
        }

        RecordedHandshake recorded = await RecordedHandshake.RunAsync(new()
        {
            Protocol = SslProtocols.Tls12,
            Suite = TlsCipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA,
        });

        HandshakeTrace trace = recorded.Server.GetTrace()!;

        // The platform issues no tickets together with a list of suites.
        Ordered(trace.Frames).Should().Equal(Tls12Rows.Where(row => row is not ("ServerKeyExchange" or "NewSessionTicket")));
        trace.Frames[1].Summary.Should().StartWith("TLS 1.2; TLS_RSA_WITH_AES_128_CBC_SHA");
    }

    [Fact]
    public async Task Rows_of_TLS_13_show_the_hellos_and_then_encrypted_records()
    {
        RecordedHandshake recorded = await RecordedHandshake.RunAsync(new() { Protocol = SslProtocols.Tls13 });

        HandshakeTrace trace = recorded.Client.GetTrace()!;

        trace.Frames[0].Kind.Should().Be(HandshakeFrameKind.ClientHello);
        trace.Frames[1].Kind.Should().Be(HandshakeFrameKind.ServerHello);
        trace.Frames.Skip(2).Select(f => f.Kind).Distinct().Should().BeEquivalentTo(
            [HandshakeFrameKind.ChangeCipherSpec, HandshakeFrameKind.Encrypted, HandshakeFrameKind.ApplicationData,
                HandshakeFrameKind.EndOfStream]);
        trace.ToTable(width: 0).Should().NotContain(RecordedHandshake.DeviceName, "in TLS 1.3 the device's name is encrypted");
    }

    [Fact]
    public async Task Resumption_shows_in_both_versions()
    {
        const string Host = "resumed.example.com";
        await RecordedHandshake.RunAsync(new() { Protocol = SslProtocols.Tls12, HostName = Host });
        await RecordedHandshake.RunAsync(new() { Protocol = SslProtocols.Tls13, HostName = Host });

        RecordedHandshake tls12 = await RecordedHandshake.RunAsync(new() { Protocol = SslProtocols.Tls12, HostName = Host });
        RecordedHandshake tls13 = await RecordedHandshake.RunAsync(new() { Protocol = SslProtocols.Tls13, HostName = Host });

        if (!OperatingSystem.IsLinux())
        {
            Assert.Skip("whether sessions are resumed is up to the platform");
        }

        tls12.Server.GetFacts().ClientHello!.TicketLength.Should().BePositive();
        tls12.Server.GetTrace()!.Frames.Take(5).Select(f => f.Message).Should().Equal(
            "ClientHello", "ServerHello", "ChangeCipherSpec", "encrypted handshake", "ChangeCipherSpec");
        tls13.Server.GetFacts().ClientHello!.HasPreSharedKey.Should().BeTrue();
        tls13.Server.GetFacts().ServerHello!.HasPreSharedKey.Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Both_sides_saw_the_same(SslProtocols version)
    {
        RecordedHandshake recorded = await RecordedHandshake.RunAsync(new() { Protocol = version });

        HandshakeTrace client = recorded.Client.GetTrace()!;
        HandshakeTrace server = recorded.Server.GetTrace()!;

        Rows(client, HandshakeDirection.Sent).Should().Equal(Rows(server, HandshakeDirection.Received));
        Rows(client, HandshakeDirection.Received).Should().Equal(Rows(server, HandshakeDirection.Sent));
        client.BytesSent.Should().Be(server.BytesReceived);
        client.BytesReceived.Should().Be(server.BytesSent);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Every_cut_gives_the_same_frames(SslProtocols version)
    {
        RecordedHandshake recorded = await RecordedHandshake.RunAsync(new() { Protocol = version });
        string whole = Text(RecordedHandshake.Play(recorded.ServerTape, isServer: true));

        Text(RecordedHandshake.Play(recorded.ServerTape.SelectMany(SingleBytes), isServer: true)).Should().Be(whole);
        var random = new Random(11);
        for (int round = 0; round < 200; round++)
        {
            Text(RecordedHandshake.Play(recorded.ServerTape.SelectMany(p => Pieces(p, random)), isServer: true)).Should().Be(whole);
        }

        for (int piece = 0; piece < recorded.ServerTape.Count; piece++)
        {
            (HandshakeDirection direction, byte[] bytes) = recorded.ServerTape[piece];
            for (int cut = 1; cut < bytes.Length; cut++)
            {
                var tape = recorded.ServerTape.ToList();
                tape[piece] = (direction, bytes[..cut]);
                tape.Insert(piece + 1, (direction, bytes[cut..]));

                Text(RecordedHandshake.Play(tape, isServer: true)).Should().Be(whole, $"piece {piece} cut at {cut}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Payload_never_shows(SslProtocols version)
    {
        RecordedHandshake recorded =
            await RecordedHandshake.RunAsync(new() { Protocol = version, Payload = "Authorization: Basic c2VjcmV0" });
        using var pcap = new MemoryStream();

        HandshakeTrace trace = recorded.Server.GetTrace()!;
        trace.WritePcap(pcap);

        trace.ToTable(width: 0).Should().NotContain("c2VjcmV0");
        Encoding.Latin1.GetString(pcap.ToArray()).Should().NotContain("c2VjcmV0");
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Facts_are_known_without_a_trace(SslProtocols version)
    {
        RecordedHandshake recorded = await RecordedHandshake.RunAsync(
            new() { Protocol = version, Level = HandshakeTraceLevel.Off, HostName = $"{version}.example.com" });

        HandshakeFacts facts = recorded.Server.GetFacts();

        recorded.Server.GetTrace().Should().BeNull();
        facts.FirstReceived.Should().Be(FirstBytesKind.Tls);
        facts.ClientHello!.ServerName.Should().Be($"{version}.example.com");
        facts.ServerHello!.Version.Name.Should().Be(version == SslProtocols.Tls12 ? "TLS 1.2" : "TLS 1.3");
        facts.Progress.Should().Be(HandshakeProgress.Complete);
        facts.PeerEnd!.Value.IsInsideRecord.Should().BeFalse();
        facts.ReceivedCertificate.Should().Be(version == SslProtocols.Tls12 ? CertificateMessage.Present : CertificateMessage.NotSeen);
        facts.CertificateRequested.Should().Be(version == SslProtocols.Tls12);
    }

    [Fact]
    public async Task Missing_client_certificate_is_a_fact_in_TLS_12()
    {
        RecordedHandshake recorded = await RecordedHandshake.RunAsync(new()
        {
            Protocol = SslProtocols.Tls12,
            Level = HandshakeTraceLevel.Off,
            ClientHasCertificate = false,
            ServerRefuses = true,
        });

        recorded.Server.GetFacts().ReceivedCertificate.Should().Be(CertificateMessage.Empty);
        recorded.Client.GetFacts().SentCertificate.Should().Be(CertificateMessage.Empty);
        recorded.Client.GetFacts().CertificateRequested.Should().BeTrue();
    }

    [Fact]
    public async Task Refusal_by_a_bare_end_is_a_fact_on_the_client()
    {
        RecordedHandshake recorded = await RecordedHandshake.RunAsync(new()
        {
            Protocol = SslProtocols.Tls13,
            Level = HandshakeTraceLevel.Off,
            ServerRefuses = true,
        });

        PeerEnd? end = recorded.Client.GetFacts().PeerEnd;

        end.Should().NotBeNull();
        end!.Value.Progress.Should().BeOneOf(HandshakeProgress.ClientFlight, HandshakeProgress.Complete);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Off_and_on_know_the_same_facts(SslProtocols version)
    {
        RecordedHandshake recorded = await RecordedHandshake.RunAsync(new() { Protocol = version });

        HandshakeFacts off = Facts(HandshakeTraceLevel.Off);
        HandshakeFacts on = Facts(HandshakeTraceLevel.Capture);

        off.Should().BeEquivalentTo(on, o => o.ComparingByMembers<HandshakeFacts>());

        HandshakeFacts Facts(HandshakeTraceLevel level)
        {
            HandshakeFacts facts = RecordedHandshake.Play(recorded.ClientTape, isServer: false, level).GetFacts();
            return facts with { PeerEnd = facts.PeerEnd!.Value with { Time = default } };
        }
    }

    // The order in which the two alerts and the two ends pass is up to the network; the rest is up to the protocol.
    private static IEnumerable<string> Ordered(IReadOnlyList<HandshakeFrame> frames)
    {
        string[] tail = ["encrypted alert", "FIN"];
        string[] all = [.. frames.Select(f => f.Message)];
        return all.Where(m => !tail.Contains(m)).Concat(all.Where(tail.Contains).Order(StringComparer.Ordinal).OrderBy(m => m == "FIN"));
    }

    private static IEnumerable<(HandshakeFrameKind Kind, long Length)> Rows(HandshakeTrace trace, HandshakeDirection direction) =>
        trace.Frames.Where(f =>
            f.Direction == direction && f.Kind is not (HandshakeFrameKind.Encrypted or HandshakeFrameKind.ApplicationData))
            .Select(f => (f.Kind, f.Length));

    private static IEnumerable<(HandshakeDirection Direction,
        byte[] Bytes)> SingleBytes((HandshakeDirection Direction, byte[] Bytes) piece) =>
        piece.Bytes.Length == 0 ? [piece] : piece.Bytes.Select(b => (piece.Direction, new[] { b }));

    private static IEnumerable<(HandshakeDirection Direction, byte[] Bytes)> Pieces((HandshakeDirection Direction, byte[] Bytes) piece,
        Random random)
    {
        int at = 0;
        do
        {
            int length = Math.Min(piece.Bytes.Length - at, random.Next(1, 100));
            yield return (piece.Direction, piece.Bytes[at..(at + length)]);
            at += length;
        }
        while (at < piece.Bytes.Length);
    }

    private static string Text(HandshakeRecorder recorder) =>
        string.Join('\n', recorder.GetTrace()!.Frames.Select(f => $"{f} {f.Length} {f.Version} {f.RecordVersion} {f.Details?.GetType()}"));
}
