// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Connections.Engines;
using Cwmp.Tls.Connections.Engines.SslStream;

namespace Cwmp.Tls.Connections.Building;

/// <summary>Chooses the engine of a new context. The only place that knows which engines there are.</summary>
internal static class EngineChoice
{
    public static ITlsEngine Default => SslStreamEngine.Instance;
}
