// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;

namespace Cwmp.Tls.ConnectionRequests;

/// <summary>
/// Finds the addresses to which a connection request may go, over HTTP and over UDP. The client sends to these very addresses and resolves
/// nothing again: a name that resolves differently a moment later gains nothing.
/// </summary>
/// <param name="allow">Which addresses are allowed: <c>AllowTarget</c> of the options.</param>
/// <param name="resolve">Resolves host names; null for the resolver of the system.</param>
internal sealed class ConnectionRequestTargets(Func<IPEndPoint, bool> allow, Func<string, CancellationToken, Task<IPAddress[]>>? resolve)
{
    // A name with more addresses could keep a request busy for long.
    private const int MaxAddresses = 4;

    /// <summary>The allowed addresses of a URL's host, in the order of the resolver; none where all are refused.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The host name does not resolve.</exception>
    public async Task<IReadOnlyList<IPEndPoint>> FindAsync(ConnectionRequestUrl url, CancellationToken cancellationToken)
    {
        IPAddress[] addresses = await (resolve ?? Dns.GetHostAddressesAsync)(url.Host, cancellationToken).ConfigureAwait(false);
        return
        [
            .. addresses
                .Select(address => new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, url.Port))
                .Where(allow)
                .Take(MaxAddresses),
        ];
    }
}
