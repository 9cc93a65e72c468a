// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.ConnectionRequests;

/// <summary>
/// How a <see cref="ConnectionRequestClient"/> behaves. The client checks the options when it is made, reports every mistake at once, and
/// keeps a copy: later changes have no effect.
/// </summary>
public sealed class ConnectionRequestClientOptions
{
    /// <summary>
    /// Whether the client uses Basic where a device does not offer Digest. Default false: with Basic the password crosses the network in
    /// the clear.
    /// </summary>
    public bool AllowBasic { get; set; }

    /// <summary>How long the whole request may take, name resolution included. Default 20 s; 100 ms to 5 minutes.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long one TCP connection may take to open. Default 10 s; 100 ms to 5 minutes.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest response head that is read, in bytes. Default 16,384; 512 to 65,536. Bodies are never kept.</summary>
    public int MaxResponseHeadBytes { get; set; } = 16384;

    /// <summary>
    /// Which addresses the client connects to. The URL comes from the device: without a limit a device could make the ACS send requests
    /// into the network of the ACS. The client calls this with each address of the host, just before it connects; it gives an IPv4-mapped
    /// address as IPv4. Default <see cref="IsOrdinaryAddress"/>. An ACS that knows its access networks should allow only those.
    /// </summary>
    public Func<IPEndPoint, bool> AllowTarget { get; set; } = static target => IsOrdinaryAddress(target.Address);

    /// <summary>Where outcomes are logged. Default null: nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>The clock of the time limits. Default the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>
    /// The default of <see cref="AllowTarget"/>: every unicast address, private ones included because devices have them. It refuses
    /// loopback, link-local (cloud metadata services have such addresses, and fd00:ec2::/32), multicast, broadcast, unspecified and
    /// reserved addresses.
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

        // Addresses with an IPv4 address inside: mapped, translated (RFC 2765, ::ffff:0:0:0/96), NAT64's well-known prefix (RFC 6052) and,
        // below, 6to4 (RFC 3056).
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

    /// <summary>Replaces the resolver of the system in tests; null for that.</summary>
    internal Func<string, CancellationToken, Task<IPAddress[]>>? Resolve { get; set; }

    /// <summary>A copy that later changes do not reach.</summary>
    internal ConnectionRequestClientOptions Snapshot() => (ConnectionRequestClientOptions)MemberwiseClone();

    /// <summary>Every mistake in the options, in words; empty where there is none.</summary>
    internal IReadOnlyList<string> Validate()
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

        if (TimeProvider is null)
        {
            problems.Add($"{nameof(TimeProvider)} is missing.");
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
