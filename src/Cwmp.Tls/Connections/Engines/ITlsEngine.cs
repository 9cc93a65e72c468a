// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Connections.Engines;

/// <summary>
/// What does the record layer and the key exchange. Everything else (verdict, diagnosis, trace, timeouts, close) is above this seam and
/// the same for every engine; one contract suite runs over all of them.
/// </summary>
internal interface ITlsEngine
{
    /// <summary>For logs and tests.</summary>
    string Name { get; }

    /// <summary>Prepares what many connections share. Throws <see cref="NotSupportedException"/> where the platform cannot do it.</summary>
    ITlsEngineContext CreateContext(TlsEngineSettings settings);
}
