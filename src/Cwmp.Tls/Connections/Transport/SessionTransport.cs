// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Sockets;

namespace Cwmp.Tls.Connections.Transport;

/// <summary>The stream a session runs over, and what a session may do to it at the end.</summary>
internal sealed class SessionTransport : IAsyncDisposable
{
    // Bytes that arrive after we have closed make the kernel answer with a reset, which would destroy what the peer has not read yet.
    private const int MaxDiscardedBytes = 64 * 1024;

    private readonly Socket? _socket;
    private readonly bool _leaveOpen;
    private bool _disposed;

    private SessionTransport(Stream stream, Socket? socket, bool leaveOpen)
    {
        Stream = stream;
        _socket = socket;
        _leaveOpen = leaveOpen;
        if (socket is not null)
        {
            LocalEndPoint = TryGet(() => socket.LocalEndPoint as IPEndPoint);
            RemoteEndPoint = TryGet(() => socket.RemoteEndPoint as IPEndPoint);
        }
    }

    public Stream Stream { get; }

    public IPEndPoint? LocalEndPoint { get; }

    public IPEndPoint? RemoteEndPoint { get; }

    public static SessionTransport Over(Stream stream, bool leaveOpen) =>
        new(stream, (stream as NetworkStream)?.Socket, leaveOpen);

    public static SessionTransport Over(Socket socket)
    {
        // Handshake messages and RPCs are small and answered at once: waiting to fill a packet only adds a round trip.
        if (socket.ProtocolType == ProtocolType.Tcp)
        {
            socket.NoDelay = true;
        }

        return new SessionTransport(new NetworkStream(socket, ownsSocket: true), socket, leaveOpen: false);
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

    /// <summary>Whether bytes have arrived that nobody read.</summary>
    public bool HasUnreadBytes => _socket is not null && !_leaveOpen && TryGet(() => _socket.Available) > 0;

    /// <summary>Whether the session may close the stream.</summary>
    public bool IsOwned => !_leaveOpen;

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
        if (!_leaveOpen && !_disposed)
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
