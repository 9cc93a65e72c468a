// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.ConnectionRequests;

/// <summary>
/// How a <see cref="UdpConnectionRequestClient"/> sends. The client checks the options when it is made, reports every mistake at once, and
/// keeps a copy: later changes have no effect.
/// </summary>
public sealed class UdpConnectionRequestClientOptions
{
    /// <summary>
    /// How many copies of a request are sent. Datagrams get lost, and the device does not answer them. Default 3; 1 to 10.
    /// </summary>
    public int Copies { get; set; } = 3;

    /// <summary>The time between copies. Default 500 ms; 0 to 1 minute.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>
    /// A bound UDP socket to send from; the caller disposes it. A NAT lets in only what comes from the address and port of the STUN server,
    /// so give the socket of the STUN server. Default null: a new socket on any port.
    /// </summary>
    public Socket? Socket { get; set; }

    /// <summary>Which addresses the client sends to; see <see cref="ConnectionRequestClientOptions.AllowTarget"/>.</summary>
    public Func<IPEndPoint, bool> AllowTarget { get; set; } =
        static target => ConnectionRequestClientOptions.IsOrdinaryAddress(target.Address);

    /// <summary>Where outcomes are logged. Default null: nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>The clock of time stamps and intervals. Default the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Replaces the resolver of the system in tests; null for that.</summary>
    internal Func<string, CancellationToken, Task<IPAddress[]>>? Resolve { get; set; }

    /// <summary>A copy that later changes do not reach.</summary>
    internal UdpConnectionRequestClientOptions Snapshot() => (UdpConnectionRequestClientOptions)MemberwiseClone();

    /// <summary>Every mistake in the options, in words; empty where there is none.</summary>
    internal IReadOnlyList<string> Validate()
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

        if (TimeProvider is null)
        {
            problems.Add($"{nameof(TimeProvider)} is missing.");
        }

        return problems;
    }
}
