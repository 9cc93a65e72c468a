// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cwmp.Tls.Connections.Listening;

/// <summary>
/// Reads the header of HAProxy's PROXY protocol, versions 1 and 2 (<c>doc/proxy-protocol.txt</c> of HAProxy). Pure functions over what has
/// arrived so far; never throws. The sections named below are those of that document.
/// </summary>
internal static class ProxyHeaderParser
{
    /// <summary>The longest header taken, of either version: addresses take 216 bytes at most, the rest is for TLVs.</summary>
    public const int MaxLength = 4096;

    // §2.1: the longest line, CRLF included.
    private const int MaxLineLength = 107;

    // §2.2: signature, version and command, family and protocol, length.
    private const int FixedLength = 16;

    private const byte Local = 0;
    private const byte Proxy = 1;
    private const byte Checksum = 0x03;
    private const int ChecksumLength = 4;

    private static ReadOnlySpan<byte> Signature => [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A];

    private static ReadOnlySpan<byte> Line => "PROXY "u8;

    /// <summary>Reads a header at the beginning of what a balancer sent.</summary>
    /// <param name="bytes">All bytes so far.</param>
    /// <param name="header">The header, where it is complete.</param>
    /// <param name="length">How many bytes it takes.</param>
    /// <param name="error">What is wrong, where it is malformed: the end of a sentence.</param>
    public static ProxyHeaderStatus Read(ReadOnlySpan<byte> bytes, out ProxyHeader header, out int length, out string? error)
    {
        header = default;
        length = 0;
        error = null;
        if (Begins(bytes, Line))
        {
            return bytes.Length < Line.Length ? ProxyHeaderStatus.Incomplete : ReadLine(bytes, ref header, ref length, ref error);
        }

        if (Begins(bytes, Signature))
        {
            return bytes.Length < FixedLength ? ProxyHeaderStatus.Incomplete : ReadBinary(bytes, ref header, ref length, ref error);
        }

        return ProxyHeaderStatus.Missing;
    }

    private static bool Begins(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> signature) =>
        bytes.Length < signature.Length ? signature.StartsWith(bytes) : bytes.StartsWith(signature);

    private static ProxyHeaderStatus ReadLine(ReadOnlySpan<byte> bytes, ref ProxyHeader header, ref int length, ref string? error)
    {
        int end = bytes[..Math.Min(bytes.Length, MaxLineLength)].IndexOf("\r\n"u8);
        if (end < 0)
        {
            return bytes.Length < MaxLineLength ? ProxyHeaderStatus.Incomplete : Malformed(ref error, "its line is longer than 107 bytes");
        }

        length = end + 2;
        ReadOnlySpan<byte> line = bytes[Line.Length..end];

        // §2.1: after UNKNOWN everything up to the end of the line is ignored.
        if (line.SequenceEqual("UNKNOWN"u8) || line.StartsWith("UNKNOWN "u8))
        {
            return ProxyHeaderStatus.Complete;
        }

        string[] fields = Encoding.Latin1.GetString(line).Split(' ');
        if (fields.Length != 5)
        {
            return Malformed(ref error, "its line does not have the six fields of version 1");
        }

        AddressFamily family = fields[0] switch
        {
            "TCP4" => AddressFamily.InterNetwork,
            "TCP6" => AddressFamily.InterNetworkV6,
            _ => AddressFamily.Unknown,
        };
        if (family == AddressFamily.Unknown)
        {
            return Malformed(ref error, "its protocol is none of TCP4, TCP6 and UNKNOWN");
        }

        if (!TryReadAddress(fields[1], family, out IPAddress? source) || !TryReadAddress(fields[2], family, out IPAddress? destination))
        {
            return Malformed(ref error, $"an address in it is not one of {fields[0]}");
        }

        if (!TryReadPort(fields[3], out int sourcePort) || !TryReadPort(fields[4], out int destinationPort))
        {
            return Malformed(ref error, "a port in it is not a number from 0 to 65535 without leading zeros");
        }

        header = new ProxyHeader(new IPEndPoint(source!, sourcePort), new IPEndPoint(destination!, destinationPort));
        return ProxyHeaderStatus.Complete;
    }

