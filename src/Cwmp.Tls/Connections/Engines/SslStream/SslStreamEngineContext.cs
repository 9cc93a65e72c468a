// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;

namespace Cwmp.Tls.Connections.Engines.SslStream;

/// <summary>Prepared options. The judge of a connection is found through the stream that asks for it, so connections can share options.</summary>
internal sealed class SslStreamEngineContext(SslOptionsFactory factory) : ITlsEngineContext
{
    private readonly Lazy<SslServerAuthenticationOptions> _server = new(() => factory.CreateServer(SslStreamConnection.JudgeCallback));

    public ITlsEngineConnection CreateConnection(Stream transport, TlsConnectionSettings settings)
    {
        IReadOnlyList<SslApplicationProtocol>? protocols = settings.ApplicationProtocols;
        if (settings.Host is not null)
        {
            SslClientAuthenticationOptions client = factory.CreateClient(settings.Host, SslStreamConnection.JudgeCallback, protocols);
            return new SslStreamConnection(transport, settings.Judge, client);
        }

        SslServerAuthenticationOptions server = protocols is null
            ? _server.Value
            : factory.CreateServer(SslStreamConnection.JudgeCallback, protocols);
        return new SslStreamConnection(transport, settings.Judge, server);
    }
}
