// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;

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

/// <summary>
/// One connection. One handshake, then at most one read and one write at a time, which the session sees to. Failures other than
/// cancellation are <see cref="TlsEngineException"/>. Disposal sends nothing and leaves the transport open.
/// </summary>
internal interface ITlsEngineConnection : IAsyncDisposable
{
    /// <summary>What was agreed; valid after the handshake.</summary>
    TlsEngineAgreement Agreement { get; }

    /// <summary>Runs the handshake, in which the judge is asked.</summary>
    Task HandshakeAsync(CancellationToken cancellationToken);

    /// <summary>Reads data; 0 for close_notify and for the end of the transport alike.</summary>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Writes data.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Sends close_notify and does not wait for the peer's.</summary>
    Task SendCloseNotifyAsync();
}
