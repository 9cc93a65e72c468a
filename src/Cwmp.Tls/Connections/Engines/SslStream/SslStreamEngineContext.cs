// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;

namespace Cwmp.Tls.Connections.Engines.SslStream;

/// <summary>Prepared options; the judge of each connection is found through the stream that asks.</summary>
internal sealed class SslStreamEngineContext(SslOptionsFactory factory) : ITlsEngineContext
{
    private readonly Lazy<SslServerAuthenticationOptions> _server = new(() => factory.CreateServer(SslStreamConnection.JudgeCallback));

    public ITlsEngineConnection CreateServer(Stream transport, IPeerJudge judge) => new SslStreamConnection(transport, judge, _server.Value);

    public ITlsEngineConnection CreateClient(Stream transport, string host, IPeerJudge judge) =>
        new SslStreamConnection(transport, judge, factory.CreateClient(host, SslStreamConnection.JudgeCallback));
}
