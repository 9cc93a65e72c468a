// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Connections.Engines;

/// <summary>
/// The engine does the record layer and the key exchange. Verdict, diagnosis, trace, timeouts and close are above this seam and are the
/// same for every engine. One contract suite (<c>EngineContractTests</c>) runs over all engines.
/// </summary>
internal interface ITlsEngine
{
    /// <summary>The name for logs and tests.</summary>
    string Name { get; }

    /// <summary>Whether a program can choose the cipher suites on this platform.</summary>
    bool SupportsCipherSuites { get; }

    /// <summary>Why the engine cannot be used on this system, and what to do; null where it can.</summary>
    string? WhyUnavailable { get; }

    /// <summary>Prepares what many connections share.</summary>
    /// <exception cref="NotSupportedException">This platform cannot do what the settings ask for.</exception>
    ITlsEngineContext CreateContext(TlsEngineSettings settings);
}