    // .NET also reads 1.2, 0x7f.1 and fe80::1%eth0: what it prints must be what it read.
    private static bool TryReadAddress(string text, AddressFamily family, out IPAddress? address) =>
        IPAddress.TryParse(text, out address)
        && address.AddressFamily == family
        && (family == AddressFamily.InterNetwork ? address.ToString() == text : !text.AsSpan().ContainsAny("%[]/"));

    private static bool TryReadPort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port)
        && port <= IPEndPoint.MaxPort
        && (text.Length == 1 || text[0] != '0');

    private static ProxyHeaderStatus ReadBinary(ReadOnlySpan<byte> bytes, ref ProxyHeader header, ref int length, ref string? error)
    {
        int version = bytes[12] >> 4;
        int command = bytes[12] & 0x0F;
        int family = bytes[13] >> 4;
        int protocol = bytes[13] & 0x0F;
        length = FixedLength + BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]);
        if (version != 2)
        {
            return Malformed(ref error, $"its binary form has version {version}, which is not 2");
        }

        if (command is not (Local or Proxy))
        {
            return Malformed(ref error, $"its command {command} is neither LOCAL nor PROXY");
        }

        if (family > 3 || protocol > 2)
        {
            return Malformed(ref error, $"its address family and protocol 0x{bytes[13]:X2} are not assigned");
        }

        if (length > MaxLength)
        {
            return Malformed(ref error, $"it is {length} bytes long, and {MaxLength} are taken");
        }

        if (bytes.Length < length)
        {
            return ProxyHeaderStatus.Incomplete;
        }

        ReadOnlySpan<byte> rest = bytes[FixedLength..length];
        int addresses = family switch
        {
            1 => 12,
            2 => 36,
            3 => 216,
            _ => 0,
        };

        // §2.2: the addresses of LOCAL mean nothing and may be missing; what stands there is skipped, and so are the TLVs.
        if (command == Local)
        {
            return ProxyHeaderStatus.Complete;
        }

        if (rest.Length < addresses)
        {
            return Malformed(ref error, "it is too short for the addresses of its family");
        }

        if (!AreVectorsSound(bytes[..length], FixedLength + addresses, ref error))
        {
            return ProxyHeaderStatus.Malformed;
        }

        // Only TCP over IP names a peer that sessions have; others (UNIX sockets, datagrams, unspecified) pass without an address (§2.2).
        if (protocol == 1 && family is 1 or 2)
        {
            int size = family == 1 ? 4 : 16;
            header = new ProxyHeader(
                ReadEndPoint(rest[..size], rest[(2 * size)..]),
                ReadEndPoint(rest[size..(2 * size)], rest[((2 * size) + 2)..]));
        }

        return ProxyHeaderStatus.Complete;
    }

    private static IPEndPoint ReadEndPoint(ReadOnlySpan<byte> address, ReadOnlySpan<byte> port) =>
        new(new IPAddress(address), BinaryPrimitives.ReadUInt16BigEndian(port));

    // §2.2.1 to §2.2.3: type, length in two bytes, value. Only the checksum is looked at; what the others say is nobody's business here.
    private static bool AreVectorsSound(ReadOnlySpan<byte> header, int offset, ref string? error)
    {
        while (offset < header.Length)
        {
            int value = offset + 3;
            int end = value <= header.Length ? value + BinaryPrimitives.ReadUInt16BigEndian(header[(offset + 1)..]) : int.MaxValue;
            if (end > header.Length)
            {
                error = "a TLV in it runs over its end";
                return false;
            }

            if (header[offset] == Checksum && !IsChecksumRight(header, value, end - value))
            {
                error = "its CRC32C is wrong";
                return false;
            }

            offset = end;
        }

        return true;
    }

    // §2.2.3: over the whole header, with zeros in place of the checksum.
    private static bool IsChecksumRight(ReadOnlySpan<byte> header, int offset, int length)
    {
        if (length != ChecksumLength)
        {
            return false;
        }

        uint checksum = Crc32C(Crc32C(uint.MaxValue, header[..offset]), [0, 0, 0, 0]);
        checksum = ~Crc32C(checksum, header[(offset + length)..]);
        return checksum == BinaryPrimitives.ReadUInt32BigEndian(header[offset..]);
    }

    private static uint Crc32C(uint checksum, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            checksum = System.Numerics.BitOperations.Crc32C(checksum, value);
        }

        return checksum;
    }

    private static ProxyHeaderStatus Malformed(ref string? error, string what)
    {
        error = what;
        return ProxyHeaderStatus.Malformed;
    }
}
