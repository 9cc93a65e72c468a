// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;
using System.Runtime.CompilerServices;

namespace Cwmp.Tls.Connections.Engines.SslStream;

/// <summary>
/// Prepared options. The judge of a connection is found through the stream that asks for it, so connections can share options.
/// </summary>
internal sealed class SslStreamEngineContext(SslOptionsFactory factory) : ITlsEngineContext
{
    private readonly Lazy<SslServerAuthenticationOptions> _server = new(() => factory.CreateServer(SslStreamConnection.JudgeCallback));

    // An acceptor has one list for all its connections, so these are few.
    private readonly ConditionalWeakTable<object, SslServerAuthenticationOptions> _withProtocols = [];

    public CwmpTlsEngine Engine => CwmpTlsEngine.SslStream;

    public ITlsEngineConnection CreateConnection(Stream transport, TlsConnectionSettings settings) => settings.Host is null
        ? new SslStreamConnection(transport, settings.Judge, ServerOptions(settings.ApplicationProtocols))
        : new SslStreamConnection(transport, settings.Judge, factory.CreateClient(settings.Host, SslStreamConnection.JudgeCallback));

    private SslServerAuthenticationOptions ServerOptions(IReadOnlyList<SslApplicationProtocol> applicationProtocols)
    {
        SslServerAuthenticationOptions options = _server.Value;
        return options.ApplicationProtocols is null && applicationProtocols.Count > 0
            ? _withProtocols.GetValue(applicationProtocols, list => CreateServer((IReadOnlyList<SslApplicationProtocol>)list))
            : options;
    }

    private SslServerAuthenticationOptions CreateServer(IReadOnlyList<SslApplicationProtocol> applicationProtocols)
    {
        SslServerAuthenticationOptions options = factory.CreateServer(SslStreamConnection.JudgeCallback);
        options.ApplicationProtocols = [.. applicationProtocols];
        return options;
    }
}
