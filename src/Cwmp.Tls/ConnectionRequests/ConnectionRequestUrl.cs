// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Cwmp.Tls.ConnectionRequests;

/// <summary>
/// The parts of a ConnectionRequestURL (TR-069 §3.2.2: <c>http://host:port/path</c>), unchanged: the device compares the path octet for
/// octet, so nothing is unescaped, shortened or normalised.
/// </summary>
internal sealed record ConnectionRequestUrl
{
    /// <summary>The data model allows 256 characters; longer URLs of devices are accepted up to this length.</summary>
    public const int MaxLength = 1024;

    /// <summary>The host name or address; an IPv6 address has no brackets here.</summary>
    public required string Host { get; init; }

    public required int Port { get; init; }

    /// <summary>Host and port as they are in the URL.</summary>
    public required string Authority { get; init; }

    /// <summary>The device as far as credentials are concerned: the URL without its path.</summary>
    public Uri Origin => new UriBuilder(Uri.UriSchemeHttp, Host, Port).Uri;

    /// <summary>Path and query as they are in the URL; <c>/</c> where there is no path.</summary>
    public required string Target { get; init; }

    public static bool TryParse(string text, [NotNullWhen(true)] out ConnectionRequestUrl? url, out string problem)
    {
        const string Scheme = "http://";
        url = null;
        if (text.Length is 0 or > MaxLength)
        {
            problem = text.Length == 0 ? "The URL is empty." : $"The URL has {text.Length} characters; {MaxLength} are allowed.";
            return false;
        }

        if (text.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            problem = "The URL has a character that is not printable ASCII.";
            return false;
        }

        // TR-069 §3.2.2: connection requests are plain HTTP.
        if (!text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            problem = "The URL does not begin with http://.";
            return false;
        }

        ReadOnlySpan<char> rest = text.AsSpan(Scheme.Length);
        int end = rest.IndexOfAny("/?#\\");
        ReadOnlySpan<char> authority = end < 0 ? rest : rest[..end];
        string target = end < 0 ? "/" : rest[end..].ToString();
        target = target.StartsWith('?') ? "/" + target : target;
        if (authority.Contains('@'))
        {
            problem = "The URL has user information.";
            return false;
        }

        if (!target.StartsWith('/') || target.Contains('#', StringComparison.Ordinal))
        {
            problem = "The URL has a fragment or a backslash.";
            return false;
        }

        if (!TrySplit(authority, out string host, out int port))
        {
            problem = "The URL's host or port is not valid.";
            return false;
        }

        problem = "";
        url = new ConnectionRequestUrl { Host = host, Port = port, Authority = authority.ToString(), Target = target };
        return true;
    }

    private static bool TrySplit(ReadOnlySpan<char> authority, out string host, out int port)
    {
        host = "";
        port = 80;
        bool isBracketed = authority.StartsWith("[");
        int hostEnd = isBracketed ? authority.IndexOf(']') + 1 : authority.IndexOf(':');
        hostEnd = hostEnd < 0 ? authority.Length : hostEnd;
        ReadOnlySpan<char> portText = authority[hostEnd..];
        if (hostEnd == 0 || (!portText.IsEmpty &&
            (portText[0] != ':' || !int.TryParse(portText[1..], NumberStyles.None, CultureInfo.InvariantCulture, out port) ||
            port is < 1 or > 65535)))
        {
            return false;
        }

        host = isBracketed ? authority[1..(hostEnd - 1)].ToString() : authority[..hostEnd].ToString();
        return isBracketed
            ? IPAddress.TryParse(host, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetworkV6 &&
                !host.Contains('%', StringComparison.Ordinal)
            : Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4;
    }
}
