// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;

namespace Cwmp.Tls.Tests.Connections;

/// <summary>What callers get wrong, and what they may do at the same time.</summary>
public sealed class SessionMisuseTests
{
    [Fact]
    public async Task Session_before_its_handshake_says_what_is_missing()
    {
        using var world = new TlsWorld();
        await using TlsPair pair = await world.MakeAsync();

        await Misuse(() => pair.Cpe.ReadAsync(new byte[1]).AsTask(), "*before the first read*");
        await Misuse(() => pair.Cpe.WriteAsync(new byte[1]).AsTask(), "*before the first write*");
        await Misuse(() => pair.Cpe.ShutdownAsync(), "*before*");
        pair.Cpe.State.Should().Be(CwmpTlsSessionState.Created);
        pair.Cpe.VerifyResult.Should().BeNull();
        pair.Cpe.PeerCertificate.Should().BeNull();
        pair.Cpe.Trace.Should().BeNull();
    }

    [Fact]
    public async Task Session_makes_one_handshake()
    {
        using var world = new TlsWorld();
        await using TlsPair pair = await world.OpenAsync();

        await Misuse(() => pair.Cpe.ConnectAsync(TlsWorld.Host), "*one handshake*Open*");
        await Misuse(() => pair.Acs.AcceptAsync(), "*one handshake*Open*");
    }

    [Fact]
    public async Task Failed_session_stays_failed()
    {
        using var world = new TlsWorld();
        await using TlsPair pair = await world.MakeAsync();
        pair.Sockets.Server.Close();

        Func<Task> handshake = () => pair.Cpe.ConnectAsync(TlsWorld.Host);

        await handshake.Should().ThrowAsync<TlsHandshakeException>();
        pair.Cpe.State.Should().Be(CwmpTlsSessionState.Failed);
        await Misuse(() => pair.Cpe.ReadAsync(new byte[1]).AsTask(), "*new session*");
        await Misuse(() => pair.Cpe.ConnectAsync(TlsWorld.Host), "*one handshake*Failed*");
    }

    [Fact]
    public async Task Second_read_and_second_write_are_refused_while_the_first_runs()
    {
        using var world = new TlsWorld();
        await using TlsPair pair = await world.OpenAsync();
        Task<int> reading = pair.Acs.ReadAsync(new byte[1]).AsTask();
        await Misuse(() => pair.Acs.ReadAsync(new byte[1]).AsTask(), "*Another read*");

        Task writing = pair.Cpe.WriteAsync(new byte[8 << 20]).AsTask();
        writing.IsCompleted.Should().BeFalse("the buffers of the operating system are smaller than that");
        await Misuse(() => pair.Cpe.WriteAsync(new byte[1]).AsTask(), "*Another write*");
        await Misuse(() => pair.Cpe.ShutdownAsync(), "*Another write*");

        (await reading.WaitAsync(TlsWorld.Ceiling)).Should().Be(1, "the misuse has not disturbed the first read");
    }

    [Fact]
    public async Task Nothing_can_be_written_after_shutdown()
    {
        using var world = new TlsWorld();
        await using TlsPair pair = await world.OpenAsync();
        Task closing = pair.Cpe.ShutdownAsync();
        await pair.Acs.ShutdownAsync();
        await closing;

        await Misuse(() => pair.Cpe.WriteAsync(new byte[1]).AsTask(), "*shut down*");
    }

    [Fact]
    public async Task Disposed_session_says_so()
    {
        using var world = new TlsWorld();
        await using TlsPair pair = await world.OpenAsync();
        Task<int> reading = pair.Cpe.ReadAsync(new byte[1]).AsTask();

        await pair.Cpe.DisposeAsync();
        await pair.Cpe.DisposeAsync();

        await Disposed(() => reading);
        await Disposed(() => pair.Cpe.ReadAsync(new byte[1]).AsTask());
        await Disposed(() => pair.Cpe.WriteAsync(new byte[1]).AsTask());
        await Disposed(() => pair.Cpe.ShutdownAsync());
        await Disposed(() => pair.Cpe.ConnectAsync("x"));
        pair.Cpe.State.Should().Be(CwmpTlsSessionState.Disposed);
    }

