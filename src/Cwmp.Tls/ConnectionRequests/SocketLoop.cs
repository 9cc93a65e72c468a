// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Sockets;
using Cwmp.Tls.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.ConnectionRequests;

/// <summary>
/// The life that the listeners for HTTP and for UDP have in common: opens a port once, takes from it until it is stopped, and does not end
/// because of an error of the network. Thread-safe.
/// </summary>
/// <param name="owner">The listener, for exceptions that name it.</param>
/// <param name="endPoint">Where to listen; port 0 takes a free one.</param>
/// <param name="type">A stream for HTTP over TCP, datagrams for UDP.</param>
/// <param name="takeAsync">Waits for one connection or datagram and deals with it; its errors are those of the socket.</param>
/// <param name="failed">Told of errors of the socket.</param>
/// <param name="logger">Where starting and stopping are logged.</param>
/// <param name="time">The clock of the pause after an error.</param>
internal sealed class SocketLoop(
    object owner,
    IPEndPoint endPoint,
    SocketType type,
    Func<Socket, CancellationToken, ValueTask> takeAsync,
    Action<SocketError> failed,
    ILogger logger,
    TimeProvider time) : IDisposable
{
    private static readonly TimeSpan PauseAfterError = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _stop = new();
    private Socket? _socket;
    private Task _taking = Task.CompletedTask;
    private bool _isStopped;

    /// <summary>Where it listens; with the real port once started.</summary>
    public IPEndPoint LocalEndPoint { get; private set; } = endPoint;

    /// <summary>Cancelled when the listener stops.</summary>
    public CancellationToken Stopping => _stop.Token;

    public void Start()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isStopped, owner);
            if (_socket is not null)
            {
                throw new InvalidOperationException("This listener has been started already.");
            }

            _socket = Open();
            LocalEndPoint = (IPEndPoint)_socket.LocalEndPoint!;
            ConnectionRequestsLog.ListenerStarted(logger, LocalEndPoint);
            _taking = TakeAllAsync(_socket);
        }
    }

    /// <summary>Closes the port and waits until nothing is taken from it any more.</summary>
    public async Task StopAsync()
    {
        bool isFirst;
        lock (_lock)
        {
            isFirst = !_isStopped;
            _isStopped = true;
        }

        if (isFirst)
        {
            await _stop.CancelAsync().ConfigureAwait(false);
            _socket?.Dispose();
        }

        await _taking.ConfigureAwait(false);
        if (isFirst && _socket is not null)
        {
            ConnectionRequestsLog.ListenerStopped(logger, LocalEndPoint);
        }
    }

    /// <summary>Frees what stopping needs; only after <see cref="StopAsync"/>.</summary>
    public void Dispose() => _stop.Dispose();

    private Socket Open()
    {
        bool isTcp = type == SocketType.Stream;
        var socket = new Socket(LocalEndPoint.AddressFamily, type, isTcp ? ProtocolType.Tcp : ProtocolType.Udp);
        try
        {
            if (isTcp && LocalEndPoint.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(LocalEndPoint);
            if (isTcp)
            {
                socket.Listen();
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task TakeAllAsync(Socket socket)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await takeAsync(socket, _stop.Token).ConfigureAwait(false);
            }
            catch (SocketException e) when (!_stop.IsCancellationRequested)
            {
                // The system has no descriptors left, or a peer left before it was accepted: neither ends the listener.
                failed(e.SocketErrorCode);
                await Task.Delay(PauseAfterError, time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
