// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Sockets;

namespace Cwmp.Tls.ConnectionRequests;

/// <summary>How a <see cref="UdpConnectionRequestClient"/> sends. Read once, when the client is made.</summary>
public sealed class UdpConnectionRequestClientOptions
{
    /// <summary>How many copies of a request are sent, since datagrams get lost and are not answered. Default 3; 1 to 10.</summary>
    public int Copies { get; set; } = 3;

    /// <summary>The time between copies. Default 500 ms; 0 to 1 minute.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// A bound UDP socket to send from, which stays the caller's. A NAT lets in only what comes from the STUN server's address and port, so that is the one to
    /// give. Default null: any port.
    /// </summary>
    public Socket? Socket { get; set; }

    /// <summary>Which addresses are sent to; see <see cref="ConnectionRequestClientOptions.AllowTarget"/>.</summary>
    public Func<IPEndPoint, bool> AllowTarget { get; set; } = static target => ConnectionRequestClientOptions.IsOrdinaryAddress(target.Address);

    /// <summary>Every mistake in the options, in words; empty where there is none.</summary>
    public IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        if (Copies is < 1 or > 10)
        {
            problems.Add($"{nameof(Copies)} must be between 1 and 10, not {Copies}.");
        }

        if (Interval < TimeSpan.Zero || Interval > TimeSpan.FromMinutes(1))
        {
            problems.Add($"{nameof(Interval)} must be between 0 and 1 minute, not {Interval}.");
        }

        if (AllowTarget is null)
        {
            problems.Add($"{nameof(AllowTarget)} is missing.");
        }

        return problems;
    }
}