    [Fact]
    public async Task Disposal_in_the_middle_of_a_handshake_ends_it()
    {
        using var world = new TlsWorld();
        await using TlsPair pair = await world.MakeAsync();
        Task accepting = pair.Acs.AcceptAsync();

        await pair.Acs.DisposeAsync();

        await Disposed(() => accepting.WaitAsync(TlsWorld.Ceiling));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("a b")]
    [InlineData("https://acs.example")]
    [InlineData("acs.example:7547")]
    [InlineData("-")]
    [InlineData("a..b")]
    public async Task Host_that_is_none_is_refused_before_a_byte_is_sent(string host)
    {
        using var world = new TlsWorld();
        await using TlsPair pair = await world.MakeAsync();

        Func<Task> connecting = () => pair.Cpe.ConnectAsync(host);

        await connecting.Should().ThrowAsync<ArgumentException>();
        pair.Cpe.State.Should().Be(CwmpTlsSessionState.Created);
        await Task.WhenAll(pair.Acs.AcceptAsync(), pair.Cpe.ConnectAsync(TlsWorld.Host)).WaitAsync(TlsWorld.Ceiling);
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("::1", "[::1]")]
    [InlineData("acs.example", "ACS.Example.")]
    [InlineData("xn--bcher-kva.example", "bücher.example")]
    public async Task Host_may_be_written_in_every_way_a_URL_allows(string inCertificate, string dialled)
    {
        using var world = new TlsWorld();
        world.Acs = world.AcsBuilder(world.Pki.Acs(inCertificate).Issue()).Build();

        await using TlsPair pair = await world.OpenAsync(dialled);

        pair.Cpe.VerifyResult!.IsAccepted.Should().BeTrue();
    }

    [Fact]
    public async Task Context_without_certificate_cannot_accept()
    {
        using var world = new TlsWorld();
        using CwmpTlsContext context = new CwmpTlsContextBuilder().AddTrustAnchors(world.Pki.Root.Certificate).UseNoCertificate().Build();
        using LoopbackSockets sockets = await LoopbackSockets.ConnectAsync();
        await using CwmpTlsSession session = context.CreateSession(sockets.Server);

        await Misuse(() => session.AcceptAsync(), "*without a certificate*");
    }

