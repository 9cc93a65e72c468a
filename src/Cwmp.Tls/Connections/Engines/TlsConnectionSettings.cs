// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;

namespace Cwmp.Tls.Connections.Engines;

/// <summary>What an engine is told about one connection, beside what its context prepared for all of them. Immutable.</summary>
internal sealed record TlsConnectionSettings
{
    /// <summary>Decides about the peer.</summary>
    public required IPeerJudge Judge { get; init; }

    /// <summary>The host that a client dialled, for SNI and as the key of resumption; null on a server.</summary>
    public string? Host { get; init; }

    /// <summary>
    /// The application protocols that a server accepts where its context names none, in order of preference; empty for none. Many
    /// connections share the list.
    /// </summary>
    public IReadOnlyList<SslApplicationProtocol> ApplicationProtocols { get; init; } = [];

    /// <summary>Whether this side is the TLS server.</summary>
    public bool IsServer => Host is null;
}
