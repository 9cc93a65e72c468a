// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.Tests.Connections;

public sealed class ListenerTests
{
    private static readonly IPEndPoint AnyPort = new(IPAddress.Loopback, 0);

    [Fact]
    public async Task Good_peers_come_through()
    {
        using var world = new TlsWorld();
        await using var listener = new CwmpTlsListener(world.Acs, AnyPort);
        listener.Start();

        await using CwmpTlsSession cpe = await DialAsync(world, listener);
        await using CwmpTlsSession? acs = await listener.AcceptAsync().AsTask().WaitAsync(TlsWorld.Ceiling);

        acs!.State.Should().Be(CwmpTlsSessionState.Open);
        acs.RemoteEndPoint.Should().Be(cpe.LocalEndPoint);
        acs.LocalEndPoint.Should().Be(listener.LocalEndPoint);
        await Eventually.HoldsAsync(() => listener.PendingCount == 0);
    }

    [Fact]
    public async Task Bad_peers_are_reported_by_cause_and_harm_nobody()
    {
        using var world = new TlsWorld();
        var causes = new ConcurrentQueue<TlsHandshakeFailedContext>();
        var reported = new Bell();
        world.Acs = world.AcsBuilder().SetTrace(Cwmp.Tls.Tracing.HandshakeTraceLevel.Messages).Build();
        await using var listener = new CwmpTlsListener(world.Acs, AnyPort, new CwmpTlsListenerOptions
        {
            OnHandshakeFailed = cause =>
            {
                causes.Enqueue(cause);
                reported.Ring();
            },
        });
        listener.Start();

        await SendAsync(listener, "GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        await SendAsync(listener, [0, 1, 2, 3, 4, 5, 6, 7]);
        await SendAsync(listener, []);
        using CwmpTlsContext stranger = world.CpeBuilder(world.Pki.Cpe().SelfSigned().Issue()).Build();
        await using (CwmpTlsSession refused = await LoopbackSockets.DialAsync(stranger, listener.LocalEndPoint))
        {
            (await Record.ExceptionAsync(() => refused.ReadAsync(new byte[1]).AsTask()))
                .Should().BeOfType(EngineUnderTest.SendsAlerts ? typeof(TlsHandshakeException) : typeof(TlsConnectionException));
        }

        await reported.UntilAsync(() => causes.Count >= 4);
        await using CwmpTlsSession cpe = await DialAsync(world, listener);
        await using CwmpTlsSession? acs = await listener.AcceptAsync();

        acs!.PeerIdentity.Should().NotBeNull();
        causes.Select(cause => cause.Failure).Should().Contain(
            [TlsHandshakeFailure.PlainHttpOnTlsPort, TlsHandshakeFailure.NotTls, TlsHandshakeFailure.PeerClosedBeforeHandshake,
                TlsHandshakeFailure.PeerCertificateRefused]);
        causes.Should().OnlyContain(cause => cause.RemoteEndPoint != null && cause.Exception != null && cause.Trace != null);
    }

    [Fact]
    public async Task Silent_peers_give_way_when_all_places_are_taken()
    {
        using var world = new TlsWorld();
        var causes = new ConcurrentQueue<TlsHandshakeFailure>();
        await using var listener = new CwmpTlsListener(
            world.Acs, AnyPort,
                new CwmpTlsListenerOptions { MaxPendingHandshakes = 4, OnHandshakeFailed = failed => causes.Enqueue(failed.Failure) });
        listener.Start();
        var silent = new List<TcpClient>();
        for (int i = 0; i < 20; i++)
        {
            var client = new TcpClient();
            await client.ConnectAsync(listener.LocalEndPoint);
            silent.Add(client);
        }

        await using CwmpTlsSession cpe = await DialAsync(world, listener).WaitAsync(TlsWorld.Ceiling);
        await using CwmpTlsSession? acs = await listener.AcceptAsync();

        acs!.State.Should().Be(CwmpTlsSessionState.Open);
        causes.Should().OnlyContain(cause => cause == TlsHandshakeFailure.GivenUpForNewcomer).And.HaveCountGreaterThanOrEqualTo(16);
        listener.PendingCount.Should().BeLessThanOrEqualTo(4);
        silent.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task Newcomers_wait_where_nobody_is_silent()
    {
        using var world = new TlsWorld();
        var time = new TimerWatch();
        world.Acs = world.AcsBuilder().SetTimeProvider(time).Build();
        await using var listener = new CwmpTlsListener(world.Acs, AnyPort, new CwmpTlsListenerOptions { MaxPendingHandshakes = 1 });
        listener.Start();
        using var slow = new TcpClient();
        await slow.ConnectAsync(listener.LocalEndPoint);
        await slow.GetStream().WriteAsync(new byte[] { 22, 3, 1 });
        await Eventually.HoldsAsync(() => listener.PendingCount == 1);

        Task<CwmpTlsSession> waiting = DialAsync(world, listener);
        await time.Changed.UntilAsync(() => time.HasPeriodicTimer || waiting.IsCompleted);
        waiting.IsCompleted.Should().BeFalse();
        slow.Dispose();

        await using CwmpTlsSession cpe = await waiting.WaitAsync(TlsWorld.Ceiling);
        cpe.State.Should().Be(CwmpTlsSessionState.Open);
    }

    [Fact]
    public async Task Peers_that_do_not_end_their_hello_give_way_too()
    {
        using var world = new TlsWorld();
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow);
        world.Acs = world.AcsBuilder().SetTimeProvider(time).Build();
        var causes = new ConcurrentQueue<TlsHandshakeFailure>();
        await using var listener = new CwmpTlsListener(
            world.Acs, AnyPort,
                new CwmpTlsListenerOptions { MaxPendingHandshakes = 3, OnHandshakeFailed = failed => causes.Enqueue(failed.Failure) });
        listener.Start();
        var dripping = new List<TcpClient>();
        for (int i = 0; i < 3; i++)
        {
            var client = new TcpClient();
            await client.ConnectAsync(listener.LocalEndPoint);
            await client.GetStream().WriteAsync(new byte[] { 22, 3, 1, 2 });
            dripping.Add(client);
        }

        await Eventually.HoldsAsync(() => listener.PendingCount == 3);
        time.Advance(TimeSpan.FromSeconds(2));
        Task<CwmpTlsSession> waiting = DialAsync(world, listener);
        await Eventually.HoldsAsync(() => waiting.IsCompleted, () =>
        {
            // Far below the handshake timeout, however slow the machine.
            time.Advance(TimeSpan.FromMilliseconds(2));
            return Task.CompletedTask;
        });

        await using CwmpTlsSession cpe = await waiting;
        cpe.State.Should().Be(CwmpTlsSessionState.Open);
        causes.Should().Contain(TlsHandshakeFailure.GivenUpForNewcomer);
        dripping.ForEach(client => client.Dispose());
    }

    [Fact]
    public async Task Silent_peer_is_given_up_after_the_handshake_timeout()
    {
        using var world = new TlsWorld();
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow);
        world.Acs = world.AcsBuilder().SetTimeProvider(time).SetHandshakeTimeout(TimeSpan.FromSeconds(10)).Build();
        var failed = new TaskCompletionSource<TlsHandshakeFailedContext>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var listener = new CwmpTlsListener(world.Acs, AnyPort,
            new CwmpTlsListenerOptions { OnHandshakeFailed = context => failed.TrySetResult(context) });
        listener.Start();
        using var silent = new TcpClient();
        await silent.ConnectAsync(listener.LocalEndPoint);
        await Eventually.HoldsAsync(() => listener.PendingCount == 1);

        await Eventually.HoldsAsync(() => failed.Task.IsCompleted, () =>
        {
            // The handshake's timer may not have been started yet when its place was taken.
            time.Advance(TimeSpan.FromSeconds(10));
            return Task.CompletedTask;
        });

        (await failed.Task).Failure.Should().Be(TlsHandshakeFailure.Timeout);
        (await failed.Task).Exception.Should().BeOfType<TimeoutException>();
    }

