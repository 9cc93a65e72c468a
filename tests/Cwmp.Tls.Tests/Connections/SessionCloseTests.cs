// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Sockets;

namespace Cwmp.Tls.Tests.Connections;

public sealed class SessionCloseTests
{
    public static TheoryData<CwmpTlsMethod> Methods() => [CwmpTlsMethod.Tls12, CwmpTlsMethod.Tls13];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Two_way_shutdown_is_an_orderly_end_for_both(CwmpTlsMethod method)
    {
        using var world = new TlsWorld();
        world.Acs = world.AcsBuilder(method: method).Build();
        await using TlsPair pair = await world.OpenAsync();

        Task closing = pair.Cpe.ShutdownAsync();
        int atAcs = await pair.Acs.ReadAsync(new byte[10]);
        await pair.Acs.ShutdownAsync().WaitAsync(TlsWorld.Ceiling);
        await closing.WaitAsync(TlsWorld.Ceiling);

        atAcs.Should().Be(0);
        pair.Acs.PeerEnd.Should().Be(TlsPeerEnd.CloseNotify);
        pair.Cpe.PeerEnd.Should().Be(TlsPeerEnd.CloseNotify);
        pair.Cpe.State.Should().Be(CwmpTlsSessionState.ShutDown);
    }

    [Fact]
    public async Task Half_close_lets_the_other_side_finish()
    {
        using var world = new TlsWorld();
        await using TlsPair pair = await world.OpenAsync();
        await pair.Cpe.WriteAsync("request"u8.ToArray());
        byte[] buffer = new byte[100];
        await pair.Acs.ReadAsync(buffer);

        // The CPE says that it is done while the ACS still answers; its own reader gets the answer, not the shutdown.
        Task<int> reading = pair.Cpe.ReadAsync(buffer).AsTask();
        Task closing = pair.Cpe.ShutdownAsync();
        (await pair.Acs.ReadAsync(new byte[10])).Should().Be(0);
        await pair.Acs.WriteAsync("answer"u8.ToArray());

        (await reading.WaitAsync(TlsWorld.Ceiling)).Should().Be(6);
        await pair.Acs.ShutdownAsync().WaitAsync(TlsWorld.Ceiling);
        await closing.WaitAsync(TlsWorld.Ceiling);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Cut_connection_is_told_from_an_orderly_end(CwmpTlsMethod method)
    {
        using var world = new TlsWorld();
        world.Acs = world.AcsBuilder(method: method).Build();
        await using TlsPair pair = await world.OpenAsync();
        await pair.Cpe.WriteAsync("half of"u8.ToArray());
        await pair.Acs.ReadAsync(new byte[7]);

        pair.Sockets.Client.Shutdown(SocketShutdown.Send);
        Func<Task> reading = () => pair.Acs.ReadAsync(new byte[10]).AsTask();

        (await reading.Should().ThrowAsync<TlsConnectionException>()).Which.Failure.Should().Be(TlsConnectionFailure.Truncated);
        pair.Acs.PeerEnd.Should().Be(TlsPeerEnd.Truncated);
        (await reading.Should().ThrowAsync<TlsConnectionException>("the end stays what it was")).Which.Failure
            .Should().Be(TlsConnectionFailure.Truncated);
    }

    [Fact]
    public async Task Connection_cut_inside_a_record_is_truncated_too()
    {
        using var world = new TlsWorld();
        LoopbackSockets sockets = await LoopbackSockets.ConnectAsync();
        using (sockets)
        {
            await using var cutting = new CuttingStream(new NetworkStream(sockets.Client, ownsSocket: false));
            await using CwmpTlsSession cpe = world.Cpe.CreateSession(cutting);
            await using CwmpTlsSession acs = world.Acs.CreateSession(sockets.Server);
            await Task.WhenAll(acs.AcceptAsync(), cpe.ConnectAsync(TlsWorld.Host)).WaitAsync(TlsWorld.Ceiling);
            await cpe.WriteAsync("first"u8.ToArray());
            await acs.ReadAsync(new byte[5]);

            cutting.DropLastBytes = 3;
            await cpe.WriteAsync("second"u8.ToArray());
            sockets.Client.Shutdown(SocketShutdown.Send);
            Func<Task> reading = () => acs.ReadAsync(new byte[10]).AsTask();

            (await reading.Should().ThrowAsync<TlsConnectionException>()).Which.Failure.Should().Be(TlsConnectionFailure.Truncated);
        }
    }

    [Fact]
    public async Task Cut_connection_reads_as_an_end_where_that_was_asked_for()
    {
        using var world = new TlsWorld();
        world.Acs = world.AcsBuilder().SetFlags(CwmpTlsFlags.IgnoreUnexpectedEnd).Build();
        await using TlsPair pair = await world.OpenAsync();

        pair.Sockets.Client.Shutdown(SocketShutdown.Send);

        (await pair.Acs.ReadAsync(new byte[10])).Should().Be(0);
        pair.Acs.PeerEnd.Should().Be(TlsPeerEnd.Truncated);
    }

    [Fact]
    public async Task Reset_connection_is_reported_as_such()
    {
        using var world = new TlsWorld();
        await using TlsPair pair = await world.OpenAsync();
        await pair.Cpe.WriteAsync("x"u8.ToArray());
        await pair.Acs.ReadAsync(new byte[1]);

        pair.Sockets.Client.LingerState = new LingerOption(true, 0);
        pair.Sockets.Client.Close();
        Func<Task> reading = () => pair.Acs.ReadAsync(new byte[10]).AsTask();

        (await reading.Should().ThrowAsync<TlsConnectionException>()).Which.Failure.Should().Be(TlsConnectionFailure.Reset);
        pair.Acs.PeerEnd.Should().Be(TlsPeerEnd.Reset);
    }

    [Fact]
    public async Task Changed_record_is_reported_as_broken()
    {
        using var world = new TlsWorld();
        LoopbackSockets sockets = await LoopbackSockets.ConnectAsync();
        using (sockets)
        {
            await using var cutting = new CuttingStream(new NetworkStream(sockets.Client, ownsSocket: false));
            await using CwmpTlsSession cpe = world.Cpe.CreateSession(cutting);
            await using CwmpTlsSession acs = world.Acs.CreateSession(sockets.Server);
            await Task.WhenAll(acs.AcceptAsync(), cpe.ConnectAsync(TlsWorld.Host)).WaitAsync(TlsWorld.Ceiling);

            cutting.FlipLastBit = true;
            await cpe.WriteAsync("second"u8.ToArray());
            Func<Task> reading = () => acs.ReadAsync(new byte[10]).AsTask();

            (await reading.Should().ThrowAsync<TlsConnectionException>()).Which.Failure.Should().Be(TlsConnectionFailure.BrokenRecord);
            acs.PeerEnd.Should().Be(TlsPeerEnd.Failed);
            acs.State.Should().Be(CwmpTlsSessionState.Failed);
        }
    }

    [Fact]
    public async Task Disposal_sends_close_notify()
    {
        using var world = new TlsWorld();
        await using TlsPair pair = await world.OpenAsync();

        await pair.Cpe.DisposeAsync();

        (await pair.Acs.ReadAsync(new byte[10])).Should().Be(0);
        pair.Acs.PeerEnd.Should().Be(TlsPeerEnd.CloseNotify);
    }

    [Fact]
    public async Task Disposal_does_not_destroy_what_the_peer_has_not_read_yet()
    {
        using var world = new TlsWorld();
        await using TlsPair pair = await world.OpenAsync();

        // Bytes that nobody reads at the CPE would make the kernel reset the connection under the answer.
        await pair.Acs.WriteAsync(new byte[5000]);
        await pair.Cpe.WriteAsync("last words"u8.ToArray());
        await pair.Cpe.DisposeAsync();

        byte[] buffer = new byte[100];
        (await pair.Acs.ReadAsync(buffer)).Should().Be(10);
        (await pair.Acs.ReadAsync(buffer)).Should().Be(0);
        pair.Acs.PeerEnd.Should().Be(TlsPeerEnd.CloseNotify);
    }

    [Fact]
    public async Task Disposal_does_not_wait_for_a_peer_that_reads_nothing()
    {
        using var world = new TlsWorld();
        await using TlsPair pair = await world.OpenAsync();
        using var stop = new CancellationTokenSource();
        Task flooding = FloodAsync(pair.Cpe, stop.Token);

        await pair.Cpe.DisposeAsync().AsTask().WaitAsync(TlsWorld.Ceiling);
        await stop.CancelAsync();

        Func<Task> writing = () => flooding;
        await writing.Should().ThrowAsync<Exception>();
    }

    [Fact]
    public async Task Shutdown_without_answer_times_out_after_the_close_timeout()
    {
        using var world = new TlsWorld();
        world.Cpe = world.CpeBuilder().SetCloseTimeout(TimeSpan.FromMilliseconds(50)).Build();
        await using TlsPair pair = await world.OpenAsync();

        Func<Task> closing = () => pair.Cpe.ShutdownAsync();

        await closing.Should().ThrowAsync<TimeoutException>();
        pair.Cpe.State.Should().Be(CwmpTlsSessionState.ShutDown);
    }

    [Fact]
    public async Task Shutdown_can_be_repeated_and_cancelled()
    {
        using var world = new TlsWorld();
        await using TlsPair pair = await world.OpenAsync();
        using var cancel = new CancellationTokenSource();
        Task first = pair.Cpe.ShutdownAsync(cancel.Token);
        await cancel.CancelAsync();
        Func<Task> cancelled = () => first;
        (await cancelled.Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(cancel.Token);

        Task second = pair.Cpe.ShutdownAsync();
        await pair.Acs.ShutdownAsync().WaitAsync(TlsWorld.Ceiling);

        await second.WaitAsync(TlsWorld.Ceiling);
        pair.Cpe.PeerEnd.Should().Be(TlsPeerEnd.CloseNotify);
    }

    [Fact]
    public async Task Stream_below_can_be_left_open()
    {
        using var world = new TlsWorld();
        using LoopbackSockets sockets = await LoopbackSockets.ConnectAsync();
        await using var below = new NetworkStream(sockets.Client, ownsSocket: false);
        CwmpTlsSession cpe = world.Cpe.CreateSession(below, leaveOpen: true);
        await using CwmpTlsSession acs = world.Acs.CreateSession(new NetworkStream(sockets.Server, ownsSocket: false));
        await Task.WhenAll(acs.AcceptAsync(), cpe.ConnectAsync(TlsWorld.Host)).WaitAsync(TlsWorld.Ceiling);

        await cpe.DisposeAsync();

        below.CanWrite.Should().BeTrue();
        await below.WriteAsync(new byte[1]);
    }

    private static async Task FloodAsync(CwmpTlsSession session, CancellationToken cancellationToken)
    {
        byte[] data = new byte[1 << 20];
        while (true)
        {
            await session.WriteAsync(data, cancellationToken);
        }
    }
}
