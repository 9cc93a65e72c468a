// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Connections.Engines;

/// <summary>
/// One connection: one handshake, then at most one read and one write at a time, which the session sees to. Every failure except
/// cancellation is a <see cref="TlsEngineException"/>. Disposal sends nothing and leaves the transport open.
/// </summary>
internal interface ITlsEngineConnection : IAsyncDisposable
{
    /// <summary>What both sides agreed on; valid after the handshake.</summary>
    TlsEngineAgreement Agreement { get; }

    /// <summary>Runs the handshake and asks the judge in it.</summary>
    Task HandshakeAsync(CancellationToken cancellationToken);

    /// <summary>Reads data. Gives 0 for close_notify, and for an end of the transport as well.</summary>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Writes data.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Sends close_notify and does not wait for the peer's.</summary>
    Task SendCloseNotifyAsync();
}
