// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;

namespace Cwmp.Tls.Connections.Engines;

/// <summary>The prepared form of one <see cref="TlsEngineSettings"/>. Thread-safe.</summary>
internal interface ITlsEngineContext
{
    /// <summary>A connection in the server role over a transport that stays the caller's.</summary>
    /// <param name="transport">The stream below.</param>
    /// <param name="judge">Decides about the client.</param>
    /// <param name="applicationProtocols">ALPN where the settings name none; empty for none. The same list for many connections.</param>
    ITlsEngineConnection CreateServer(Stream transport, IPeerJudge judge, IReadOnlyList<SslApplicationProtocol> applicationProtocols);

    /// <summary>A connection in the client role over a transport that stays the caller's.</summary>
    /// <param name="transport">The stream below.</param>
    /// <param name="host">The host dialled, for SNI and as the key of resumption.</param>
    /// <param name="judge">Decides about the server.</param>
    ITlsEngineConnection CreateClient(Stream transport, string host, IPeerJudge judge);
}
