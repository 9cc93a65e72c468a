// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls.AspNetCore.Proxies;

/// <summary>
/// Proxies that terminate TLS and forward the client's certificate in the headers <c>Client-Cert</c> and <c>Client-Cert-Chain</c> (RFC
/// 9440). When these headers come from any other address, they are removed and reported. The word of a trusted proxy is not enough for a
/// certificate: its chain is verified again here.
/// </summary>
/// <remarks>
/// The proxy must remove both headers from what clients send, and must set <c>X-Forwarded-Proto: https</c> on what came through TLS. A
/// request with neither that header nor a certificate counts as plain text. The proxy may name the client in <c>X-Forwarded-For</c>; its
/// last entry counts.
/// </remarks>
public sealed class CwmpTrustedProxyOptions
{
    /// <summary>The addresses of the proxies. Default none: the mode is off.</summary>
    public IList<IPNetwork> Networks { get; private set; } = [];

    /// <summary>
    /// Whether what comes through a UNIX socket comes from a trusted proxy. Default false. When true, only the permissions of the socket's
    /// file keep others out.
    /// </summary>
    public bool UnixSockets { get; set; }

    /// <summary>
    /// Judges the certificates that come in headers; a verifier for the role <see cref="PeerRole.CpeDevice"/>. Required where there are
    /// <see cref="Networks"/> or <see cref="UnixSockets"/>. It stays the caller's.
    /// </summary>
    public PeerVerifier? Verifier { get; set; }

    internal bool IsEnabled => Networks.Count > 0 || UnixSockets;

    /// <summary>The copy that an endpoint works with.</summary>
    internal CwmpTrustedProxyOptions Snapshot()
    {
        var copy = (CwmpTrustedProxyOptions)MemberwiseClone();
        copy.Networks = [.. Networks];
        return copy;
    }

    internal IEnumerable<string> Validate()
    {
        if (IsEnabled && Verifier is not { Role: PeerRole.CpeDevice })
        {
            yield return "TrustedProxies.Verifier is required where there are TrustedProxies.Networks or UnixSockets, "
                + "and must be one for the role CpeDevice.";
        }

        if (Networks.Any(network => network.PrefixLength == 0))
        {
            yield return "TrustedProxies.Networks must not hold every address there is.";
        }
    }
}
