// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Connections.Engines.SslStream;

/// <summary>The engine that runs everywhere: <see cref="System.Net.Security.SslStream"/> for the records, our verdict in its callback.</summary>
internal sealed class SslStreamEngine : ITlsEngine
{
    public static SslStreamEngine Instance { get; } = new();

    public string Name => "SslStream";

    public ITlsEngineContext CreateContext(TlsEngineSettings settings) => new SslStreamEngineContext(new SslOptionsFactory(settings));
}
