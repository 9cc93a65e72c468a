// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;

namespace Cwmp.Tls.Cpe.Http;

/// <summary>The settings that the HTTP sessions and the file transfers of one engine have in common.</summary>
internal sealed record CpeHttpSettings
{
    public required CwmpTlsContext? TlsContext { get; init; }

    public required TimeProvider Time { get; init; }

    public required TimeSpan ResponseTimeout { get; init; }

    public required int MaxResponseSize { get; init; }

    public required string UserAgent { get; init; }

    /// <summary>Replaces the network in tests; null for the network.</summary>
    public Func<HttpMessageHandler>? HandlerFactory { get; init; }

    /// <summary>Whether https is possible: there is a context that verifies servers.</summary>
    public bool AllowsTls => TlsContext is not null || HandlerFactory is not null;

    /// <summary>Makes a handler for one conversation. Its connections are not shared, and they are closed with it.</summary>
    public HttpMessageHandler CreateHandler()
    {
        if (HandlerFactory is not null)
        {
            return HandlerFactory();
        }

        SocketsHttpHandler handler = new()
        {
            // TR-069 §3.4 has rules of its own for redirects, cookies and credentials, and wants one connection for the whole session.
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            MaxConnectionsPerServer = 1,
            PooledConnectionLifetime = Timeout.InfiniteTimeSpan,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
            MaxResponseHeadersLength = 32,
            ActivityHeadersPropagator = null,
            RequestHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
            ResponseHeaderEncodingSelector = static (_, _) => Encoding.Latin1,
        };
        TlsContext?.Configure(handler);
        return handler;
    }
}
