// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers.Binary;
using System.Net;

namespace Cwmp.Tls.Tracing;

/// <summary>Wraps captured bytes into made-up Ethernet, IP and TCP packets in the classic pcap format.</summary>
internal sealed class PcapWriter
{
    private const int EthernetHeader = 14;
    private const int TcpHeader = 20;
    private const int SegmentSize = 1400;
    private const byte Fin = 0x01;
    private const byte Syn = 0x02;
    private const byte Rst = 0x04;
    private const byte Psh = 0x08;
    private const byte Ack = 0x10;

    // RFC 5737: reserved for documentation. Port 443 so that readers know TLS at once.
    private static readonly IPEndPoint DefaultClient = new(new IPAddress([192, 0, 2, 1]), 49152);
    private static readonly IPEndPoint DefaultServer = new(new IPAddress([192, 0, 2, 2]), 443);

    private readonly Stream _output;
    private readonly Peer _client;
    private readonly Peer _server;
    private readonly byte[] _packet = new byte[16 + EthernetHeader + 40 + TcpHeader + SegmentSize];

    private PcapWriter(Stream output, IPEndPoint client, IPEndPoint server)
    {
        _output = output;
        _client = new Peer(client, 1);
        _server = new Peer(server, 2);
    }

    public static void Write(Stream output, Capture capture, bool isServer, IPEndPoint? local, IPEndPoint? remote)
    {
        IPEndPoint client = (isServer ? remote : local) ?? DefaultClient;
        IPEndPoint server = (isServer ? local : remote) ?? DefaultServer;
        var writer = new PcapWriter(output, client, server);
        writer.WriteFileHeader();
        if (capture.Parts.Count > 0)
        {
            writer.WriteConnect(capture.Parts[0].Time);
        }

        foreach (CapturedPart part in capture.Parts)
        {
            writer.WritePart(part, capture.Bytes.AsSpan(part.Offset, part.Length), isServer == (part.Direction == HandshakeDirection.Sent));
        }

        output.Flush();
    }

    private void WriteFileHeader()
    {
        Span<byte> header = stackalloc byte[24];
        BinaryPrimitives.WriteUInt32LittleEndian(header, 0xA1B2C3D4);
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], 2);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], 4);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], 65535);
        BinaryPrimitives.WriteUInt32LittleEndian(header[20..], 1);
        _output.Write(header);
    }

    private void WriteConnect(DateTimeOffset time)
    {
        WritePacket(time, _client, _server, 0, Syn, default);
        WritePacket(time, _server, _client, 0, Syn | Ack, default);
        _client.Position = _server.Position = 1;
        WritePacket(time, _client, _server, 1, Ack, default);
    }

    private void WritePart(CapturedPart part, ReadOnlySpan<byte> bytes, bool isFromServer)
    {
        Peer from = isFromServer ? _server : _client;
        Peer to = isFromServer ? _client : _server;

        // Position 0 is the SYN; a part may follow bytes that were not kept.
        uint position = (uint)(part.Position + 1);
        if (part.IsEnd)
        {
            WritePacket(part.Time, from, to, position, (byte)(Ack | (part.IsReset ? Rst : Fin)), default);
            from.Position = position + 1;
            return;
        }

        while (!bytes.IsEmpty)
        {
            ReadOnlySpan<byte> segment = bytes[..Math.Min(bytes.Length, SegmentSize)];
            bytes = bytes[segment.Length..];
            WritePacket(part.Time, from, to, position, Psh | Ack, segment);
            position += (uint)segment.Length;
            from.Position = position;
        }
    }

    private void WritePacket(DateTimeOffset time, Peer from, Peer to, uint position, byte flags, ReadOnlySpan<byte> data)
    {
        bool isIPv6 = from.Address.Length == 16;
        int ipHeader = isIPv6 ? 40 : 20;
        int length = EthernetHeader + ipHeader + TcpHeader + data.Length;
        Span<byte> packet = _packet.AsSpan(0, 16 + length);
        packet.Clear();
        long microseconds = (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        BinaryPrimitives.WriteUInt32LittleEndian(packet, (uint)(microseconds / 1_000_000));
        BinaryPrimitives.WriteUInt32LittleEndian(packet[4..], (uint)(microseconds % 1_000_000));
        BinaryPrimitives.WriteInt32LittleEndian(packet[8..], length);
        BinaryPrimitives.WriteInt32LittleEndian(packet[12..], length);

        // Locally administered addresses, 02:00:00:00:00:01 for the client and :02 for the server.
        Span<byte> ethernet = packet[16..];
        ethernet[0] = ethernet[6] = 2;
        ethernet[5] = to.Number;
        ethernet[11] = from.Number;
        BinaryPrimitives.WriteUInt16BigEndian(ethernet[12..], isIPv6 ? (ushort)0x86DD : (ushort)0x0800);

        Span<byte> ip = ethernet[EthernetHeader..];
        Span<byte> tcp = ip[ipHeader..];
        BinaryPrimitives.WriteUInt16BigEndian(tcp, from.Port);
        BinaryPrimitives.WriteUInt16BigEndian(tcp[2..], to.Port);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[4..], position);
        BinaryPrimitives.WriteUInt32BigEndian(tcp[8..], (flags & Ack) != 0 ? Math.Max(to.Position, 1) : 0);
        tcp[12] = 5 << 4;
        tcp[13] = flags;
        BinaryPrimitives.WriteUInt16BigEndian(tcp[14..], ushort.MaxValue);
        data.CopyTo(tcp[TcpHeader..]);

        // The pseudo header of RFC 9293 §3.1: both addresses, protocol 6, length.
        uint sum = Sum(from.Address) + Sum(to.Address) + 6 + (uint)tcp.Length;
        BinaryPrimitives.WriteUInt16BigEndian(tcp[16..], Fold(sum + Sum(tcp)));
        WriteIPHeader(ip[..ipHeader], from, to, TcpHeader + data.Length);
        _output.Write(packet);
    }

    private static void WriteIPHeader(Span<byte> ip, Peer from, Peer to, int payload)
    {
        if (ip.Length == 40)
        {
            ip[0] = 0x60;
            BinaryPrimitives.WriteUInt16BigEndian(ip[4..], (ushort)payload);
            ip[6] = 6;
            ip[7] = 64;
            from.Address.CopyTo(ip[8..]);
            to.Address.CopyTo(ip[24..]);
            return;
        }

        ip[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)(20 + payload));
        BinaryPrimitives.WriteUInt16BigEndian(ip[6..], 0x4000);
        ip[8] = 64;
        ip[9] = 6;
        from.Address.CopyTo(ip[12..]);
        to.Address.CopyTo(ip[16..]);
        BinaryPrimitives.WriteUInt16BigEndian(ip[10..], Fold(Sum(ip)));
    }

    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (int i = 0; i + 1 < bytes.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes[i..]);
        }

        return bytes.Length % 2 == 0 ? sum : sum + ((uint)bytes[^1] << 8);
    }

    private static ushort Fold(uint sum)
    {
        sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)~((sum & 0xFFFF) + (sum >> 16));
    }

    private sealed class Peer(IPEndPoint endPoint, byte number)
    {
        public byte[] Address { get; } = endPoint.Address.GetAddressBytes();

        public ushort Port { get; } = (ushort)endPoint.Port;

        public byte Number => number;

        /// <summary>The next sequence number: what the other side acknowledges.</summary>
        public uint Position { get; set; }
    }
}
