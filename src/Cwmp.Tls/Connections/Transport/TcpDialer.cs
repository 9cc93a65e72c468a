// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Sockets;

namespace Cwmp.Tls.Connections.Transport;

/// <summary>Opens the TCP connections of clients.</summary>
internal static class TcpDialer
{
    /// <exception cref="SocketException">The TCP connection could not be opened.</exception>
    /// <exception cref="TimeoutException">The time passed.</exception>
    public static async Task<Socket> DialAsync(EndPoint endPoint, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var timeout = new CancellationTokenSource(limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await socket.ConnectAsync(endPoint, linked.Token).ConfigureAwait(false);
            return socket;
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            string name = endPoint is DnsEndPoint named ? $"{named.Host}:{named.Port}" : $"{endPoint}";
            throw new TimeoutException(
                $"No TCP connection to {name} within {limit.TotalSeconds:0.###} s. "
                    + "Look whether the host is up and a firewall lets the port through.",
                e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
