// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;

namespace Cwmp.Tls.Tracing;

/// <summary>
/// What one TLS connection sent and received, decoded: what tcpdump and Wireshark show on the wire, seen from inside the process.
/// The object is an immutable snapshot that is safe to share between threads. The connection continues, and does not change it.
/// </summary>
/// <remarks>
/// A trace holds no keys and no application data. It does name what travels in plain text: the host asked for and, in TLS 1.2,
/// the subjects of both certificate chains, which for a CPE is the device's identity.
/// </remarks>
/// <example>
/// <code>
/// using CwmpTlsContext context = builder.SetTrace(HandshakeTraceLevel.Messages).Build();
/// await using CwmpTlsSession session = context.CreateSession(socket);
/// await session.AcceptAsync();
/// Console.Write(session.Trace!.ToTable());
/// </code>
/// </example>
public sealed class HandshakeTrace
{
    /// <summary>The most frames that are kept. Later ones are counted in <see cref="Dropped"/>, except how the connection ended.</summary>
    public const int MaxFrames = 256;

    /// <summary>About how many bytes of decoded details are kept over all frames; frames after that come without details.</summary>
    public const int MaxDetailBytes = 64 * 1024;

    /// <summary>The most bytes that are kept for <see cref="WritePcap"/>, both directions together.</summary>
    public const int MaxCaptureBytes = 256 * 1024;

    private readonly Capture? _capture;

    internal HandshakeTrace(bool isServer, HandshakeFrame[] frames, long dropped, long bytesSent, long bytesReceived, Capture? capture)
    {
        IsServer = isServer;
        Frames = Array.AsReadOnly(frames);
        Dropped = dropped;
        BytesSent = bytesSent;
        BytesReceived = bytesReceived;
        _capture = capture;
    }

    /// <summary>Whether this side was the TLS server (in CWMP: the ACS).</summary>
    public bool IsServer { get; }

    /// <summary>The frames in the order they passed.</summary>
    public IReadOnlyList<HandshakeFrame> Frames { get; }

    /// <summary>How many frames are missing because the trace was full.</summary>
    public long Dropped { get; }

    /// <summary>All bytes sent until now, TLS overhead included.</summary>
    public long BytesSent { get; }

    /// <summary>All bytes received until now, TLS overhead included.</summary>
    public long BytesReceived { get; }

    /// <summary>Whether the bytes were kept (<see cref="HandshakeTraceLevel.Capture"/>), so that <see cref="WritePcap"/> works.</summary>
    public bool IsCaptured => _capture is not null;

    /// <summary>Whether more bytes passed than were kept.</summary>
    public bool IsCaptureTruncated => _capture is { IsTruncated: true };

    /// <summary>
    /// A text table with a row for each frame: number, seconds since the first frame, direction, version, message, length, details.
    /// Lines end with a line feed.
    /// </summary>
    /// <param name="client">What to call the TLS client.</param>
    /// <param name="server">What to call the TLS server.</param>
    /// <param name="width">Where long details are cut, in characters; 0 shows them whole.</param>
    /// <exception cref="ArgumentNullException">A name is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The width is negative.</exception>
    public string ToTable(string client = "CPE", string server = "ACS", int width = 160)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(server);
        ArgumentOutOfRangeException.ThrowIfNegative(width);
        return TraceTable.Render(this, client, server, width);
    }

    /// <summary>
    /// Writes the captured bytes as a pcap file that Wireshark and tshark decode: Ethernet, IP and TCP headers are made up around
    /// the bytes, with a TCP handshake before and the FINs (or a reset) after them.
    /// </summary>
    /// <param name="output">Where to write. Not closed.</param>
    /// <param name="local">This side's address, or null for an address reserved for documentation. Both or none.</param>
    /// <param name="remote">The peer's address.</param>
    /// <exception cref="ArgumentNullException"><paramref name="output"/> is null.</exception>
    /// <exception cref="ArgumentException">Only one address is given, or they are of different families.</exception>
    /// <exception cref="InvalidOperationException">The trace was not made with <see cref="HandshakeTraceLevel.Capture"/>.</exception>
    public void WritePcap(Stream output, IPEndPoint? local = null, IPEndPoint? remote = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        local = WithoutMapping(local);
        remote = WithoutMapping(remote);
        if (local?.AddressFamily != remote?.AddressFamily)
        {
            throw new ArgumentException("Give both addresses of one family, or none.", nameof(remote));
        }

        if (_capture is null)
        {
            throw new InvalidOperationException(
                $"This trace kept no bytes; ask for "
                    + $"{nameof(HandshakeTraceLevel)}.{nameof(HandshakeTraceLevel.Capture)} before the handshake.");
        }

        PcapWriter.Write(output, _capture, IsServer, local, remote);
    }

    // A dual-mode socket shows IPv4 peers as ::ffff:a.b.c.d.
    private static IPEndPoint? WithoutMapping(IPEndPoint? address) =>
        address is { Address.IsIPv4MappedToIPv6: true } ? new IPEndPoint(address.Address.MapToIPv4(), address.Port) : address;

    /// <summary>The same as <see cref="ToTable"/> with its defaults.</summary>
    public override string ToString() => ToTable();
}
