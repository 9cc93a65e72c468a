// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;

namespace Cwmp.Tls.Connections.Transport;

/// <summary>The stream a session runs over, and what a session may do to it at the end.</summary>
internal sealed class SessionTransport : IAsyncDisposable
{
    // Bytes that arrive after we have closed make the kernel answer with a reset, which would destroy what the peer has not read yet.
    private const int MaxDiscardedBytes = 64 * 1024;

    private readonly Socket? _socket;
    private readonly PipeStream? _pipes;
    private readonly bool _leaveOpen;
    private bool _disposed;

    private SessionTransport(Stream stream, Socket? socket, bool leaveOpen, TimeProvider time)
    {
        Stream = stream;
        Tap = new WireTap(stream, time);
        _socket = socket;
        _pipes = stream as PipeStream;
        _leaveOpen = leaveOpen;
        if (socket is not null)
        {
            LocalEndPoint = TryGet(() => socket.LocalEndPoint as IPEndPoint);
            RemoteEndPoint = TryGet(() => socket.RemoteEndPoint as IPEndPoint);
        }
    }

    public Stream Stream { get; }

    /// <summary>What the engine and everything before it read and write through.</summary>
    public WireTap Tap { get; }

    public IPEndPoint? LocalEndPoint { get; private set; }

    public IPEndPoint? RemoteEndPoint { get; private set; }

    /// <summary>Whether a wait for the peer ends with its token, so that nothing is left behind when one gives up.</summary>
    public bool IsCancellable => !_leaveOpen || _pipes is not null;

    public static SessionTransport Over(Stream stream, bool leaveOpen, TimeProvider time) =>
        new(stream, (stream as NetworkStream)?.Socket, leaveOpen, time);

    public static SessionTransport Over(Socket socket, TimeProvider time)
    {
        // Handshake messages and RPCs are small and answered at once: waiting to fill a packet only adds a round trip.
        if (socket.ProtocolType == ProtocolType.Tcp)
        {
            socket.NoDelay = true;
        }

        return new SessionTransport(new NetworkStream(socket, ownsSocket: true), socket, leaveOpen: false, time);
    }

    /// <summary>Over pipes that stay their owner's, who also knows the addresses.</summary>
    public static SessionTransport Over(IDuplexPipe pipes, IPEndPoint? local, IPEndPoint? remote, TimeProvider time) =>
        new(new PipeStream(pipes), null, leaveOpen: true, time) { LocalEndPoint = local, RemoteEndPoint = remote };

    /// <summary>A balancer has said who the peer is, and which address of ours it dialled.</summary>
    public void Announce(IPEndPoint local, IPEndPoint remote)
    {
        LocalEndPoint = local;
        RemoteEndPoint = remote;
    }

    /// <summary>Sends FIN, so that the peer sees the end at once, and keeps the other half open.</summary>
    public void EndSending()
    {
        if (_socket is null || _leaveOpen)
        {
            return;
        }

        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The peer was faster; there is nobody left to tell.
        }
    }

    /// <summary>Throws away what the peer still sends, until it ends, a limit is reached or the token fires.</summary>
    public async Task DiscardAsync(CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[4096];
        try
        {
            for (int total = 0; total < MaxDiscardedBytes;)
            {
                int count = await Stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
                if (count == 0)
                {
                    return;
                }

                total += count;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // Best effort: the connection is being closed anyway.
        }
    }

    /// <summary>Whether bytes have arrived that nobody read, as far as that can be seen.</summary>
    public bool HasUnreadBytes => _pipes is not null ? _pipes.HasUnreadBytes : _socket is not null && TryGet(() => _socket.Available) > 0;

    /// <summary>Whether the session closes the stream, and can so wait for the peer.</summary>
    public bool OwnsSocket => _socket is not null && !_leaveOpen;

    /// <summary>Closes the stream at once, so that whatever waits for it stops waiting.</summary>
    public void Abort()
    {
        if (!_leaveOpen)
        {
            try
            {
                Stream.Dispose();
            }
            catch (Exception e) when (e is IOException or SocketException or InvalidOperationException)
            {
                // It is of no use any more either way.
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_disposed && (!_leaveOpen || _pipes is not null))
        {
            _disposed = true;
            await Stream.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static T? TryGet<T>(Func<T> get)
    {
        try
        {
            return get();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return default;
        }
    }
}
