// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Sockets;

namespace Cwmp.Tls.Verification.Names;

/// <summary>Addresses as octets: four or sixteen, and with a mask behind them in a constraint.</summary>
internal static class IpName
{
    /// <summary>RFC 5280 §4.2.1.10 with RFC 4632: address and mask, the mask being a run of ones and then zeros.</summary>
    public static bool IsNetwork(ReadOnlySpan<byte> value)
    {
        if (value.Length is not (8 or 32))
        {
            return false;
        }

        bool ended = false;
        foreach (byte b in value[(value.Length / 2)..])
        {
            // A contiguous octet, inverted, is one less than a power of two.
            int inverted = (byte)~b;
            if ((inverted & (inverted + 1)) != 0 || (ended && b != 0))
            {
                return false;
            }

            ended |= b != 0xFF;
        }

        return true;
    }

    public static bool IsWithin(ReadOnlySpan<byte> address, ReadOnlySpan<byte> network)
    {
        if (network.Length != address.Length * 2)
        {
            return false;
        }

        for (int i = 0; i < address.Length; i++)
        {
            if (((address[i] ^ network[i]) & network[address.Length + i]) != 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Text that is an address in its canonical form: dotted decimal (RFC 3986 §3.2.2) or RFC 5952.</summary>
    public static bool IsCanonicalText(string text, IPAddress address) =>
        string.Equals(address.ToString(), text, StringComparison.Ordinal)
        && address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6;

    public static bool Is(IPAddress address, ReadOnlySpan<byte> octets)
    {
        Span<byte> buffer = stackalloc byte[16];
        return address.TryWriteBytes(buffer, out int written) && buffer[..written].SequenceEqual(octets);
    }

    /// <summary>
    /// Dotted decimal read leniently, leading zeros being decimal: 192.168.001.001. The platform's parser takes those for octal, so
    /// what a person would read has to be asked for separately. Null where it is no such text.
    /// </summary>
    public static byte[]? ReadLenientIpv4(string text)
    {
        string[] parts = text.Split('.', 5);
        byte[] octets = new byte[4];
        bool valid = parts.Length == 4;
        for (int i = 0; i < 4 && valid; i++)
        {
            valid = byte.TryParse(
                parts[i], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out octets[i]);
        }

        return valid ? octets : null;
    }
}