    [Fact]
    public async Task Disposed_context_makes_no_sessions()
    {
        using var world = new TlsWorld();
        CwmpTlsContext context = world.Acs;
        context.Dispose();
        using LoopbackSockets sockets = await LoopbackSockets.ConnectAsync();

        context.Invoking(c => c.CreateSession(sockets.Server)).Should().Throw<ObjectDisposedException>();
        context.Invoking(c => c.CreateSession(Stream.Null)).Should().Throw<ObjectDisposedException>();
        context.Invoking(c => c.CreateServerOptions()).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void Context_refuses_what_cannot_carry_a_session()
    {
        using var world = new TlsWorld();
        using var unconnected = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var readOnly = new MemoryStream([], writable: false);

        world.Acs.Invoking(c => c.CreateSession(unconnected)).Should().Throw<ArgumentException>().WithParameterName("socket");
        world.Acs.Invoking(c => c.CreateSession(readOnly)).Should().Throw<ArgumentException>().WithParameterName("stream");
        world.Acs.Invoking(c => c.CreateSession((Socket)null!)).Should().Throw<ArgumentNullException>();
        world.Acs.Invoking(c => c.CreateSession((Stream)null!)).Should().Throw<ArgumentNullException>();
        world.Acs.Invoking(c => c.TryGetPeer(null!, out _)).Should().Throw<ArgumentNullException>();
        world.Acs.Invoking(c => c.CreateClientOptions("a b")).Should().Throw<ArgumentException>();
        world.Acs.Awaiting(c => c.ConnectAsync("x", 0)).Should().ThrowAsync<ArgumentOutOfRangeException>();
        world.Acs.Awaiting(c => c.ConnectAsync(null!, 443)).Should().ThrowAsync<ArgumentNullException>();
    }

    [Fact]
    public async Task Cancelled_handshake_is_a_cancellation()
    {
        using var world = new TlsWorld();
        await using TlsPair pair = await world.MakeAsync();
        using var cancel = new CancellationTokenSource();
        Task accepting = pair.Acs.AcceptAsync(cancel.Token);

        await cancel.CancelAsync();

        Func<Task> waiting = () => accepting.WaitAsync(TlsWorld.Ceiling);
        (await waiting.Should().ThrowAsync<OperationCanceledException>()).Which.CancellationToken.Should().Be(cancel.Token);
        pair.Acs.State.Should().Be(CwmpTlsSessionState.Failed);
    }

    [Fact]
    public async Task Handshake_that_takes_too_long_is_a_timeout_that_says_how_far_it_came()
    {
        using var world = new TlsWorld();
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(DateTimeOffset.UtcNow);
        world.Acs = world.AcsBuilder().SetTimeProvider(time).SetHandshakeTimeout(TimeSpan.FromSeconds(5)).Build();
        await using TlsPair pair = await world.MakeAsync();
        Task accepting = pair.Acs.AcceptAsync();

        time.Advance(TimeSpan.FromSeconds(4));
        accepting.IsCompleted.Should().BeFalse();
        time.Advance(TimeSpan.FromSeconds(1));

        Func<Task> waiting = () => accepting.WaitAsync(TlsWorld.Ceiling);
        TimeoutException timeout = (await waiting.Should().ThrowAsync<TimeoutException>()).Which;
        TlsHandshakeException diagnosis = TlsHandshakeException.Find(timeout)!;
        diagnosis.Failure.Should().Be(TlsHandshakeFailure.Timeout);
        diagnosis.Stage.Should().Be(TlsHandshakeStage.ClientHello);
        timeout.Message.Should().Contain("5 s").And.Contain("sent nothing");
    }

    [Fact]
    public async Task Handshake_ends_in_time_over_a_stream_that_does_not_listen_to_its_token()
    {
        using var world = new TlsWorld();
        world.Acs = world.AcsBuilder().SetHandshakeTimeout(TimeSpan.FromMilliseconds(100)).Build();
        await using CwmpTlsSession session = world.Acs.CreateSession(new DeafStream());

        Func<Task> accepting = () => session.AcceptAsync().WaitAsync(TlsWorld.Ceiling);

        (await accepting.Should().ThrowAsync<TimeoutException>()).Which.InnerException.Should().BeOfType<TlsHandshakeException>();
    }

    [Fact]
    public async Task Handshake_with_a_peer_that_sends_byte_by_byte_ends_in_time()
    {
        using var world = new TlsWorld();
        world.Acs = world.AcsBuilder().SetHandshakeTimeout(TimeSpan.FromMilliseconds(300)).Build();
        await using TlsPair pair = await world.MakeAsync();
        using var stop = new CancellationTokenSource();
        Task dripping = Task.Run(async () =>
        {
            // The beginning of a ClientHello of 512 bytes, which will never be whole.
            byte[] hello = [22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3, .. new byte[400]];
            for (int i = 0; i < hello.Length && !stop.IsCancellationRequested; i++)
            {
                await pair.Sockets.Client.SendAsync(hello.AsMemory(i, 1));
                await Task.Delay(20);
            }
        });

        Func<Task> accepting = () => pair.Acs.AcceptAsync().WaitAsync(TlsWorld.Ceiling);

        TlsHandshakeException cause = (await accepting.Should().ThrowAsync<TimeoutException>()).Which.InnerException
            .Should().BeOfType<TlsHandshakeException>().Subject;
        cause.Failure.Should().Be(TlsHandshakeFailure.Timeout);
        cause.Stage.Should().Be(TlsHandshakeStage.ClientHello);
        await stop.CancelAsync();
        await Record.ExceptionAsync(() => dripping);
    }

    [Fact]
    public async Task Handshake_ends_in_time_over_a_deaf_stream_that_is_to_be_left_open()
    {
        using var world = new TlsWorld();
        world.Acs = world.AcsBuilder().SetHandshakeTimeout(TimeSpan.FromMilliseconds(100)).Build();
        await using CwmpTlsSession late = world.Acs.CreateSession(new DeafStream(), leaveOpen: true);
        await using CwmpTlsSession cancelled = world.Acs.CreateSession(new DeafStream(), leaveOpen: true);
        using var cancel = new CancellationTokenSource();

        Func<Task> accepting = () => late.AcceptAsync().WaitAsync(TlsWorld.Ceiling);
        Task stopping = cancelled.AcceptAsync(cancel.Token);
        await cancel.CancelAsync();
        Func<Task> stopped = () => stopping.WaitAsync(TlsWorld.Ceiling);

        (await accepting.Should().ThrowAsync<TimeoutException>()).Which.InnerException.Should().BeOfType<TlsHandshakeException>();
        await stopped.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Cancelled_read_leaves_the_session_usable()
    {
        using var world = new TlsWorld();
        await using TlsPair pair = await world.OpenAsync();
        using var cancel = new CancellationTokenSource();
        Task<int> reading = pair.Acs.ReadAsync(new byte[10], cancel.Token).AsTask();
        await cancel.CancelAsync();
        Func<Task> waiting = () => reading;
        await waiting.Should().ThrowAsync<OperationCanceledException>();

        await pair.Cpe.WriteAsync("still here"u8.ToArray());
        byte[] buffer = new byte[10];

        (await pair.Acs.ReadAsync(buffer)).Should().Be(10);
        Encoding.ASCII.GetString(buffer).Should().Be("still here");
    }

    [Fact]
    public async Task Write_that_was_cancelled_half_way_ends_writing()
    {
        using var world = new TlsWorld();
        await using TlsPair pair = await world.OpenAsync();
        using var cancel = new CancellationTokenSource();
        Task writing = pair.Cpe.WriteAsync(new byte[8 << 20], cancel.Token).AsTask();
        await cancel.CancelAsync();
        Func<Task> waiting = () => writing;
        await waiting.Should().ThrowAsync<OperationCanceledException>();

        Func<Task> another = () => pair.Cpe.WriteAsync(new byte[1]).AsTask();

        (await another.Should().ThrowAsync<TlsConnectionException>()).Which.Failure.Should().Be(TlsConnectionFailure.WriteInterrupted);
    }

    [Fact]
    public async Task Write_that_is_cancelled_before_it_begins_does_no_harm()
    {
        using var world = new TlsWorld();
        await using TlsPair pair = await world.OpenAsync();
        Func<Task> writing = () => pair.Cpe.WriteAsync(new byte[1], new CancellationToken(canceled: true)).AsTask();
        await writing.Should().ThrowAsync<OperationCanceledException>();

        await pair.Cpe.WriteAsync(new byte[1]);

        (await pair.Acs.ReadAsync(new byte[1])).Should().Be(1);
    }

    [Fact]
    public async Task Empty_read_waits_for_data_and_takes_none()
    {
        using var world = new TlsWorld();
        await using TlsPair pair = await world.OpenAsync();
        Task<int> waiting = pair.Acs.ReadAsync(Memory<byte>.Empty).AsTask();
        await pair.Cpe.WriteAsync(Memory<byte>.Empty);
        waiting.IsCompleted.Should().BeFalse();

        await pair.Cpe.WriteAsync("x"u8.ToArray());

        (await waiting.WaitAsync(TlsWorld.Ceiling)).Should().Be(0);
        (await pair.Acs.ReadAsync(new byte[5])).Should().Be(1);
    }

    [Fact]
    public async Task Session_works_as_a_stream()
    {
        using var world = new TlsWorld();
        await using TlsPair pair = await world.OpenAsync();
        Task writing = Task.Run(() =>
        {
            using var writer = new StreamWriter(pair.Cpe.AsStream(), Encoding.UTF8);
            writer.WriteLine("first");
            writer.WriteLine("second");
        });

        string? first = await new StreamReader(pair.Acs.AsStream(leaveOpen: true)).ReadLineAsync();
        await writing.WaitAsync(TlsWorld.Ceiling);

        first.Should().Be("first");
        pair.Cpe.State.Should().Be(CwmpTlsSessionState.Disposed, "the stream owned the session");
    }

    [Fact]
    public async Task Session_works_as_a_pair_of_pipes()
    {
        using var world = new TlsWorld();
        await using TlsPair pair = await world.OpenAsync();
        IDuplexPipe cpe = pair.Cpe.AsDuplexPipe();
        IDuplexPipe acs = pair.Acs.AsDuplexPipe();

        await cpe.Output.WriteAsync("ping"u8.ToArray());
        ReadResult read = await acs.Input.ReadAtLeastAsync(4);
        acs.Input.AdvanceTo(read.Buffer.End);
        await acs.Output.WriteAsync("pong!"u8.ToArray());
        ReadResult answer = await cpe.Input.ReadAtLeastAsync(5);

        answer.Buffer.Length.Should().Be(5);
        await cpe.Output.CompleteAsync();
        await cpe.Input.CompleteAsync();
        pair.Cpe.State.Should().Be(CwmpTlsSessionState.Open, "completing the pipes leaves the session open");
    }

    private static async Task Misuse(Func<Task> act, string message) =>
        (await act.Should().ThrowAsync<InvalidOperationException>().WithMessage(message)).Which
            .Should().NotBeOfType<ObjectDisposedException>();

    private sealed class DeafStream : MemoryStream
    {
        private readonly TaskCompletionSource<int> _closed = new();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await _closed.Task;

        protected override void Dispose(bool disposing) => _closed.TrySetException(new IOException("closed"));
    }

    private static async Task Disposed(Func<Task> act) => await act.Should().ThrowAsync<ObjectDisposedException>();
}
