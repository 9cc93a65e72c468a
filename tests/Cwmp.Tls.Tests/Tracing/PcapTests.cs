// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Security.Authentication;
using Cwmp.Tls.Tracing;

namespace Cwmp.Tls.Tests.Tracing;

public sealed class PcapTests
{
    public static TheoryData<string?, string?> Addresses() => new()
    {
        { null, null },
        { "203.0.113.5:7547", "198.51.100.9:40000" },
        { "[2001:db8::1]:443", "[2001:db8::2]:40000" },
        { "[::ffff:203.0.113.5]:443", "198.51.100.9:40000" },
    };

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task File_carries_both_streams_in_well_formed_packets(string? local, string? remote)
    {
        RecordedHandshake recorded = await RecordedHandshake.RunAsync(new());
        using var file = new MemoryStream();

        recorded.Server.GetTrace()!.WritePcap(file, Parse(local), Parse(remote));

        List<Packet> packets = Packet.ReadFile(file.ToArray());
        packets.Take(3).Select(p => p.Flags).Should().Equal(0x02, 0x12, 0x10);
        packets.Should().OnlyContain(p => p.ChecksumsMatch);
        packets.Select(p => p.Time).Should().BeInAscendingOrder();
        packets.Count(p => (p.Flags & 0x01) != 0).Should().Be(2, "each side ends with a FIN");
        ushort server = packets[0].DestinationPort;
        server.Should().Be((ushort)(Parse(local)?.Port ?? 443));
        Stream(packets, p => p.SourcePort == server).Should().Equal(Bytes(recorded.ServerTape, HandshakeDirection.Sent));
        Stream(packets, p => p.DestinationPort == server).Should().Equal(Bytes(recorded.ServerTape, HandshakeDirection.Received));
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Tshark_decodes_the_file(SslProtocols version)
    {
        RecordedHandshake recorded = await RecordedHandshake.RunAsync(new() { Protocol = version });
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".pcap");
        await using (FileStream file = File.Create(path))
        {
            recorded.Client.GetTrace()!.WritePcap(file);
        }

        try
        {
            string text = await RunTsharkAsync(
                "-r", path, "-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", "-T", "fields", "-e", "_ws.col.Info", "-e",
                    "_ws.expert.message");

            text.Should().Contain("Client Hello").And.Contain("Server Hello").And.Contain("Change Cipher Spec").And.Contain("[FIN, ACK]");
            text.Should().NotContain("Malformed").And.NotContain("incorrect").And.NotContain("Bad checksum").And.NotContain("not captured")
                .And.NotContain("Out-Of-Order").And.NotContain("Retransmission");
            if (version == SslProtocols.Tls12)
            {
                text.Should().Contain("Certificate Request").And.Contain("Certificate Verify").And.Contain("New Session Ticket");
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Reset_is_written_as_a_reset()
    {
        var recorder = new HandshakeRecorder(isServer: true, HandshakeTraceLevel.Capture);
        recorder.Received([22]);
        recorder.ReceivedReset();
        using var file = new MemoryStream();

        recorder.GetTrace()!.WritePcap(file);

        Packet.ReadFile(file.ToArray())[^1].Flags.Should().Be(0x14);
    }

    [Fact]
    public void Ends_keep_their_place_after_bytes_that_were_not_kept()
    {
        var recorder = new HandshakeRecorder(isServer: false, HandshakeTraceLevel.Capture);
        recorder.Sent(new byte[HandshakeTrace.MaxCaptureBytes + 1000]);
        recorder.SentEnd();
        using var file = new MemoryStream();

        HandshakeTrace trace = recorder.GetTrace()!;
        trace.WritePcap(file);

        trace.IsCaptureTruncated.Should().BeTrue();
        List<Packet> packets = Packet.ReadFile(file.ToArray());
        packets[^1].Sequence.Should().Be((uint)HandshakeTrace.MaxCaptureBytes + 1001);
        packets.Sum(p => p.Data.Length).Should().Be(HandshakeTrace.MaxCaptureBytes);
    }

    [Fact]
    public void Capture_of_nothing_is_an_empty_file()
    {
        using var file = new MemoryStream();

        new HandshakeRecorder(isServer: false, HandshakeTraceLevel.Capture).GetTrace()!.WritePcap(file);

        file.Length.Should().Be(24);
    }

    [Fact]
    public void Trace_without_capture_says_how_to_get_one()
    {
        HandshakeTrace trace = new HandshakeRecorder(isServer: false, HandshakeTraceLevel.Messages).GetTrace()!;

        Action write = () => trace.WritePcap(System.IO.Stream.Null);

        trace.IsCaptured.Should().BeFalse();
        write.Should().Throw<InvalidOperationException>().WithMessage("*HandshakeTraceLevel.Capture*");
    }

    [Fact]
    public void Half_given_or_mixed_addresses_are_refused()
    {
        HandshakeTrace trace = new HandshakeRecorder(isServer: false, HandshakeTraceLevel.Capture).GetTrace()!;
        var v4 = new IPEndPoint(IPAddress.Loopback, 1);
        var v6 = new IPEndPoint(IPAddress.IPv6Loopback, 1);

        trace.Invoking(t => t.WritePcap(null!)).Should().Throw<ArgumentNullException>();
        trace.Invoking(t => t.WritePcap(System.IO.Stream.Null, v4)).Should().Throw<ArgumentException>();
        trace.Invoking(t => t.WritePcap(System.IO.Stream.Null, null, v4)).Should().Throw<ArgumentException>();
        trace.Invoking(t => t.WritePcap(System.IO.Stream.Null, v4, v6)).Should().Throw<ArgumentException>();
    }

    private static IPEndPoint? Parse(string? address) => address is null ? null : IPEndPoint.Parse(address);

    private static IEnumerable<byte> Bytes(IEnumerable<(HandshakeDirection Direction, byte[] Bytes)> tape, HandshakeDirection direction) =>
        tape.Where(p => p.Direction == direction).SelectMany(p => p.Bytes);

    private static List<byte> Stream(IEnumerable<Packet> packets, Func<Packet, bool> side)
    {
        var bytes = new List<byte>();
        foreach (Packet packet in packets.Where(p => side(p) && p.Data.Length > 0))
        {
            packet.Sequence.Should().Be((uint)bytes.Count + 1);
            bytes.AddRange(packet.Data);
        }

        return bytes;
    }

    private static async Task<string> RunTsharkAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("tshark", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("tshark is not installed");
            throw;
        }

        using (process)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            Task<string> errors = process.StandardError.ReadToEndAsync(patience.Token);
            string text = await process.StandardOutput.ReadToEndAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
            process.ExitCode.Should().Be(0, await errors);
            return text;
        }
    }

    private sealed record Packet(
        double Time, int Flags, ushort SourcePort, ushort DestinationPort, uint Sequence, byte[] Data, bool ChecksumsMatch)
    {
        public static List<Packet> ReadFile(byte[] file)
        {
            BinaryPrimitives.ReadUInt32LittleEndian(file).Should().Be(0xA1B2C3D4);
            BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(20)).Should().Be(1, "Ethernet");
            var packets = new List<Packet>();
            for (int at = 24; at < file.Length;)
            {
                double time = BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at)) +
                    (BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at + 4)) / 1e6);
                int length = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 8));
                packets.Add(Read(time, file.AsSpan(at + 16, length)));
                at += 16 + length;
            }

            return packets;
        }

        private static Packet Read(double time, ReadOnlySpan<byte> ethernet)
        {
            bool isIPv6 = BinaryPrimitives.ReadUInt16BigEndian(ethernet[12..]) == 0x86DD;
            ReadOnlySpan<byte> ip = ethernet[14..];
            ReadOnlySpan<byte> tcp = ip[(isIPv6 ? 40 : 20)..];
            ReadOnlySpan<byte> addresses = isIPv6 ? ip[8..40] : ip[12..20];
            int said = isIPv6 ? BinaryPrimitives.ReadUInt16BigEndian(ip[4..]) + 40 : BinaryPrimitives.ReadUInt16BigEndian(ip[2..]);
            said.Should().Be(ip.Length);

            // A sum over everything, checksum included, comes to all ones.
            bool ok = (isIPv6 || Sum(ip[..20], 0) == 0xFFFF) && Sum(tcp, Sum(addresses, 6 + (uint)tcp.Length)) == 0xFFFF;
            return new Packet(
                time,
                tcp[13],
                BinaryPrimitives.ReadUInt16BigEndian(tcp),
                BinaryPrimitives.ReadUInt16BigEndian(tcp[2..]),
                BinaryPrimitives.ReadUInt32BigEndian(tcp[4..]),
                tcp[20..].ToArray(),
                ok);
        }

        private static uint Sum(ReadOnlySpan<byte> bytes, uint sum)
        {
            for (int i = 0; i < bytes.Length; i++)
            {
                sum += (uint)bytes[i] << (i % 2 == 0 ? 8 : 0);
                sum = (sum & 0xFFFF) + (sum >> 16);
            }

            return sum;
        }
    }
}