    [Fact]
    public async Task Stopping_ends_handshakes_and_keeps_finished_sessions()
    {
        using var world = new TlsWorld();
        await using var listener = new CwmpTlsListener(world.Acs, AnyPort);
        listener.Start();
        await using CwmpTlsSession cpe = await DialAsync(world, listener);
        await Eventually.HoldsAsync(() => listener.PendingCount == 0);
        using var silent = new TcpClient();
        await silent.ConnectAsync(listener.LocalEndPoint);
        await Eventually.HoldsAsync(() => listener.PendingCount == 1);

        await listener.StopAsync().WaitAsync(TlsWorld.Ceiling);

        listener.PendingCount.Should().Be(0);
        await using CwmpTlsSession? finished = await listener.AcceptAsync();
        finished!.State.Should().Be(CwmpTlsSessionState.Open);
        (await listener.AcceptAsync()).Should().BeNull();
        (await silent.GetStream().ReadAsync(new byte[1])).Should().Be(0, "its connection was closed");
        Func<Task> dialling = () => DialAsync(world, listener);
        await dialling.Should().ThrowAsync<SocketException>();
        await listener.StopAsync();
    }

    [Fact]
    public async Task Sessions_can_be_taken_in_a_loop_until_the_listener_stops()
    {
        using var world = new TlsWorld();
        await using var listener = new CwmpTlsListener(world.Acs, AnyPort);
        listener.Start();
        int taken = 0;
        Task loop = Task.Run(async () =>
        {
            await foreach (CwmpTlsSession session in listener.AcceptAllAsync())
            {
                await session.DisposeAsync();
                if (++taken == 3)
                {
                    await listener.StopAsync();
                }
            }
        });

        for (int i = 0; i < 3; i++)
        {
            await using CwmpTlsSession cpe = await DialAsync(world, listener);
        }

        await loop.WaitAsync(TlsWorld.Ceiling);
        taken.Should().Be(3);
    }

