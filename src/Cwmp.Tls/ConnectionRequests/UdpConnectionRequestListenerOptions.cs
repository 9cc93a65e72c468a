// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.ConnectionRequests;

/// <summary>
/// How a <see cref="UdpConnectionRequestListener"/> listens. The listener checks the options when it is made, reports every mistake at
/// once, and keeps a copy: later changes have no effect.
/// </summary>
public sealed class UdpConnectionRequestListenerOptions
{
    /// <summary>Where to listen. Default every IPv4 address, port 7547; port 0 takes a free one.</summary>
    public IPEndPoint EndPoint { get; set; } = new(IPAddress.Any, 7547);

    /// <summary>The ConnectionRequestUsername. Default empty.</summary>
    public string Username { get; set; } = "";

    /// <summary>The ConnectionRequestPassword. Default empty, which accepts no request.</summary>
    public string Password { get; set; } = "";

    /// <summary>
    /// The <see cref="UdpConnectionRequestListener.LastTimestamp"/> from before a restart. Without it an old message works once more.
    /// Default 0.
    /// </summary>
    public long LastTimestamp { get; set; }

    /// <summary>How old a message may be; only for a device whose clock is right. Longer than zero; default null: any age.</summary>
    public TimeSpan? MaxAge { get; set; }

    /// <summary>Where the life of the listener and accepted requests are logged. Default null: nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; set; }

    /// <summary>The clock. Default the system's.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>A copy that later changes do not reach.</summary>
    internal UdpConnectionRequestListenerOptions Snapshot()
    {
        var copy = (UdpConnectionRequestListenerOptions)MemberwiseClone();
        copy.EndPoint = EndPoint is null ? null! : new IPEndPoint(EndPoint.Address, EndPoint.Port);
        return copy;
    }

    /// <summary>Every mistake in the options, in words; empty where there is none.</summary>
    internal IReadOnlyList<string> Validate()
    {
        var problems = new List<string>();
        Check(EndPoint is not null, $"{nameof(EndPoint)} is missing.");
        Check(Username is not null, $"{nameof(Username)} is missing.");
        Check(Password is not null, $"{nameof(Password)} is missing; the empty text accepts no request.");
        Check(LastTimestamp >= 0, $"{nameof(LastTimestamp)} must be at least 0, not {LastTimestamp}.");
        Check(MaxAge is null || MaxAge > TimeSpan.Zero, $"{nameof(MaxAge)} must be longer than zero, not {MaxAge}.");
        Check(TimeProvider is not null, $"{nameof(TimeProvider)} is missing.");
        return problems;

        void Check(bool ok, string problem)
        {
            if (!ok)
            {
                problems.Add(problem);
            }
        }
    }
}
