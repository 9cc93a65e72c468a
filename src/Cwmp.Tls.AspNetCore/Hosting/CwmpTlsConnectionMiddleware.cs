// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Security.Authentication;
using Cwmp.Tls.AspNetCore.Endpoints;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Cwmp.Tls.AspNetCore.Hosting;

/// <summary>
/// The TLS of one Kestrel listener: a session of ours over the transport's pipes, and what it found out as features of the connection.
/// Thread-safe.
/// </summary>
internal sealed class CwmpTlsConnectionMiddleware(ConnectionDelegate next, CwmpTlsAcceptor acceptor, PeerRefusals refusals)
{
    // How long the last bytes may take on a connection that is being closed. Real time: it only bounds a wait.
    private static readonly TimeSpan FlushTime = TimeSpan.FromSeconds(1);

    public async Task OnConnectionAsync(ConnectionContext connection)
    {
        CwmpTlsSession? session = await AcceptAsync(connection).ConfigureAwait(false);
        if (session is null)
        {
            return; // Kestrel closes the connection.
        }

        await using (session.ConfigureAwait(false))
        {
            SetFeatures(connection, session);
            MemoryPool<byte> pool = connection.Features.Get<IMemoryPoolFeature>()?.MemoryPool ?? MemoryPool<byte>.Shared;
            var pipe = new CwmpTlsDuplexPipe(session, pool);
            IDuplexPipe transport = connection.Transport;
            connection.Transport = pipe;
            try
            {
                await next(connection).ConfigureAwait(false);
            }
            finally
            {
                // Before close_notify is sent: nobody above writes any more, and whoever closes the connection closes the true transport.
                connection.Transport = transport;
                await CompleteAsync(pipe, connection).ConfigureAwait(false);
            }
        }
    }

    // Never throws: how a handshake fails is reported by the acceptor, and is no business of Kestrel's.
    private async Task<CwmpTlsSession?> AcceptAsync(ConnectionContext connection)
    {
        // When the server stops, nobody waits for peers that have not come so far. ConnectionClosed is of no use here: it fires with the
        // peer's FIN, before what came ahead of it has been read.
        var lifetime = connection.Features.Get<IConnectionLifetimeNotificationFeature>();
        CancellationToken stopping = lifetime?.ConnectionClosedRequested ?? default;
        try
        {
            CwmpTlsSession session = await acceptor.AcceptAsync(
                connection.Transport,
                connection.LocalEndPoint as IPEndPoint,
                connection.RemoteEndPoint as IPEndPoint,
                stopping).ConfigureAwait(false);

            // Where a balancer said who the peer is, Kestrel's own reports, its features and HttpContext.Connection follow.
            if (session.RemoteEndPoint is { } remote && !remote.Equals(connection.RemoteEndPoint))
            {
                connection.RemoteEndPoint = remote;
                connection.LocalEndPoint = session.LocalEndPoint;
            }

            return session;
        }
        catch (Exception)
        {
            // Under the name that Kestrel's own TLS has in kestrel.connection.duration.
            Tag(connection, "error.type", "tls_handshake_failed");
            return null;
        }
    }

    private void SetFeatures(ConnectionContext connection, CwmpTlsSession session)
    {
        string? remote = connection.RemoteEndPoint?.ToString();
        var feature = new CwmpTlsFeature(session, remote, peer => refusals.OnOpenPeerRefused(peer, remote));
        connection.Features.Set<ICwmpTlsFeature>(feature);
        connection.Features.Set<ITlsConnectionFeature>(feature);
        connection.Features.Set<ITlsHandshakeFeature>(feature);
        connection.Features.Set<ITlsApplicationProtocolFeature>(feature);
        Tag(connection, "tls.protocol.version", session.Protocol == SslProtocols.Tls13 ? "1.3" : "1.2");
    }

    private static async Task CompleteAsync(CwmpTlsDuplexPipe pipe, ConnectionContext connection)
    {
        Task completing = pipe.CompleteAsync();
        try
        {
            await completing.WaitAsync(FlushTime, TimeProvider.System).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The peer takes nothing any more. Closing the transport ends the wait of whoever still writes.
            connection.Abort(new ConnectionAbortedException("The peer did not take the last bytes of the connection in time."));
            await completing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or OperationCanceledException)
        {
            // A write is still under way, or the connection is gone: the rest cannot be sent, and nobody waits for it.
        }
    }

    private static void Tag(ConnectionContext connection, string name, string value) =>
        connection.Features.Get<IConnectionMetricsTagsFeature>()?.Tags.Add(new KeyValuePair<string, object?>(name, value));
}
