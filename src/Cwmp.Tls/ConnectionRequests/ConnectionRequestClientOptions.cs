// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Sockets;

namespace Cwmp.Tls.ConnectionRequests;

/// <summary>How a <see cref="ConnectionRequestClient"/> behaves. Read once, when the client is made.</summary>
public sealed class ConnectionRequestClientOptions
{
    /// <summary>Whether Basic may be used where a device offers no Digest. Default false: the password would cross the network in the clear.</summary>
    public bool AllowBasic { get; set; }

    /// <summary>How long the whole request may take, name resolution included. Default 20 s; 100 ms to 5 minutes.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long one TCP connection may take to open. Default 10 s; 100 ms to 5 minutes.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest response head read, in bytes. Default 16,384; 512 to 65,536. Bodies are never kept.</summary>
    public int MaxResponseHeadBytes { get; set; } = 16384;

    /// <summary>
    /// Which addresses the client connects to. The URL comes from the device, so without a limit it could make the ACS send requests to the
    /// ACS's own network. Called with each resolved address just before it is connected to; IPv4-mapped addresses come as IPv4. Default
    /// <see cref="IsOrdinaryAddress"/>; an ACS that knows its access networks should name them here.
    /// </summary>
    public Func<IPEndPoint, bool> AllowTarget { get; set; } = static target => IsOrdinaryAddress(target.Address);

    /// <summary>
    /// The default of <see cref="AllowTarget"/>: any unicast address, private ones included (devices live there), but not loopback, link-local
    /// (cloud metadata services live there, and at fd00:ec2::/32), multicast, broadcast, unspecified or reserved ones.
    /// </summary>
    /// <param name="address">The address.</param>
    public static bool IsOrdinaryAddress(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        Span<byte> octets = stackalloc byte[16];
        address.TryWriteBytes(octets, out int length);
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            // RFC 6890: 0/8, 127/8, 169.254/16, 192.0.0/24; 224/4 multicast and 240/4 reserved with the broadcast address.
            return octets[0] is not (0 or 127 or >= 224) && !octets.StartsWith<byte>([169, 254]) && !octets.StartsWith<byte>([192, 0, 0]);
        }

        // Addresses that carry an IPv4 address inside: mapped, translated (RFC 7915's ancestor, ::ffff:0:0:0/96), NAT64's well-known prefix (RFC 6052), 6to4 (RFC 3056).
        if (address.IsIPv4MappedToIPv6 || octets.StartsWith<byte>([0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0]) ||
            octets.StartsWith<byte>([0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0]))
        {
            return IsOrdinaryAddress(new IPAddress(octets[12..length]));
        }

        if (octets.StartsWith<byte>([0x20, 0x02]))
        {
            return IsOrdinaryAddress(new IPAddress(octets[2..6]));
        }

        // Cloud metadata services that have a unique local address instead of a link-local one: fd00:ec2::/32.
        if (octets.StartsWith<byte>([0xfd, 0, 0x0e, 0xc2]))
        {
            return false;
        }

        // ::/96 holds unspecified, loopback and the deprecated IPv4-compatible addresses.
        return !address.IsIPv6LinkLocal && !address.IsIPv6Multicast && !address.IsIPv6SiteLocal && octets[..12].ContainsAnyExcept((byte)0);
    }

    /// <summary>Every mistake in the options, in words; empty where there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        CheckTime(Timeout, nameof(Timeout));
        CheckTime(ConnectTimeout, nameof(ConnectTimeout));
        if (MaxResponseHeadBytes is < 512 or > 65536)
        {
            problems.Add($"{nameof(MaxResponseHeadBytes)} must be between 512 and 65536, not {MaxResponseHeadBytes}.");
        }

        if (AllowTarget is null)
        {
            problems.Add($"{nameof(AllowTarget)} is missing.");
        }

        return problems;

        void CheckTime(TimeSpan value, string name)
        {
            if (value < TimeSpan.FromMilliseconds(100) || value > TimeSpan.FromMinutes(5))
            {
                problems.Add($"{name} must be between 100 ms and 5 minutes, not {value}.");
            }
        }
    }
}
