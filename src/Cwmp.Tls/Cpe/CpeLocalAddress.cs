// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Sockets;

namespace Cwmp.Tls.Cpe;

/// <summary>The address that the device has on its way to the ACS.</summary>
internal static class CpeLocalAddress
{
    // A silent name server must not hold up the session that would tell of it.
    private static readonly TimeSpan LongestLookup = TimeSpan.FromSeconds(5);

    /// <summary>Finds the address for the URL of a listener.</summary>
    /// <param name="bound">Where the listener listens.</param>
    /// <param name="acs">The URL of the ACS.</param>
    /// <param name="time">The clock of the lookup.</param>
    /// <param name="cancellationToken">Ends the engine.</param>
    /// <returns>The address; null while there is no way to the ACS.</returns>
    public static async ValueTask<IPAddress?> FindAsync(
        IPEndPoint bound, string acs, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!bound.Address.Equals(IPAddress.Any) && !bound.Address.Equals(IPAddress.IPv6Any))
        {
            return bound.Address;
        }

        if (!Uri.TryCreate(acs, UriKind.Absolute, out Uri? url) || url.Port <= 0)
        {
            return null;
        }

        try
        {
            // Connecting a datagram socket sends nothing; it only asks the routing table.
            using CancellationTokenSource limit = new(LongestLookup, time);
            using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            using Socket probe = bound.AddressFamily == AddressFamily.InterNetworkV6
                ? new Socket(SocketType.Dgram, ProtocolType.Udp)
                : new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            await probe.ConnectAsync(url.DnsSafeHost, url.Port, linked.Token).ConfigureAwait(false);
            IPAddress local = ((IPEndPoint)probe.LocalEndPoint!).Address;
            return local.IsIPv4MappedToIPv6 ? local.MapToIPv4() : local;
        }
        catch (Exception e) when (e is not OutOfMemoryException && !cancellationToken.IsCancellationRequested)
        {
            // The URL of the ACS may hold anything: a host without an address, an address of the other family, a text that is not a name.
            return null;
        }
    }
}
