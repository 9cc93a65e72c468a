// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Shared;
using Microsoft.AspNetCore.Connections;

namespace Cwmp.Tls.AspNetCore.Hosting;

/// <summary>
/// A session as Kestrel expects the stream of a connection to behave: a reset has a type of its own, everything else that ends a connection
/// is an <see cref="IOException"/>, and a write to a peer that is gone goes nowhere, since Kestrel takes the exception of a flush for a
/// defect. The session has logged what happened.
/// </summary>
internal sealed class KestrelSessionStream(CwmpTlsSession session) : UnseekableStream
{
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await session.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (TlsConnectionException e) when (e.Failure == TlsConnectionFailure.Reset)
        {
            throw new ConnectionResetException(e.Message, e);
        }
        catch (TlsHandshakeException e)
        {
            // A client that refused our certificate says so here, after its handshake.
            throw new IOException(e.Message, e);
        }
        catch (ObjectDisposedException e)
        {
            throw new ConnectionAbortedException("The TLS session has been closed.", e);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await session.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TlsConnectionException or TlsHandshakeException or ObjectDisposedException)
        {
        }
    }
}
