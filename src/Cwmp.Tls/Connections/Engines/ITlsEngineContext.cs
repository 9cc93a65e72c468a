// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Connections.Engines;

/// <summary>The prepared form of one <see cref="TlsEngineSettings"/>. Thread-safe.</summary>
internal interface ITlsEngineContext
{
    /// <summary>Which engine it is of.</summary>
    CwmpTlsEngine Engine { get; }

    /// <summary>Makes a connection over a transport that stays the caller's.</summary>
    /// <param name="transport">The stream below.</param>
    /// <param name="settings">What is particular to this connection.</param>
    ITlsEngineConnection CreateConnection(Stream transport, TlsConnectionSettings settings);
}
