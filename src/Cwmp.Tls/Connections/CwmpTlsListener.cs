// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Cwmp.Tls.Connections.Listening;
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
    private readonly CwmpTlsListenerOptions _options;
    private readonly Channel<CwmpTlsSession> _ready;
    private readonly PendingHandshakes _pending;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _lock = new();
    private Socket? _socket;
    private Task _loop = Task.CompletedTask;
    private bool _stopped;

    /// <summary>Makes a listener; it accepts nothing before <see cref="Start"/>.</summary>
    /// <param name="context">The context of the sessions; it needs a certificate. It stays the caller's.</param>
    /// <param name="endPoint">Where to listen; port 0 takes a free one. <see cref="IPAddress.IPv6Any"/> serves IPv4 as well.</param>
    /// <param name="options">Limits and hooks, or null for the defaults.</param>
    /// <exception cref="ArgumentException">The context has no certificate.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A limit is below 1.</exception>
    public CwmpTlsListener(CwmpTlsContext context, IPEndPoint endPoint, CwmpTlsListenerOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(endPoint);
        if (!context.HasCertificate)
        {
            throw new ArgumentException("A listener needs a context with a certificate: a TLS server always shows one.", nameof(context));
        }

        options ??= new CwmpTlsListenerOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Backlog, 1, "options.Backlog");
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxPendingHandshakes, 1, "options.MaxPendingHandshakes");
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxWaitingSessions, 1, "options.MaxWaitingSessions");
        _context = context;
        LocalEndPoint = endPoint;
        _options = options;
        _ready = Channel.CreateBounded<CwmpTlsSession>(new BoundedChannelOptions(options.MaxWaitingSessions) { AllowSynchronousContinuations = false });
        _pending = new PendingHandshakes(options.MaxPendingHandshakes, context.TimeProvider);
    }

    /// <summary>Where the listener listens; with the real port once started.</summary>
    public IPEndPoint LocalEndPoint { get; private set; }

    /// <summary>How many handshakes run at the moment.</summary>
    public int PendingCount => _pending.Count;

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
                socket.Listen(_options.Backlog);
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
                PendingHandshake place = await _pending.EnterAsync(socket, _stopping.Token).ConfigureAwait(false);
                _ = HandshakeAsync(socket, place);
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

        await _pending.DrainAsync().ConfigureAwait(false);
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
    private async Task HandshakeAsync(Socket socket, PendingHandshake place)
    {
        await Task.Yield();
        CwmpTlsSession? session = null;
        try
        {
            session = _context.CreateSession(socket);
            place.Session = session;
            using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, place.GivenUp);
            await session.AcceptAsync(cancel.Token).ConfigureAwait(false);
            await _ready.Writer.WriteAsync(session, _stopping.Token).ConfigureAwait(false);
            session = null;
        }
        catch (Exception e)
        {
            if (!_stopping.IsCancellationRequested)
            {
                Report(session, place, e);
            }
        }
        finally
        {
            if (session is not null)
            {
                await session.DisposeAsync().ConfigureAwait(false);
            }
            else if (place.Session is null)
            {
                socket.Dispose();
            }

            _pending.Leave(place);
        }
    }

    private void Report(CwmpTlsSession? session, PendingHandshake place, Exception exception)
    {
        TlsHandshakeFailure failure = TlsHandshakeException.Find(exception)?.Failure ?? TlsHandshakeFailure.Unspecified;
        if (exception is OperationCanceledException && place.GivenUp.IsCancellationRequested)
        {
            failure = TlsHandshakeFailure.GivenUpForNewcomer;
            _context.Log.SilentPeerGivenUp(LocalEndPoint, session?.RemoteEndPoint);
        }

        try
        {
            _options.OnHandshakeFailed?.Invoke(new TlsHandshakeFailedContext(session?.RemoteEndPoint, failure, exception, session?.Trace));
        }
        catch (Exception e)
        {
            _context.Log.HandlerThrew(e);
        }
    }
}
