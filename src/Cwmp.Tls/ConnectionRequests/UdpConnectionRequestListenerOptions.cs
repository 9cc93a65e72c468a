// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;

namespace Cwmp.Tls.ConnectionRequests;

/// <summary>How a <see cref="UdpConnectionRequestListener"/> listens. Read once, when it starts.</summary>
public sealed class UdpConnectionRequestListenerOptions
{
    /// <summary>Where to listen. Default every IPv4 address, port 7547; port 0 takes a free one.</summary>
    public IPEndPoint EndPoint { get; set; } = new(IPAddress.Any, 7547);

    /// <summary>The ConnectionRequestUsername. Default empty.</summary>
    public string Username { get; set; } = "";

    /// <summary>The ConnectionRequestPassword. Default empty, which refuses everybody.</summary>
    public string Password { get; set; } = "";

    /// <summary>The <see cref="UdpConnectionRequestListener.LastTimestamp"/> of before a restart; without it an old message works once more. Default 0.</summary>
    public long LastTimestamp { get; set; }

    /// <summary>How old a message may be; only for a device whose clock is right. Default null, any age.</summary>
    public TimeSpan? MaxAge { get; set; }
}
