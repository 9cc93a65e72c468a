// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Connections.Engines;
using Cwmp.Tls.Connections.Engines.OpenSsl;
using Cwmp.Tls.Connections.Engines.SslStream;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Connections.Building;

/// <summary>Chooses the engine of a new context. The only place that knows which engines there are.</summary>
internal static class EngineChoice
{
    /// <summary>The name of the AppContext value that says what <see cref="CwmpTlsEngine.Auto"/> means in this process.</summary>
    internal const string AutoName = "Cwmp.Tls.Engine";

    /// <summary>Finds the engine for what a builder was told. One that this system lacks is given too; it says so itself.</summary>
    public static ITlsEngine For(CwmpTlsEngine engine, ILogger log) => Resolve(engine) switch
    {
        CwmpTlsEngine.SslStream => SslStreamEngine.Instance,
        CwmpTlsEngine.OpenSsl => OpenSslEngine.Instance,
        _ => new FirstUsableEngine(OpenSslEngine.Instance, SslStreamEngine.Instance, log),
    };

    private static CwmpTlsEngine Resolve(CwmpTlsEngine engine) =>
        engine == CwmpTlsEngine.Auto && Enum.TryParse(AppContext.GetData(AutoName) as string, ignoreCase: true, out CwmpTlsEngine chosen)
            ? chosen
            : engine;
}
