// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Cwmp.Tls.Connections.Transport;
using Cwmp.Tls.Diagnostics;

namespace Cwmp.Tls;

/// <summary>
/// Accepts TCP connections and makes their handshakes; the <c>bind</c>, <c>listen</c>, <c>accept</c> and <c>SSL_accept</c> of a server in
/// one. Handshakes run beside each other, so a slow or silent peer keeps nobody waiting, and what a peer does wrong ends that peer's
/// connection alone. Thread-safe.
/// </summary>
public sealed class CwmpTlsListener : IAsyncDisposable
{
    // Out of sockets or memory: accepting again at once would only burn the processor.
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(2);

    private readonly CwmpTlsContext _context;
    private readonly CwmpTlsAcceptor _acceptor;
    private readonly int _backlog;
    private readonly Channel<CwmpTlsSession> _ready;
    private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private Socket? _socket;
    private Task _loop = Task.CompletedTask;
    private bool _stopped;

    // Handshakes that run, and the loop that begins them.
    private int _running = 1;

    /// <summary>Makes a listener; it accepts nothing before <see cref="Start"/>.</summary>
    /// <param name="context">The context of the sessions; it needs a certificate. It stays the caller's.</param>
    /// <param name="endPoint">Where to listen; port 0 takes a free one. <see cref="IPAddress.IPv6Any"/> serves IPv4 as well.</param>
    /// <param name="options">Limits and hooks, or null for the defaults.</param>
    /// <exception cref="ArgumentException">
    /// The context has no certificate, or an option is not valid; the message lists every mistake.
    /// </exception>
    public CwmpTlsListener(CwmpTlsContext context, IPEndPoint endPoint, CwmpTlsListenerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(endPoint);
        options ??= new CwmpTlsListenerOptions();
        _acceptor = new CwmpTlsAcceptor(context, options);
        _context = context;
        _backlog = options.Backlog;
        LocalEndPoint = endPoint;
        _ready = Channel.CreateBounded<CwmpTlsSession>(
            new BoundedChannelOptions(options.MaxWaitingSessions) { AllowSynchronousContinuations = false });
    }

    /// <summary>Where the listener listens; with the real port once started.</summary>
    public IPEndPoint LocalEndPoint { get; private set; }

    /// <summary>How many handshakes run at the moment.</summary>
    public int PendingCount => _acceptor.PendingCount;

    /// <summary>Binds the address and begins to accept.</summary>
    /// <exception cref="SocketException">The address cannot be bound.</exception>
    /// <exception cref="InvalidOperationException">The listener was started before.</exception>
    /// <exception cref="ObjectDisposedException">The listener was stopped.</exception>
    public void Start()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_stopped, this);
            if (_socket is not null)
            {
                throw new InvalidOperationException("This listener has been started already.");
            }

            var socket = new Socket(LocalEndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                if (LocalEndPoint.Address.Equals(IPAddress.IPv6Any))
                {
                    socket.DualMode = true;
                }

                socket.Bind(LocalEndPoint);
                socket.Listen(_backlog);
            }
            catch
            {
                socket.Dispose();
                throw;
            }

            _socket = socket;
            LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
            _context.Log.ListenerStarted(LocalEndPoint);
            _loop = Task.Run(() => AcceptLoopAsync(socket));
        }
    }

    /// <summary>Gives the next session whose handshake has succeeded; the caller disposes it.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The session, or null when the listener has been stopped and no finished session is left.</returns>
    public async ValueTask<CwmpTlsSession?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _ready.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_ready.Reader.TryRead(out CwmpTlsSession? session))
            {
                return session;
            }
        }

        return null;
    }

    /// <summary>Gives session after session until the listener is stopped; the caller disposes each.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async IAsyncEnumerable<CwmpTlsSession> AcceptAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await AcceptAsync(cancellationToken).ConfigureAwait(false) is { } session)
        {
            yield return session;
        }
    }

    /// <summary>
    /// Accepts nothing more, ends the handshakes that still run and waits until they are gone. Finished sessions can still be taken by
    /// <see cref="AcceptAsync"/>; sessions already taken are not touched. May be called more than once.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait; the listener stops all the same.</param>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        lock (_lock)
        {
            if (!_stopped)
            {
                _stopped = true;
                _stopping.Cancel();
                _socket?.Dispose();
                if (_socket is null)
                {
                    _ready.Writer.TryComplete();
                }
            }
        }

        await _loop.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops, and disposes finished sessions that nobody took.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        while (_ready.Reader.TryRead(out CwmpTlsSession? session))
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }

        _stopping.Dispose();
    }

    private async Task AcceptLoopAsync(Socket listening)
    {
        TimeSpan delay = FirstDelay;
        while (!_stopping.IsCancellationRequested)
        {
            Socket? socket = null;
            try
            {
                socket = await listening.AcceptAsync(_stopping.Token).ConfigureAwait(false);
                delay = FirstDelay;
                await _acceptor.WaitForRoomAsync(_stopping.Token).ConfigureAwait(false);
                Interlocked.Increment(ref _running);
                _ = HandshakeAsync(socket);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                socket?.Dispose();
            }
            catch (SocketException e)
            {
                await PauseAsync(e, delay).ConfigureAwait(false);
                delay = delay * 2 > LongestDelay ? LongestDelay : delay * 2;
            }
        }

        OneEnded();
        await _drained.Task.ConfigureAwait(false);
        _ready.Writer.TryComplete();
        _context.Log.ListenerStopped(LocalEndPoint);
    }

    private async Task PauseAsync(SocketException failure, TimeSpan delay)
    {
        // The peer was gone before we took it; that is about the peer.
        if (failure.SocketErrorCode is SocketError.ConnectionAborted or SocketError.ConnectionReset || _stopping.IsCancellationRequested)
        {
            return;
        }

        _context.Log.AcceptFailed(LocalEndPoint, delay, failure.Message);
        try
        {
            await Task.Delay(delay, _context.TimeProvider, _stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    // Never throws: nobody awaits it but the drain at the end.
    private async Task HandshakeAsync(Socket socket)
    {
        await Task.Yield();
        try
        {
            SessionTransport transport = SessionTransport.Over(socket, _context.TimeProvider);
            await _acceptor.AcceptAsync(
                transport, _stopping.Token, session => _ready.Writer.WriteAsync(session, _stopping.Token)).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // Reported by the acceptor, which has closed the connection, too. A socket that was of no use from the beginning is still here.
            socket.Dispose();
        }
        finally
        {
            OneEnded();
        }
    }

    private void OneEnded()
    {
        if (Interlocked.Decrement(ref _running) == 0)
        {
            _drained.TrySetResult();
        }
    }
}
