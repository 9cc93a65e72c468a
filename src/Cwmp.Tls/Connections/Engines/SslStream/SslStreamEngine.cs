// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Connections.Engines.SslStream;

/// <summary>
/// The engine that runs everywhere: <see cref="System.Net.Security.SslStream"/> does the records, and its callback asks for our verdict.
/// </summary>
internal sealed class SslStreamEngine : ITlsEngine
{
    public static SslStreamEngine Instance { get; } = new();

    public string Name => "SslStream";

    public bool SupportsCipherSuites => SslOptionsFactory.SupportsCipherSuites;

    public string? WhyUnavailable => null;

    public ITlsEngineContext CreateContext(TlsEngineSettings settings) => new SslStreamEngineContext(new SslOptionsFactory(settings));
}
