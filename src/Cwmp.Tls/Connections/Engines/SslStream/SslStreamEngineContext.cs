// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;
using System.Runtime.CompilerServices;

namespace Cwmp.Tls.Connections.Engines.SslStream;

/// <summary>Prepared options; the judge of each connection is found through the stream that asks.</summary>
internal sealed class SslStreamEngineContext(SslOptionsFactory factory) : ITlsEngineContext
{
    private readonly Lazy<SslServerAuthenticationOptions> _server = new(() => factory.CreateServer(SslStreamConnection.JudgeCallback));

    // An acceptor has one list for all its connections, so these are few.
    private readonly ConditionalWeakTable<object, SslServerAuthenticationOptions> _withProtocols = [];

    public ITlsEngineConnection CreateServer(
        Stream transport, IPeerJudge judge, IReadOnlyList<SslApplicationProtocol> applicationProtocols)
    {
        SslServerAuthenticationOptions options = _server.Value;
        if (options.ApplicationProtocols is null && applicationProtocols.Count > 0)
        {
            options = _withProtocols.GetValue(applicationProtocols, list => CreateServer((IReadOnlyList<SslApplicationProtocol>)list));
        }

        return new SslStreamConnection(transport, judge, options);
    }

    public ITlsEngineConnection CreateClient(Stream transport, string host, IPeerJudge judge) =>
        new SslStreamConnection(transport, judge, factory.CreateClient(host, SslStreamConnection.JudgeCallback));

    private SslServerAuthenticationOptions CreateServer(IReadOnlyList<SslApplicationProtocol> applicationProtocols)
    {
        SslServerAuthenticationOptions options = factory.CreateServer(SslStreamConnection.JudgeCallback);
        options.ApplicationProtocols = [.. applicationProtocols];
        return options;
    }
}
