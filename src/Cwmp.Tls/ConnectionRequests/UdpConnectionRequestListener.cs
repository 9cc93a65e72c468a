// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Sockets;
using Cwmp.Tls.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cwmp.Tls.ConnectionRequests;

/// <summary>
/// The device's side of UDP connection requests (TR-069 Annex G): takes signed datagrams and never answers one. What counts goes to the same
/// <see cref="ConnectionRequestGate"/> as the HTTP requests. One datagram is held at a time. Thread-safe.
/// </summary>
public sealed class UdpConnectionRequestListener : IAsyncDisposable
{
    private static readonly TimeSpan ErrorPause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stop = new();
    private readonly UdpConnectionRequestVerifier _verifier;
    private readonly ConnectionRequestGate _gate;
    private readonly Socket _socket;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private Task _receiving = Task.CompletedTask;
    private int _disposed;

    private UdpConnectionRequestListener(
        Socket socket, UdpConnectionRequestVerifier verifier, ConnectionRequestGate gate, ILogger logger, TimeProvider time)
    {
        _socket = socket;
        _verifier = verifier;
        _gate = gate;
        _logger = logger;
        _time = time;
        EndPoint = (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <summary>Where it listens, with the port really taken.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>The time stamp of the last accepted message, Unix seconds. Persist it over restarts.</summary>
    public long LastTimestamp => _verifier.LastTimestamp;

    /// <summary>Opens the port and begins to listen.</summary>
    /// <param name="options">How to listen.</param>
    /// <param name="gate">What accepted requests go to; it may serve several listeners and outlives them.</param>
    /// <param name="logger">Where accepted requests are logged; null for nowhere.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="ArgumentException">An option is missing or negative.</exception>
    /// <exception cref="SocketException">The port cannot be opened.</exception>
    public static UdpConnectionRequestListener Start(
        UdpConnectionRequestListenerOptions options,
        ConnectionRequestGate gate,
        ILogger<UdpConnectionRequestListener>? logger = null,
        TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(gate);
        IPEndPoint endPoint = options.EndPoint ?? throw new ArgumentException("EndPoint is missing.", nameof(options));
        timeProvider ??= TimeProvider.System;
        var verifier = new UdpConnectionRequestVerifier(options.Username, options.Password, options.LastTimestamp, options.MaxAge, timeProvider);
        var socket = new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Bind(endPoint);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        ILogger log = logger ?? NullLogger<UdpConnectionRequestListener>.Instance;
        var listener = new UdpConnectionRequestListener(socket, verifier, gate, log, timeProvider);
        ConnectionRequestsLog.ListenerStarted(log, listener.EndPoint);
        listener._receiving = listener.ReceiveAsync();
        return listener;
    }

    /// <summary>Replaces the credentials, as after SetParameterValues.</summary>
    public void SetCredentials(string username, string password) => _verifier.SetCredentials(username, password);

    /// <summary>Closes the port.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        _socket.Dispose();
        await _receiving.ConfigureAwait(false);
        _stop.Dispose();
        ConnectionRequestsLog.ListenerStopped(_logger, EndPoint);
    }

    private async Task ReceiveAsync()
    {
        // One octet more than is looked at shows that a datagram is too long.
        byte[] buffer = new byte[UdpConnectionRequestMessage.MaxLength + 1];
        var from = new IPEndPoint(EndPoint.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                SocketReceiveFromResult received =
                    await _socket.ReceiveFromAsync(buffer, SocketFlags.None, from, _stop.Token).ConfigureAwait(false);
                if (_verifier.TryAccept(buffer.AsSpan(0, received.ReceivedBytes)))
                {
                    bool accepted = _gate.TryAccept();
                    ConnectionRequestOutcome outcome = accepted ? ConnectionRequestOutcome.Accepted : ConnectionRequestOutcome.Busy;
                    SessionMetrics.ConnectionRequest(outcome.ToString(), "udp", byAcs: false);
                    ConnectionRequestsLog.RequestReceived(_logger, ((IPEndPoint)received.RemoteEndPoint).Address, accepted);
                }
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.MessageSize or SocketError.ConnectionReset)
            {
                // Windows reports a datagram that is too long, and unreachable peers of earlier ones, this way.
            }
            catch (SocketException e) when (!_stop.IsCancellationRequested)
            {
                ConnectionRequestsLog.ReceiveFailed(_logger, e.SocketErrorCode);
                await Task.Delay(ErrorPause, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
