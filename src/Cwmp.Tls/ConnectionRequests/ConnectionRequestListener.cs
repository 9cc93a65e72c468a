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
/// The device's side of connection requests (TR-069 §3.2.2): a very small HTTP/1.1 server that answers an authenticated GET on one path
/// that nobody can guess, and nothing else. Every resource that a peer can make it use has a limit. Requests that it accepts go to a
/// <see cref="ConnectionRequestGate"/>. Thread-safe.
/// </summary>
/// <remarks>
/// The answers are: 200 accepted; 401 no credentials or wrong ones; 404 another path; 405 another method; 503 busy, limit reached or too
/// many failures (without <c>Retry-After</c>, as TR-069 wants it); 400 and 431 for what is no proper request.
/// </remarks>
/// <example>
/// <code>
/// using var gate = new ConnectionRequestGate();
/// await using var listener = new ConnectionRequestListener(new() { Username = user, Password = password }, gate);
/// listener.Start();
/// string connectionRequestUrl = listener.GetUrl(wanAddress);
/// while (true)
/// {
///     await gate.WaitAsync(stop);
///     await RunSessionAsync("6 CONNECTION REQUEST");
/// }
/// </code>
/// </example>
public sealed class ConnectionRequestListener : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly LinkedList<ConnectionRequestConnection> _connections = [];
    private readonly ConnectionRequestResponder _responder;
    private readonly ConnectionRequestListenerOptions _options;
    private readonly SocketLoop _loop;
    private readonly ILogger _logger;

    /// <summary>Makes a listener; it answers nothing before <see cref="Start"/>.</summary>
    /// <param name="options">How to listen.</param>
    /// <param name="gate">Where accepted requests go. It may serve several listeners, and the caller disposes it after them.</param>
    /// <exception cref="ArgumentException">The options are not valid; the message lists every mistake.</exception>
    public ConnectionRequestListener(ConnectionRequestListenerOptions options, ConnectionRequestGate gate)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(gate);
        _options = options.Snapshot();
        OptionsErrors.ThrowIfAny(_options.Validate(), nameof(options));
        _logger = (_options.LoggerFactory ?? NullLoggerFactory.Instance).CreateLogger<ConnectionRequestListener>();
        _responder = new ConnectionRequestResponder(_options, gate, _logger);
        _loop = new SocketLoop(
            this,
            _options.EndPoint,
            SocketType.Stream,
            AcceptAsync,
            error => ConnectionRequestsLog.AcceptFailed(_logger, error),
            _logger,
            _options.TimeProvider);
    }

    /// <summary>Where the listener listens; with the real port once started.</summary>
    public IPEndPoint LocalEndPoint => _loop.LocalEndPoint;

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

    /// <summary>Makes a path that nobody can guess: 128 random bits. Store it and give it to the next listener.</summary>
    public static string GeneratePath()
    {
        Span<byte> random = stackalloc byte[16];
        RandomNumberGenerator.Fill(random);
        return "/" + Base64Url.EncodeToString(random);
    }

    /// <summary>Opens the port and begins to answer.</summary>
    /// <exception cref="SocketException">The port cannot be opened.</exception>
    /// <exception cref="InvalidOperationException">The listener was started before.</exception>
    /// <exception cref="ObjectDisposedException">The listener was stopped.</exception>
    public void Start() => _loop.Start();

    /// <summary>
    /// Replaces the credentials, for example after SetParameterValues. A challenge that was sent before works with the new ones.
    /// </summary>
    /// <param name="username">The ConnectionRequestUsername.</param>
    /// <param name="password">The ConnectionRequestPassword; an empty one accepts no request.</param>
    public void SetCredentials(string username, string password)
    {
        ArgumentNullException.ThrowIfNull(username);
        ArgumentNullException.ThrowIfNull(password);
        _responder.SetCredentials(username, password);
    }

    /// <summary>The ConnectionRequestURL under which an ACS reaches this listener.</summary>
    /// <param name="address">The device's address as the ACS sees it.</param>
    /// <param name="port">The port as the ACS sees it; 0 for the port of <see cref="LocalEndPoint"/>.</param>
    public string GetUrl(IPAddress address, int port = 0)
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentOutOfRangeException.ThrowIfNegative(port);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);

        // TR-069: an IPv6 address in brackets. A scope has a meaning only on this host.
        var plain = new IPAddress(address.GetAddressBytes());
        return $"http://{new IPEndPoint(plain, port == 0 ? LocalEndPoint.Port : port)}{Path}";
    }

    /// <summary>
    /// Closes the port and every connection (<c>HTTPConnectionRequestEnable</c> = false) and waits until they are closed. May be called
    /// more than once; a stopped listener cannot be started again.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait; the listener stops all the same.</param>
    public Task StopAsync(CancellationToken cancellationToken = default) => StopAllAsync().WaitAsync(cancellationToken);

    /// <summary>Stops.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAllAsync().ConfigureAwait(false);
        _loop.Dispose();
    }

    private async Task StopAllAsync()
    {
        await _loop.StopAsync().ConfigureAwait(false);
        Task[] open;
        lock (_lock)
        {
            open = [.. _connections.Select(connection => connection.Completion)];
        }

        await Task.WhenAll(open).ConfigureAwait(false);
    }

    private async ValueTask AcceptAsync(Socket listening, CancellationToken stop) =>
        Serve(await listening.AcceptAsync(stop).ConfigureAwait(false), stop);

    private void Serve(Socket socket, CancellationToken stop)
    {
        if (socket.RemoteEndPoint is not IPEndPoint remote)
        {
            socket.Dispose();
            return;
        }

        var connection = new ConnectionRequestConnection(socket, remote.Address, _responder, _options);
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
            stop);
    }

    // When the table is full, the newest connection is served: the ACS pushes out an attacker who holds connections open, and the attacker
    // cannot keep the ACS out.
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
