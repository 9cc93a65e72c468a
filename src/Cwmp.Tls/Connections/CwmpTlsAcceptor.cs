// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.IO.Pipelines;
using System.Net;
using System.Security.Authentication;
using Cwmp.Tls.Connections.Diagnosis;
using Cwmp.Tls.Connections.Engines;
using Cwmp.Tls.Connections.Listening;
using Cwmp.Tls.Connections.Transport;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.Shared;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cwmp.Tls;

/// <summary>
/// Makes the server's handshake on connections that somebody else accepted: with a place among a bounded number of handshakes, behind the
/// header of a trusted balancer, with the context that the client's host name asks for, within a time limit, and with a report of every
/// peer that did not get in. <see cref="CwmpTlsListener"/> and Kestrel run on one. Thread-safe.
/// </summary>
public sealed class CwmpTlsAcceptor
{
    private readonly CwmpTlsContext? _context;
    private readonly Func<string, CwmpTlsContext>? _selectContext;
    private readonly CwmpTlsAcceptorOptions _options;
    private readonly SessionSettings _settings;
    private readonly HandshakePlaces _places;
    private readonly IPNetwork[] _balancers;
    private readonly TimeProvider _time;
    private readonly ILogger _log;

    /// <summary>Makes an acceptor whose sessions have one context.</summary>
    /// <param name="context">The context; it needs a certificate. It stays the caller's.</param>
    /// <param name="options">Limits and hooks, or null for the defaults.</param>
    /// <exception cref="ArgumentException">
    /// The context has no certificate, or an option is not valid; the message lists every mistake.
    /// </exception>
    public CwmpTlsAcceptor(CwmpTlsContext context, CwmpTlsAcceptorOptions? options = null)
        : this(options, context)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (!context.HasCertificate)
        {
            throw new ArgumentException(
                "A server needs a context with a certificate: give it one with UseCertificateChainFile or UseCredential.", nameof(context));
        }
    }

    /// <summary>Makes an acceptor that chooses a context for each host name that clients ask for (SNI).</summary>
    /// <param name="selectContext">
    /// Gives the context for a name, which is empty where the client names none or does not speak TLS. It must be quick and thread-safe and
    /// never give null; each context needs a certificate. A name comes from the client, as it stood on the wire, and is no proof of
    /// anything.
    /// </param>
    /// <param name="options">Limits and hooks, or null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is not valid; the message lists every mistake.</exception>
    public CwmpTlsAcceptor(Func<string, CwmpTlsContext> selectContext, CwmpTlsAcceptorOptions? options = null)
        : this(options, context: null)
    {
        ArgumentNullException.ThrowIfNull(selectContext);
        _selectContext = selectContext;
    }

    private CwmpTlsAcceptor(CwmpTlsAcceptorOptions? options, CwmpTlsContext? context)
    {
        options ??= new CwmpTlsAcceptorOptions();
        options.Validate();
        _options = options.Snapshot();
        _context = context;
        _time = context?.TimeProvider ?? TimeProvider.System;
        _log = options.LoggerFactory?.CreateLogger<CwmpTlsContext>() ?? context?.Log ?? NullLogger.Instance;
        _settings = new SessionSettings(
            options.LoggerFactory is null ? null : _log, [.. _options.ApplicationProtocols], _options.IgnoreUnexpectedEnd);
        _places = new HandshakePlaces(_options.MaxPendingHandshakes, _options.MaxPendingHandshakesPerAddress, _time);
        _balancers = [.. _options.ProxyProtocolNetworks];
    }

    /// <summary>How many handshakes run at the moment.</summary>
    public int PendingCount => _places.Count;

    /// <summary>Makes the handshake over a pair of pipes, which stay the caller's.</summary>
    /// <param name="transport">The connection's pipes, on which nothing has passed yet.</param>
    /// <param name="localEndPoint">This side's address, if there is one.</param>
    /// <param name="remoteEndPoint">
    /// The peer's address, if there is one: it counts for the limits, and says whether the peer is a balancer.
    /// </param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The session, open; the caller disposes it, and then closes the pipes.</returns>
    /// <exception cref="TlsHandshakeException">The peer did not get in.</exception>
    /// <exception cref="TimeoutException">
    /// The time limit passed. A <see cref="TlsHandshakeException"/> inside says how far it came.
    /// </exception>
    public Task<CwmpTlsSession> AcceptAsync(
        IDuplexPipe transport, IPEndPoint? localEndPoint, IPEndPoint? remoteEndPoint, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transport);
        return AcceptAsync(SessionTransport.Over(transport, localEndPoint, remoteEndPoint, _time), cancellationToken);
    }

    /// <summary>Makes the handshake over a stream, which becomes the session's and is closed where the peer does not get in.</summary>
    /// <param name="transport">A connected, bidirectional stream on which nothing has passed yet.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The session, open; the caller disposes it.</returns>
    /// <exception cref="ArgumentException">The stream cannot be read or written.</exception>
    /// <exception cref="TlsHandshakeException">The peer did not get in.</exception>
    /// <exception cref="TimeoutException">
    /// The time limit passed. A <see cref="TlsHandshakeException"/> inside says how far it came.
    /// </exception>
    public Task<CwmpTlsSession> AcceptAsync(Stream transport, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(transport);
        return transport.CanRead && transport.CanWrite
            ? AcceptAsync(SessionTransport.Over(transport, leaveOpen: false, _time), cancellationToken)
            : throw new ArgumentException("A session needs a stream that can be read and written.", nameof(transport));
    }

    /// <summary>
    /// The same with a transport that is closed where the peer does not get in, and with what follows in the handshake's place.
    /// </summary>
    /// <param name="transport">The transport.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <param name="whileInPlace">Takes the session while its handshake's place is still taken; null for nothing.</param>
    internal async Task<CwmpTlsSession> AcceptAsync(
        SessionTransport transport, CancellationToken cancellationToken, Func<CwmpTlsSession, ValueTask>? whileInPlace = null)
    {
        using var report = new HandshakeReport(isServer: true, host: null, transport.RemoteEndPoint);
        HandshakePlace? place = null;
        CwmpTlsSession? session = null;
        try
        {
            place = await EnterAsync(transport, report, cancellationToken).ConfigureAwait(false);
            session = await HandshakeAsync(place, report, made => session = made, cancellationToken).ConfigureAwait(false);
            if (whileInPlace is not null)
            {
                await whileInPlace(session).ConfigureAwait(false);
            }

            return session;
        }
        catch (Exception e)
        {
            Tell(e, transport, session);
            await CloseAsync(transport, session).ConfigureAwait(false);
            throw;
        }
        finally
        {
            if (place is not null)
            {
                _places.Leave(place);
            }
        }
    }

    /// <summary>How many of them are of one address, by its <see cref="AddressKey"/>.</summary>
    internal int PendingCountOf(string address) => _places.CountOf(address);

    /// <summary>Waits while as many newcomers wait for a place as may.</summary>
    internal Task WaitForRoomAsync(CancellationToken cancellationToken) => _places.WaitForRoomAsync(cancellationToken);

    private bool IsBalancer(IPEndPoint? peer)
    {
        if (peer is null || _balancers.Length == 0)
        {
            return false;
        }

        IPAddress address = peer.Address.IsIPv4MappedToIPv6 ? peer.Address.MapToIPv4() : peer.Address;
        return Array.Exists(_balancers, network => network.Contains(address));
    }

    private async ValueTask<HandshakePlace> EnterAsync(
        SessionTransport transport, HandshakeReport report, CancellationToken cancellationToken)
    {
        // A balancer has many devices behind it; whose share counts is known when its header has been read.
        IPEndPoint? peer = transport.RemoteEndPoint;
        string? address = peer is null || IsBalancer(peer) ? null : AddressKey.Of(peer.Address);
        using var limit = new CancellationTokenSource(LimitOf(_context), _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        HandshakePlace? place;
        try
        {
            place = await _places.EnterAsync(transport, address, linked.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            place = null;
        }

        return place ?? throw TurnAway(transport, report);
    }

    // The session is made known before its handshake begins: a failure is told with what the session knows.
    private async Task<CwmpTlsSession> HandshakeAsync(
        HandshakePlace place, HandshakeReport report, Action<CwmpTlsSession> made, CancellationToken cancellationToken)
    {
        SessionTransport transport = place.Transport;
        using var limits = new HandshakeLimits(LimitOf(_context), _time, cancellationToken, place.GivenUp);
        var opening = new ConnectionOpening(transport, limits);
        CwmpTlsContext context;
        try
        {
            if (IsBalancer(transport.RemoteEndPoint))
            {
                await opening.ReadProxyHeaderAsync().ConfigureAwait(false);
                AssignToPeer(place, report);
            }

            context = _context ?? Select(await opening.ReadServerNameAsync().ConfigureAwait(false));
        }
        catch (Exception e)
        {
            Exception failure = await opening.ExplainAsync(e).ConfigureAwait(false);
            report.Failed(_log, transport.LocalEndPoint, transport.RemoteEndPoint, failure);
            throw failure;
        }

        limits.Shorten(LimitOf(context));
        var session = new CwmpTlsSession(context, transport, _settings);
        made(session);
        place.HasClientHello = () => session.HasClientHello;
        await session.AcceptWithinAsync(limits, report).ConfigureAwait(false);
        return session;
    }

    private TimeSpan LimitOf(CwmpTlsContext? context)
    {
        TimeSpan most = context?.HandshakeTimeout ?? CwmpTlsContextBuilder.DefaultHandshakeTimeout;
        return _options.HandshakeTimeout is { } own && (own < most || context is null) ? own : most;
    }

    private void AssignToPeer(HandshakePlace place, HandshakeReport report)
    {
        IPEndPoint? peer = place.Transport.RemoteEndPoint;
        report.Announce(peer);
        if (peer is not null && !IsBalancer(peer) && !_places.TryAssign(place, AddressKey.Of(peer.Address)))
        {
            throw NoPlace(place.Transport);
        }
    }

    private CwmpTlsContext Select(string serverName)
    {
        CwmpTlsContext context;
        try
        {
            context = _selectContext!(serverName) ?? throw new InvalidOperationException("The function that selects a context gave null.");
        }
        catch (Exception e)
        {
            _log.HandlerThrew(e);
            throw new TlsHandshakeException(
                TlsHandshakeFailure.Unspecified,
                TlsHandshakeStage.ClientHello,
                TlsSide.Local,
                $"There is no context for the host name that the client asked for: the function that selects one threw {e.GetType().Name}",
                "Mend that function; it must give a context for every name, the empty one included.",
                innerException: e);
        }

        return context;
    }

    private TlsHandshakeException TurnAway(SessionTransport transport, HandshakeReport report)
    {
        TlsHandshakeException failure = NoPlace(transport);
        report.Failed(_log, transport.LocalEndPoint, transport.RemoteEndPoint, failure);
        return failure;
    }

    private TlsHandshakeException NoPlace(SessionTransport transport) => new(
        TlsHandshakeFailure.NoPlace,
        TlsHandshakeStage.NotStarted,
        TlsSide.Local,
        $"No place was free for the handshake with {transport.RemoteEndPoint}: {_options.MaxPendingHandshakes} run at a time, "
            + $"{_options.MaxPendingHandshakesPerAddress} of one address, and all of them get on",
        "Look whether this process has the processor time it needs, and whether a balancer hides the addresses of many devices.");

    private static ValueTask CloseAsync(SessionTransport transport, CwmpTlsSession? session) =>
        session?.DisposeAsync() ?? transport.DisposeAsync();

    private void Tell(Exception exception, SessionTransport transport, CwmpTlsSession? session)
    {
        if (_options.OnHandshakeFailed is null || exception is OperationCanceledException)
        {
            return;
        }

        TlsHandshakeFailure failure = TlsHandshakeException.Find(exception)?.Failure ?? TlsHandshakeFailure.Unspecified;
        try
        {
            _options.OnHandshakeFailed(new TlsHandshakeFailedContext(transport.RemoteEndPoint, failure, exception, session?.Trace));
        }
        catch (Exception e)
        {
            _log.HandlerThrew(e);
        }
    }
}
