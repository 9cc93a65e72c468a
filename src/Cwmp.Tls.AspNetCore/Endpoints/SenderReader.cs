// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Sockets;
using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.AspNetCore.Diagnostics;
using Cwmp.Tls.AspNetCore.Proxies;
using Cwmp.Tls.Verification.Results;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.AspNetCore.Endpoints;

/// <summary>
/// Finds out who sent a request, from the connection itself. Headers count where they come from a trusted proxy; whether it is one, its
/// socket alone tells. What other middleware made of headers (forwarded headers, for example) is good enough for reports and limits, never
/// for trust. Thread-safe.
/// </summary>
internal sealed class SenderReader(CwmpTrustedProxyOptions proxies, ILogger logger)
{
    private const string ForwardedProtocol = "X-Forwarded-Proto";
    private const string ForwardedFor = "X-Forwarded-For";

    private readonly IPNetwork[] _proxies = [.. proxies.Networks];

    /// <summary>False where a trusted proxy's headers are malformed: then nobody can be believed.</summary>
    public bool TryRead(HttpContext context, out Sender sender)
    {
        IHeaderDictionary headers = context.Request.Headers;
        if (proxies.IsEnabled && PeerOf(context) is { } peer && IsTrusted(peer))
        {
            return TryReadForwarded(context, peer, out sender);
        }

        ConnectionInfo connection = context.Connection;
        IPEndPoint? remote = connection.RemoteIpAddress is { } address ? new IPEndPoint(address, connection.RemotePort) : null;
        Ignore(headers, ClientCertHeader.Certificate, remote);
        Ignore(headers, ClientCertHeader.Chain, remote);
        sender = new Sender
        {
            Evidence = EvidenceOf(context, remote),
            ConnectionKey = context.Connection.Id,
            Address = remote?.Address,
        };
        return true;
    }

    private static AcsPeerEvidence EvidenceOf(HttpContext context, IPEndPoint? remote)
    {
        if (context.Features.Get<ICwmpTlsFeature>() is { } tls)
        {
            return tls.Judge();
        }

        // TLS of somebody else's making protects the password, but its certificates were not judged by our rules.
        return context.Features.Get<ITlsHandshakeFeature>() is not null
            ? AcsPeerEvidence.FromTls(null, remote?.ToString())
            : new AcsPeerEvidence { RemoteAddress = remote?.ToString() };
    }

    // Not HttpContext.Connection, which the forwarded-headers middleware overwrites with what a header says.
    private static EndPoint? PeerOf(HttpContext context)
    {
        if (context.Features.Get<IConnectionEndPointFeature>() is { } feature)
        {
            return feature.RemoteEndPoint;
        }

        try
        {
            return context.Features.Get<IConnectionSocketFeature>()?.Socket.RemoteEndPoint;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The connection is gone, and nobody waits for the answer.
            return null;
        }
    }

    private bool IsTrusted(EndPoint peer)
    {
        if (peer is not IPEndPoint { Address: var address })
        {
            return proxies.UnixSockets && peer is UnixDomainSocketEndPoint;
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return Array.Exists(_proxies, network => network.Contains(address));
    }

    private void Ignore(IHeaderDictionary headers, string name, IPEndPoint? remote)
    {
        if (headers.Remove(name))
        {
            AspNetCoreLog.ProxyHeaderIgnored(logger, name, remote?.ToString());
        }
    }

    private bool TryReadForwarded(HttpContext context, EndPoint proxy, out Sender sender)
    {
        sender = default;
        IHeaderDictionary headers = context.Request.Headers;
        bool hasAddress = IPAddress.TryParse(LastOf(headers[ForwardedFor].ToString()), out IPAddress? address);
        string through = proxy is IPEndPoint ? proxy.ToString()! : "a UNIX socket";
        string remote = hasAddress ? $"{address} through {through}" : through;
        AcsPeerEvidence evidence;
        if (!ClientCertHeader.IsAbsent(headers[ClientCertHeader.Certificate]))
        {
            if (!ClientCertHeader.TryReadCertificate(headers[ClientCertHeader.Certificate], out byte[]? leaf))
            {
                AspNetCoreLog.ProxyHeaderMalformed(logger, ClientCertHeader.Certificate, remote);
                return false;
            }

            if (!ClientCertHeader.TryReadChain(headers[ClientCertHeader.Chain], out List<ReadOnlyMemory<byte>> chain))
            {
                AspNetCoreLog.ProxyHeaderMalformed(logger, ClientCertHeader.Chain, remote);
                return false;
            }

            VerifyResult result = proxies.Verifier!.Verify(leaf, chain);
            if (!result.IsAccepted)
            {
                AspNetCoreLog.ForwardedPeerRefused(logger, remote, result.ToString());
            }

            evidence = AcsPeerEvidence.FromTls(result, remote);
        }
        else
        {
            evidence = new AcsPeerEvidence
            {
                IsSecure = headers[ForwardedProtocol].ToString().Equals("https", StringComparison.OrdinalIgnoreCase),
                RemoteAddress = remote,
            };
        }

        sender = new Sender { Evidence = evidence, Address = address };
        return true;
    }

    private static string LastOf(string list) => list[(list.LastIndexOf(',') + 1)..].Trim();
}
