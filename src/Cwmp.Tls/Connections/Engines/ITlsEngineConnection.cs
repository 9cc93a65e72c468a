// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Connections.Engines;

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
