// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Sockets;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.Shared;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cwmp.Tls.ConnectionRequests;

/// <summary>
/// The device's side of UDP connection requests (TR-069 Annex G): takes signed datagrams and never answers one. Accepted requests go to the
/// same <see cref="ConnectionRequestGate"/> as those over HTTP. The listener holds one datagram at a time. Thread-safe.
/// </summary>
public sealed class UdpConnectionRequestListener : IAsyncDisposable
{
    private readonly UdpConnectionRequestVerifier _verifier;
    private readonly ConnectionRequestGate _gate;
    private readonly SocketLoop _loop;
    private readonly ILogger _logger;

    // One octet more than is looked at shows that a datagram is too long.
    private readonly byte[] _buffer = new byte[UdpConnectionRequestMessage.MaxLength + 1];

    /// <summary>Makes a listener; it takes nothing before <see cref="Start"/>.</summary>
    /// <param name="options">How to listen.</param>
    /// <param name="gate">Where accepted requests go. It may serve several listeners, and the caller disposes it after them.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message lists every mistake.</exception>
    public UdpConnectionRequestListener(UdpConnectionRequestListenerOptions options, ConnectionRequestGate gate)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(gate);
        options = options.Snapshot();
        OptionsErrors.ThrowIfAny(options.Validate(), nameof(options));
        _logger = (options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger<UdpConnectionRequestListener>();
        _gate = gate;
        _verifier = new UdpConnectionRequestVerifier(
            options.Username, options.Password, options.LastTimestamp, options.MaxAge, options.TimeProvider);
        _loop = new SocketLoop(
            this,
            options.EndPoint,
            SocketType.Dgram,
            ReceiveAsync,
            error => ConnectionRequestsLog.ReceiveFailed(_logger, error),
            _logger,
            options.TimeProvider);
    }

    /// <summary>Where the listener listens; with the real port once started.</summary>
    public IPEndPoint LocalEndPoint => _loop.LocalEndPoint;

    /// <summary>The time stamp of the last accepted message, in Unix seconds. Keep it over restarts.</summary>
    public long LastTimestamp => _verifier.LastTimestamp;

    /// <summary>Opens the port and begins to listen.</summary>
    /// <exception cref="SocketException">The port cannot be opened.</exception>
    /// <exception cref="InvalidOperationException">The listener was started before.</exception>
    /// <exception cref="ObjectDisposedException">The listener was stopped.</exception>
    public void Start() => _loop.Start();

    /// <summary>Replaces the credentials, for example after SetParameterValues.</summary>
    /// <param name="username">The ConnectionRequestUsername.</param>
    /// <param name="password">The ConnectionRequestPassword; an empty one accepts no request.</param>
    public void SetCredentials(string username, string password) => _verifier.SetCredentials(username, password);

    /// <summary>Closes the port. May be called more than once; a stopped listener cannot be started again.</summary>
    /// <param name="cancellationToken">Ends the wait; the listener stops all the same.</param>
    public Task StopAsync(CancellationToken cancellationToken = default) => _loop.StopAsync().WaitAsync(cancellationToken);

    /// <summary>Stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await _loop.StopAsync().ConfigureAwait(false);
        _loop.Dispose();
    }

    private async ValueTask ReceiveAsync(Socket socket, CancellationToken stop)
    {
        var any = new IPEndPoint(socket.AddressFamily == AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
        SocketReceiveFromResult received;
        try
        {
            received = await socket.ReceiveFromAsync(_buffer, SocketFlags.None, any, stop).ConfigureAwait(false);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.MessageSize or SocketError.ConnectionReset)
        {
            // Windows reports a datagram that is too long, and unreachable peers of earlier ones, this way.
            return;
        }

        if (_verifier.TryAccept(_buffer.AsSpan(0, received.ReceivedBytes)))
        {
            bool accepted = _gate.TryAccept();
            ConnectionRequestOutcome outcome = accepted ? ConnectionRequestOutcome.Accepted : ConnectionRequestOutcome.Busy;
            SessionMetrics.ConnectionRequest(outcome.ToString(), "udp", byAcs: false);
            ConnectionRequestsLog.RequestReceived(_logger, ((IPEndPoint)received.RemoteEndPoint).Address, accepted);
        }
    }
}
