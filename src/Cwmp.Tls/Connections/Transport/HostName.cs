// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Cwmp.Tls.Connections.Transport;

/// <summary>The host of a URL in the form that certificates and SNI use.</summary>
internal static class HostName
{
    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = false };

    /// <summary>
    /// Without brackets and final dot, international names as A-labels (RFC 6125 §6.4.2). Throws <see cref="ArgumentException"/>.
    /// </summary>
    public static string Normalize(string host)
    {
        string name = WithoutBrackets(host);
        if (IPAddress.TryParse(name, out IPAddress? address))
        {
            // A zone is this host's own business and stands in no certificate.
            return address.ScopeIdOrNone() is 0 ? address.ToString() : new IPAddress(address.GetAddressBytes()).ToString();
        }

        name = name.TrimEnd('.');
        try
        {
            name = Idn.GetAscii(name);
        }
        catch (ArgumentException)
        {
            name = "";
        }

        return Uri.CheckHostName(name) == UriHostNameType.Dns && name.Length <= 253
            ? name
            : throw new ArgumentException(
                "Expected a DNS name or an IP address, as it stands in the ACS URL between \"https://\" and the port.", nameof(host));
    }

    /// <summary>Whether the host is an address with a zone, such as <c>fe80::1%eth0</c>.</summary>
    public static bool TryReadZoned(string host, [NotNullWhen(true)] out IPAddress? address) =>
        IPAddress.TryParse(WithoutBrackets(host), out address) && address.ScopeIdOrNone() != 0;

    private static string WithoutBrackets(string host) => host.Length > 2 && host[0] == '[' && host[^1] == ']' ? host[1..^1] : host;

    private static long ScopeIdOrNone(this IPAddress address) =>
        address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? address.ScopeId : 0;
}
