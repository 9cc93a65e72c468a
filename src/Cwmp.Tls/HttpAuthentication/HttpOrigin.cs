// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.HttpAuthentication;

/// <summary>A server as far as credentials are concerned (RFC 6454): scheme, host and port of a URL.</summary>
internal readonly record struct HttpOrigin(string Scheme, string Host, int Port)
{
    public bool IsTls => Scheme == Uri.UriSchemeHttps;

    public override string ToString() => $"{Scheme}://{Host}:{Port}";

    // Uri has put scheme and host in lower case.
    public static HttpOrigin Of(Uri url) => new(url.Scheme, url.IdnHost, url.Port);
}
