// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers.Text;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.Shared;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cwmp.Tls.ConnectionRequests;

/// <summary>
/// The device's side of connection requests (TR-069 §3.2.2): a very small HTTP/1.1 server that answers an authenticated GET on one unguessable path and
/// nothing else. Every resource it can be made to use is limited. Requests it accepts go to a <see cref="ConnectionRequestGate"/>. Thread-safe.
/// </summary>
/// <remarks>
/// Answers: 200 accepted; 401 no or wrong credentials; 404 another path; 405 another method; 503 busy, limit reached or too many failures
/// (without <c>Retry-After</c>, as TR-069 wants it); 400 and 431 for what is not a proper request.
/// </remarks>
/// <example>
/// <code>
/// using var gate = new ConnectionRequestGate();
/// await using var listener = ConnectionRequestListener.Start(new() { Username = user, Password = password }, gate);
/// string connectionRequestUrl = listener.GetUrl(wanAddress);
/// while (true) { await gate.WaitAsync(stop); await RunSessionAsync("6 CONNECTION REQUEST"); }
/// </code>
/// </example>
public sealed class ConnectionRequestListener : IAsyncDisposable
{
    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(100);

    private readonly Lock _lock = new();
    private readonly LinkedList<ConnectionRequestConnection> _connections = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly ConnectionRequestResponder _responder;
    private readonly ConnectionRequestListenerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Socket _socket;
    private Task _accepting = Task.CompletedTask;
    private int _disposed;

    private ConnectionRequestListener(
        Socket socket, ConnectionRequestListenerOptions options, ConnectionRequestResponder responder, ILogger logger, TimeProvider time)
    {
        _socket = socket;
        _options = options;
        _responder = responder;
        _logger = logger;
        _time = time;
        EndPoint = (IPEndPoint)socket.LocalEndPoint!;
    }

    /// <summary>Where it listens, with the port really taken.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>The path that is answered.</summary>
    public string Path => _responder.Path;

    /// <summary>The number of open connections.</summary>
    internal int ConnectionCount
    {
        get
        {
            lock (_lock)
            {
                return _connections.Count;
            }
        }
    }

    /// <summary>Opens the port and begins to answer.</summary>
    /// <param name="options">How to listen.</param>
    /// <param name="gate">What accepted requests go to; it may serve several listeners and outlives them.</param>
    /// <param name="logger">Where lifecycle and refusals are logged; null for nowhere.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message lists every problem.</exception>
    /// <exception cref="SocketException">The port cannot be opened.</exception>
    public static ConnectionRequestListener Start(
        ConnectionRequestListenerOptions options,
        ConnectionRequestGate gate,
        ILogger<ConnectionRequestListener>? logger = null,
        TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(gate);
        OptionsProblems.ThrowIfAny(options.Validate(), nameof(options));
        timeProvider ??= TimeProvider.System;
        ILogger log = logger ?? NullLogger<ConnectionRequestListener>.Instance;
        var responder = new ConnectionRequestResponder(options, gate, log, timeProvider);
        Socket socket = Bind(options.EndPoint);
        var listener = new ConnectionRequestListener(socket, options, responder, log, timeProvider);
        ConnectionRequestsLog.ListenerStarted(log, listener.EndPoint);
        listener._accepting = listener.AcceptAsync();
        return listener;
    }

    /// <summary>A path nobody guesses: 128 random bits. Store it and give it to the next listener.</summary>
    public static string GeneratePath()
    {
        Span<byte> random = stackalloc byte[16];
        RandomNumberGenerator.Fill(random);
        return "/" + Base64Url.EncodeToString(random);
    }

    /// <summary>Replaces the credentials, as after SetParameterValues; open challenges stay valid for the new ones.</summary>
    /// <param name="username">The ConnectionRequestUsername.</param>
    /// <param name="password">The ConnectionRequestPassword; an empty one refuses everybody.</param>
    public void SetCredentials(string username, string password)
    {
        ArgumentNullException.ThrowIfNull(username);
        ArgumentNullException.ThrowIfNull(password);
        _responder.SetCredentials(username, password);
    }

    /// <summary>The ConnectionRequestURL under which an ACS reaches this listener.</summary>
    /// <param name="address">The device's address as the ACS sees it.</param>
    /// <param name="port">The port as the ACS sees it; 0 for the one listened on.</param>
    public string GetUrl(IPAddress address, int port = 0)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);

        // TR-069: an IPv6 address in brackets; a scope makes sense on this host alone.
        var plain = new IPAddress(address.GetAddressBytes());
        return $"http://{new IPEndPoint(plain, port == 0 ? EndPoint.Port : port)}{Path}";
    }

    /// <summary>Closes the port and every connection (<c>HTTPConnectionRequestEnable</c> = false).</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        await _stop.CancelAsync().ConfigureAwait(false);
        _socket.Dispose();
        await _accepting.ConfigureAwait(false);
        Task[] open;
        lock (_lock)
        {
            open = [.. _connections.Select(connection => connection.Completion)];
        }

        await Task.WhenAll(open).ConfigureAwait(false);
        _stop.Dispose();
        ConnectionRequestsLog.ListenerStopped(_logger, EndPoint);
    }

    private static Socket Bind(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endPoint.Address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(endPoint);
            socket.Listen();
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Socket socket = await _socket.AcceptAsync(_stop.Token).ConfigureAwait(false);
                Serve(socket);
            }
            catch (SocketException e) when (!_stop.IsCancellationRequested)
            {
                // Out of descriptors, or a peer that left before it was accepted: neither may end the listener.
                ConnectionRequestsLog.AcceptFailed(_logger, e.SocketErrorCode);
                await Task.Delay(AcceptPause, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private void Serve(Socket socket)
    {
        if (socket.RemoteEndPoint is not IPEndPoint remote)
        {
            socket.Dispose();
            return;
        }

        var connection = new ConnectionRequestConnection(socket, remote.Address, _responder, _options, _time);
        lock (_lock)
        {
            PushOut(connection.Key);
            _connections.AddLast(connection);
        }

        connection.Start(
            () =>
            {
                lock (_lock)
                {
                    _connections.Remove(connection);
                }
            },
            _stop.Token);
    }

    // A full table serves whoever came last: an attacker who holds connections open is pushed out by the ACS, not the other way round.
    private void PushOut(string key)
    {
        ConnectionRequestConnection? oldest = null;
        if (_connections.Count(c => c.Key == key) >= _options.MaxConnectionsPerAddress)
        {
            oldest = _connections.First(c => c.Key == key);
        }
        else if (_connections.Count >= _options.MaxConnections)
        {
            oldest = _connections.First!.Value;
        }

        if (oldest is not null)
        {
            _connections.Remove(oldest);
            oldest.Dispose();
            ConnectionRequestsLog.ConnectionPushedOut(_logger, oldest.Address);
        }
    }
}