    [Fact]
    public async Task Disposal_closes_sessions_nobody_took()
    {
        using var world = new TlsWorld();
        var listener = new CwmpTlsListener(world.Acs, AnyPort);
        listener.Start();
        await using CwmpTlsSession cpe = await DialAsync(world, listener);
        await Eventually.HoldsAsync(() => listener.PendingCount == 0);

        await listener.DisposeAsync();

        (await cpe.ReadAsync(new byte[1])).Should().Be(0);
    }

    [Fact]
    public async Task Handler_that_throws_does_not_stop_the_listener()
    {
        using var world = new TlsWorld();
        await using var listener = new CwmpTlsListener(
            world.Acs, AnyPort,
                new CwmpTlsListenerOptions { OnHandshakeFailed = _ => throw new InvalidOperationException("of the handler") });
        listener.Start();
        await SendAsync(listener, "GET / HTTP/1.1\r\n\r\n"u8.ToArray());

        await using CwmpTlsSession cpe = await DialAsync(world, listener).WaitAsync(TlsWorld.Ceiling);

        cpe.State.Should().Be(CwmpTlsSessionState.Open);
    }

    [Fact]
    public async Task Misuse_is_named()
    {
        using var world = new TlsWorld();
        using CwmpTlsContext bare = new CwmpTlsContextBuilder().AddTrustAnchors(world.Pki.Root.Certificate).UseNoCertificate().Build();

        Action withoutCertificate = () => _ = new CwmpTlsListener(bare, AnyPort);
        Action withoutPlaces = () => _ = new CwmpTlsListener(world.Acs, AnyPort, new CwmpTlsListenerOptions { MaxPendingHandshakes = 0 });
        Action withoutContext = () => _ = new CwmpTlsListener(null!, AnyPort);
        Action withoutEndPoint = () => _ = new CwmpTlsListener(world.Acs, null!);

        withoutCertificate.Should().Throw<ArgumentException>().WithMessage("*certificate*");
        withoutPlaces.Should().Throw<ArgumentException>().WithMessage("*MaxPendingHandshakes*");
        withoutContext.Should().Throw<ArgumentNullException>();
        withoutEndPoint.Should().Throw<ArgumentNullException>();
        await using var listener = new CwmpTlsListener(world.Acs, AnyPort);
        listener.Start();
        listener.Invoking(l => l.Start()).Should().Throw<InvalidOperationException>().WithMessage("*already*");
        await using var second = new CwmpTlsListener(world.Acs, listener.LocalEndPoint);
        second.Invoking(l => l.Start()).Should().Throw<SocketException>();
        await listener.StopAsync();
        listener.Invoking(l => l.Start()).Should().Throw<ObjectDisposedException>();
    }

    private static Task<CwmpTlsSession> DialAsync(TlsWorld world, CwmpTlsListener listener) =>
        LoopbackSockets.DialAsync(world.Cpe, listener.LocalEndPoint);

    // Waits until the listener has closed, by FIN or by reset.
    private static async Task SendAsync(CwmpTlsListener listener, byte[] data)
    {
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(listener.LocalEndPoint);
        try
        {
            await client.SendAsync(data);
            client.Shutdown(SocketShutdown.Send);
            while (await client.ReceiveAsync(new byte[100]) > 0)
            {
            }
        }
        catch (SocketException)
        {
        }
    }

    /// <summary>
    /// A clock that stands still and tells of the timer with which waiting newcomers are looked after: it starts when the first one waits.
    /// </summary>
    private sealed class TimerWatch() : Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow)
    {
        public Bell Changed { get; } = new();

        public bool HasPeriodicTimer { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            ITimer timer = base.CreateTimer(callback, state, dueTime, period);
            HasPeriodicTimer |= period > TimeSpan.Zero;
            Changed.Ring();
            return timer;
        }
    }
}
