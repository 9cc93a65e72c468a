// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Text;
using Cwmp.Tls.Connections.Listening;
using Cwmp.Tls.TestSupport;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Cwmp.Tls.Tests.Connections;

/// <summary>Handshakes on connections that somebody else accepted, over pipes as Kestrel has them.</summary>
public sealed class AcceptorTests : IDisposable
{
    private const string Ones = "1111111111111111111111111";

    private static readonly IPEndPoint Local = IPEndPoint.Parse("192.0.2.1:7547");
    private static readonly IPEndPoint Remote = IPEndPoint.Parse("198.51.100.7:40000");
    private static readonly IPEndPoint Balancer = IPEndPoint.Parse("203.0.113.5:40000");

    private readonly TlsWorld _world = new();
    private readonly FakeLogCollector _logs = new();
    private readonly LoggerFactory _logging;

    public AcceptorTests() =>
        _logging = new LoggerFactory([new FakeLoggerProvider(_logs)], new LoggerFilterOptions { MinLevel = LogLevel.Trace });

    public void Dispose()
    {
        _logging.Dispose();
        _world.Dispose();
    }

    [Fact]
    public async Task Session_over_pipes_knows_the_addresses_it_was_told()
    {
        var pipes = new PipePair();
        var acceptor = new CwmpTlsAcceptor(_world.Acs);

        (CwmpTlsSession acs, CwmpTlsSession cpe) = await ConnectAsync(acceptor, pipes, Remote);

        (acs.LocalEndPoint, acs.RemoteEndPoint, acs.ServerName).Should().Be((Local, Remote, TlsWorld.Host));
        acs.PeerIdentity.Should().NotBeNull();
        acceptor.PendingCount.Should().Be(0);
        await CloseAsync(acs, cpe);
    }

    [Fact]
    public async Task Data_and_close_notify_pass_both_ways()
    {
        var pipes = new PipePair();
        (CwmpTlsSession acs, CwmpTlsSession cpe) = await ConnectAsync(new CwmpTlsAcceptor(_world.Acs), pipes, Remote);
        byte[] data = new byte[300_000];
        Random.Shared.NextBytes(data);

        Task sending = cpe.WriteAsync(data).AsTask();
        byte[] received = new byte[data.Length];
        await acs.AsStream(leaveOpen: true).ReadExactlyAsync(received).AsTask().WaitAsync(TlsWorld.Ceiling);
        await sending;
        await acs.DisposeAsync();

        received.Should().Equal(data);
        (await cpe.ReadAsync(new byte[1])).Should().Be(0);
        cpe.PeerEnd.Should().Be(TlsPeerEnd.CloseNotify);
        await cpe.DisposeAsync();
    }

    [Fact]
    public async Task Pipes_stay_their_owners()
    {
        var pipes = new PipePair();
        (CwmpTlsSession acs, CwmpTlsSession cpe) = await ConnectAsync(new CwmpTlsAcceptor(_world.Acs), pipes, Remote);

        await CloseAsync(acs, cpe);

        pipes.Server.Output.GetSpan(1)[0] = 1;
        pipes.Server.Output.Advance(1);
        (await pipes.Server.Output.FlushAsync()).IsCompleted.Should().BeFalse();
    }

    [Fact]
    public async Task Disposal_ends_a_read_that_waits()
    {
        var pipes = new PipePair();
        (CwmpTlsSession acs, CwmpTlsSession cpe) = await ConnectAsync(new CwmpTlsAcceptor(_world.Acs), pipes, Remote);
        Task<int> reading = acs.ReadAsync(new byte[1]).AsTask();

        await acs.DisposeAsync();

        await reading.Invoking(r => r.WaitAsync(TlsWorld.Ceiling)).Should().ThrowAsync<ObjectDisposedException>();
        await cpe.DisposeAsync();
    }

    [Fact]
    public async Task Owner_that_aborts_the_connection_breaks_the_session()
    {
        var pipes = new PipePair();
        (CwmpTlsSession acs, CwmpTlsSession cpe) = await ConnectAsync(new CwmpTlsAcceptor(_world.Acs), pipes, Remote);
        Task<int> reading = acs.ReadAsync(new byte[1]).AsTask();

        // As Kestrel does it: with an exception that looks like a cancellation.
        await pipes.ClientOutput.CompleteAsync(new OperationCanceledException("aborted"));

        (await reading.Invoking(r => r.WaitAsync(TlsWorld.Ceiling)).Should().ThrowAsync<TlsConnectionException>())
            .Which.Failure.Should().Be(TlsConnectionFailure.Reset);
        await CloseAsync(acs, cpe);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100)]
    [InlineData(16384)]
    public async Task Context_follows_the_name_in_a_hello_of_any_shape(int fragment)
    {
        using CwmpTlsContext other = _world.AcsBuilder(_world.Pki.Acs("other.example").Issue()).Build();
        var names = new List<string>();
        var acceptor = new CwmpTlsAcceptor(name =>
        {
            names.Add(name);
            return name == "other.example" ? other : _world.Acs;
        });
        var pipes = new PipePair();
        Task<CwmpTlsSession> accepting = acceptor.AcceptAsync(pipes.Server, Local, Remote);
        await using CwmpTlsSession cpe = _world.Cpe.CreateSession(new FirstRecordCutter(pipes.Client, fragment));

        await Task.WhenAll(accepting, cpe.ConnectAsync("other.example")).WaitAsync(TlsWorld.Ceiling);

        await using CwmpTlsSession acs = await accepting;
        acs.Context.Should().BeSameAs(other);
        acs.ServerName.Should().Be("other.example");
        names.Should().Equal("other.example");
    }

    [Fact]
    public async Task Hello_that_is_too_long_is_refused_where_names_are_read()
    {
        var acceptor = new CwmpTlsAcceptor(_ => _world.Acs, Options());
        var pipes = new PipePair();
        Task<CwmpTlsSession> accepting = acceptor.AcceptAsync(pipes.Server, Local, Remote);
        await pipes.Client.WriteAsync(new byte[] { 22, 3, 1, 0, 4, 1, 2, 0, 1 });

        (await FailureOfAsync(accepting)).Failure.Should().Be(TlsHandshakeFailure.MalformedHandshake);

        byte[] alert = new byte[7];
        await pipes.Client.ReadExactlyAsync(alert);
        alert.Should().Equal(21, 3, 3, 0, 2, 2, 112);
        Lines().Should().ContainSingle().Which.Should().StartWith("3011 ");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Selection_that_gives_no_context_ends_the_handshake_and_nothing_else(bool throws)
    {
        var acceptor = new CwmpTlsAcceptor(_ => throws ? throw new KeyNotFoundException("no such host") : null!, Options());
        var pipes = new PipePair();
        Task<CwmpTlsSession> accepting = acceptor.AcceptAsync(pipes.Server, Local, Remote);
        await pipes.Client.WriteAsync(new ClientHelloBytes { ServerName = "unknown.example" }.ToRecords());

        TlsHandshakeException failure = await FailureOfAsync(accepting);

        failure.Failure.Should().Be(TlsHandshakeFailure.Unspecified);
        failure.Message.Should().Contain(throws ? nameof(KeyNotFoundException) : nameof(InvalidOperationException));
        (await ReadAllAsync(pipes, 7)).Should().Equal(21, 3, 3, 0, 2, 2, 112);
        acceptor.PendingCount.Should().Be(0);
    }

    [Theory]
    [InlineData("474554202F20485454502F312E310D0A0D0A", TlsHandshakeFailure.PlainHttpOnTlsPort)]
    [InlineData("50524F58592054435034203139322E302E322E31203139322E302E322E32203120320D0A", TlsHandshakeFailure.NotTls)]
    [InlineData("16030100050200000100", TlsHandshakeFailure.MalformedHandshake)]
    [InlineData("15030300020128", TlsHandshakeFailure.MalformedHandshake)]
    [InlineData("170303000568656c6c6f", TlsHandshakeFailure.MalformedHandshake)]
    [InlineData("140303000101", TlsHandshakeFailure.MalformedHandshake)]
    [InlineData("", TlsHandshakeFailure.PeerClosedBeforeHandshake)]
    [InlineData("160301", TlsHandshakeFailure.PeerClosedDuringHandshake)]
    public async Task What_is_no_handshake_has_the_same_name_with_one_context_and_with_many(string hex, TlsHandshakeFailure expected)
    {
        TlsHandshakeException[] failures =
            [await RunAsync(new CwmpTlsAcceptor(_world.Acs)), await RunAsync(new CwmpTlsAcceptor(_ => _world.Acs))];

        failures.Select(failure => failure.Message).Distinct().Should().ContainSingle();
        failures[0].Failure.Should().Be(expected, failures[0].ToString());

        async Task<TlsHandshakeException> RunAsync(CwmpTlsAcceptor acceptor)
        {
            var pipes = new PipePair();
            Task<CwmpTlsSession> accepting = acceptor.AcceptAsync(pipes.Server, Local, Remote);
            await pipes.Client.WriteAsync(Convert.FromHexString(hex));
            await pipes.ClientOutput.CompleteAsync();
            return await FailureOfAsync(accepting);
        }
    }

    [Fact]
    public async Task Silence_is_a_timeout_with_one_clock_for_the_hello_and_the_handshake()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        _world.Acs = _world.AcsBuilder().SetTimeProvider(time).Build();
        var acceptor = new CwmpTlsAcceptor(_world.Acs, new CwmpTlsAcceptorOptions { HandshakeTimeout = TimeSpan.FromSeconds(3) });
        var pipes = new PipePair();
        Task<CwmpTlsSession> accepting = acceptor.AcceptAsync(pipes.Server, Local, Remote);

        time.Advance(TimeSpan.FromSeconds(3));

        Func<Task> waiting = () => accepting.WaitAsync(TlsWorld.Ceiling);
        (await waiting.Should().ThrowAsync<TimeoutException>()).WithInnerException<TlsHandshakeException>()
            .Which.Failure.Should().Be(TlsHandshakeFailure.Timeout);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task Silence_before_the_name_is_a_timeout_and_no_cancellation(int sent)
    {
        var acceptor = new CwmpTlsAcceptor(_ => _world.Acs, Options(timeout: TimeSpan.FromMilliseconds(100)));
        var pipes = new PipePair();
        Task<CwmpTlsSession> accepting = acceptor.AcceptAsync(pipes.Server, Local, Remote);
        await pipes.Client.WriteAsync(new ClientHelloBytes().ToRecords().AsMemory(0, sent));

        Func<Task> waiting = () => accepting.WaitAsync(TlsWorld.Ceiling);

        (await waiting.Should().ThrowAsync<TimeoutException>()).WithMessage(sent == 0 ? "*sent nothing*" : "*ClientHello*");
        Lines().Should().ContainSingle().Which.Should().StartWith("3011 ").And.Contain("Timeout");
    }

    [Fact]
    public async Task Limit_of_the_context_that_was_chosen_counts_from_the_beginning()
    {
        using CwmpTlsContext quick = _world.AcsBuilder().SetHandshakeTimeout(TimeSpan.FromMilliseconds(200)).Build();
        var acceptor = new CwmpTlsAcceptor(_ => quick, Options(timeout: TimeSpan.FromMinutes(5)));
        var pipes = new PipePair();
        Task<CwmpTlsSession> accepting = acceptor.AcceptAsync(pipes.Server, Local, Remote);
        await pipes.Client.WriteAsync(new ClientHelloBytes().ToRecords());

        Func<Task> waiting = () => accepting.WaitAsync(TlsWorld.Ceiling);

        (await waiting.Should().ThrowAsync<TimeoutException>()).WithMessage("*within 0.2 s*");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Caller_that_gives_up_gets_a_cancellation_and_leaves_no_line(bool selects)
    {
        CwmpTlsAcceptor acceptor = selects ? new CwmpTlsAcceptor(_ => _world.Acs, Options()) : new CwmpTlsAcceptor(_world.Acs, Options());
        var pipes = new PipePair();
        using var cancel = new CancellationTokenSource();
        Task<CwmpTlsSession> accepting = acceptor.AcceptAsync(pipes.Server, Local, Remote, cancel.Token);

        await cancel.CancelAsync();

        await accepting.Invoking(a => a.WaitAsync(TlsWorld.Ceiling)).Should().ThrowAsync<OperationCanceledException>();
        Lines().Should().BeEmpty();
        acceptor.PendingCount.Should().Be(0);
    }

    [Theory]
    [InlineData("http/1.1", "http/1.1")]
    [InlineData("http/1.0", "http/1.0")]
    [InlineData("h2", null)]
    public async Task Application_protocol_is_the_acceptors_where_the_context_names_none(string offered, string? agreed)
    {
        var options = new CwmpTlsAcceptorOptions
        {
            ApplicationProtocols = [SslApplicationProtocol.Http11, new SslApplicationProtocol("http/1.0")],
        };
        var acceptor = new CwmpTlsAcceptor(_world.Acs, options);
        _world.Cpe = _world.CpeBuilder().SetApplicationProtocols(offered).Build();
        var pipes = new PipePair();
        Task<CwmpTlsSession> accepting = acceptor.AcceptAsync(pipes.Server, Local, Remote);
        await using CwmpTlsSession cpe = _world.Cpe.CreateSession(pipes.Client);
        Task connecting = cpe.ConnectAsync(TlsWorld.Host);

        if (agreed is null)
        {
            (await FailureOfAsync(accepting)).Failure.Should().Be(TlsHandshakeFailure.NoCommonApplicationProtocol);
            await pipes.Server.Output.CompleteAsync();
            await Record.ExceptionAsync(() => connecting);
        }
        else
        {
            await using CwmpTlsSession acs = await accepting.WaitAsync(TlsWorld.Ceiling);
            await connecting;
            acs.ApplicationProtocol.ToString().Should().Be(agreed);
        }
    }

    [Fact]
    public async Task Hello_retry_is_survived()
    {
        var pipes = new PipePair();
        Task<CwmpTlsSession> accepting = new CwmpTlsAcceptor(_world.Acs).AcceptAsync(pipes.Server, Local, Remote);

        IReadOnlyList<string> seen = await HelloRetryClient.RunAsync(pipes.Client, TestContext.Current.CancellationToken);

        seen.Should().Equal("HelloRetryRequest", "ServerHello");
        await pipes.ClientOutput.CompleteAsync();
        await FailureOfAsync(accepting);
    }

    [Fact]
    public async Task Recorder_is_let_go_after_the_handshake_where_nobody_traces()
    {
        var pipes = new PipePair();
        (CwmpTlsSession acs, CwmpTlsSession cpe) = await ConnectAsync(new CwmpTlsAcceptor(_world.Acs), pipes, Remote);
        _world.Acs = _world.AcsBuilder().SetTrace(Cwmp.Tls.Tracing.HandshakeTraceLevel.Messages).Build();
        var tracedPipes = new PipePair();
        (CwmpTlsSession traced, CwmpTlsSession other) = await ConnectAsync(new CwmpTlsAcceptor(_world.Acs), tracedPipes, Remote);

        acs.HoldsHandshake.Should().BeFalse();
        traced.HoldsHandshake.Should().BeTrue();
        traced.Trace.Should().NotBeNull();
        await CloseAsync(acs, cpe);
        await CloseAsync(traced, other);
    }

    [Theory]
    [InlineData("PROXY TCP4 198.51.100.7 192.0.2.1 40000 7547\r\n")]
    [InlineData("0D0A0D0A000D0A515549540A2111000CC6336407C00002019C401D7B")]
    public async Task Balancer_says_who_the_peer_is(string header)
    {
        var pipes = new PipePair();

        (CwmpTlsSession acs, CwmpTlsSession cpe) = await ConnectAsync(BehindBalancer(), pipes, Balancer, Bytes(header));

        (acs.LocalEndPoint, acs.RemoteEndPoint).Should().Be((Local, Remote));
        _logs.GetSnapshot().Should().Contain(record => record.Id.Id == 3010 && record.Message.Contains("198.51.100.7:40000"));
        await CloseAsync(acs, cpe);
    }

    [Theory]
    [InlineData("PROXY UNKNOWN\r\n")]
    [InlineData("0D0A0D0A000D0A515549540A20000000")]
    public async Task Balancer_that_names_nobody_speaks_for_itself(string header)
    {
        var pipes = new PipePair();

        (CwmpTlsSession acs, CwmpTlsSession cpe) = await ConnectAsync(BehindBalancer(), pipes, Balancer, Bytes(header));

        acs.RemoteEndPoint.Should().Be(Balancer);
        await CloseAsync(acs, cpe);
    }

    [Fact]
    public async Task Header_may_come_in_any_pieces_and_together_with_the_hello()
    {
        byte[] header = Bytes("0D0A0D0A000D0A515549540A2111000CC6336407C00002019C401D7B");
        for (int cut = 1; cut <= header.Length; cut += 3)
        {
            var pipes = new PipePair();
            Task<CwmpTlsSession> accepting = BehindBalancer(selects: cut % 2 == 0).AcceptAsync(pipes.Server, Local, Balancer);
            await pipes.Client.WriteAsync(header.AsMemory(0, cut));
            await using CwmpTlsSession cpe = _world.Cpe.CreateSession(new FirstWritePrefix(pipes.Client, header[cut..]));
            await Task.WhenAll(accepting, cpe.ConnectAsync(TlsWorld.Host)).WaitAsync(TlsWorld.Ceiling);

            await using CwmpTlsSession acs = await accepting;
            acs.RemoteEndPoint.Should().Be(Remote);
        }
    }

    [Fact]
    public async Task Header_of_a_stranger_is_not_believed()
    {
        var pipes = new PipePair();
        Task<CwmpTlsSession> accepting = BehindBalancer().AcceptAsync(pipes.Server, Local, Remote);
        await pipes.Client.WriteAsync(Bytes("PROXY TCP4 10.0.0.1 192.0.2.1 40000 7547\r\n"));
        await pipes.Client.WriteAsync(new ClientHelloBytes().ToRecords());

        TlsHandshakeException failure = await FailureOfAsync(accepting);

        failure.Failure.Should().Be(TlsHandshakeFailure.NotTls);
        failure.Message.Should().Contain("PROXY").And.Contain(nameof(CwmpTlsAcceptorOptions.ProxyProtocolNetworks));
        Lines().Should().ContainSingle().Which.Should().Contain(Remote.ToString()).And.NotContain("10.0.0.1");
    }

    [Theory]
    [InlineData("1603010005", "*there is none*TLS record*")]
    [InlineData("474554202F20", "*there is none*HTTP request*")]
    [InlineData("PROXY TCP4 1.2.3 192.0.2.1 40000 7547\r\n", "*not one of TCP4*")]
    [InlineData("0D0A0D0A000D0A515549540A2111FFFF", "*4096*")]
    [InlineData("PROXY TCP4 " + Ones + Ones + Ones + Ones, "*107*")]
    [InlineData("0D0A0D0A000D0A515549540A21110017C6336407C00002019C401D7B04000101030004DEADBEEF", "*CRC32C*")]
    public async Task Balancer_without_a_valid_header_does_not_get_in(string sent, string words)
    {
        TlsHandshakeFailedContext? told = null;
        CwmpTlsAcceptorOptions options = Options();
        options.ProxyProtocolNetworks = [IPNetwork.Parse("203.0.113.0/24")];
        options.OnHandshakeFailed = context => told = context;
        var pipes = new PipePair();
        Task<CwmpTlsSession> accepting = new CwmpTlsAcceptor(_world.Acs, options).AcceptAsync(pipes.Server, Local, Balancer);
        await pipes.Client.WriteAsync(Bytes(sent));

        TlsHandshakeException failure = await FailureOfAsync(accepting);

        failure.Failure.Should().Be(TlsHandshakeFailure.ProxyHeaderInvalid);
        failure.Message.Should().Match(words);
        told!.Failure.Should().Be(TlsHandshakeFailure.ProxyHeaderInvalid);
        told.RemoteEndPoint.Should().Be(Balancer);
        Lines().Should().ContainSingle().Which.Should().StartWith("3011 ");
    }

    [Fact]
    public async Task Header_that_does_not_come_in_time_is_named()
    {
        CwmpTlsAcceptorOptions options = Options(timeout: TimeSpan.FromMilliseconds(100));
        options.ProxyProtocolNetworks = [IPNetwork.Parse("203.0.113.0/24")];
        var pipes = new PipePair();
        Task<CwmpTlsSession> accepting = new CwmpTlsAcceptor(_world.Acs, options).AcceptAsync(pipes.Server, Local, Balancer);
        await pipes.Client.WriteAsync("PROXY TCP4 198.51"u8.ToArray());

        Func<Task> waiting = () => accepting.WaitAsync(TlsWorld.Ceiling);

        (await waiting.Should().ThrowAsync<TimeoutException>()).WithMessage("*PROXY header*");
    }

    [Theory]
    [InlineData("", TlsHandshakeFailure.PeerClosedBeforeHandshake)]
    [InlineData("PROXY TCP4", TlsHandshakeFailure.ProxyHeaderInvalid)]
    [InlineData("PROXY UNKNOWN\r\n", TlsHandshakeFailure.PeerClosedBeforeHandshake)]
    public async Task Health_check_of_a_balancer_is_a_probe(string sent, TlsHandshakeFailure expected)
    {
        var pipes = new PipePair();
        Task<CwmpTlsSession> accepting = BehindBalancer().AcceptAsync(pipes.Server, Local, Balancer);
        await pipes.Client.WriteAsync(Encoding.ASCII.GetBytes(sent));
        await pipes.ClientOutput.CompleteAsync();

        (await FailureOfAsync(accepting)).Failure.Should().Be(expected);
    }

    [Fact]
    public async Task Address_behind_a_balancer_counts_for_the_limits()
    {
        CwmpTlsAcceptorOptions options = Options();
        options.ProxyProtocolNetworks = [IPNetwork.Parse("203.0.113.0/24")];
        options.MaxPendingHandshakesPerAddress = 1;
        var acceptor = new CwmpTlsAcceptor(_world.Acs, options);
        var first = new PipePair();
        var second = new PipePair();
        var other = new PipePair();
        Task<CwmpTlsSession> pushedOut = acceptor.AcceptAsync(first.Server, Local, Balancer);
        await first.Client.WriteAsync("PROXY TCP4 198.51.100.7 192.0.2.1 40000 7547\r\n"u8.ToArray());
        Task<CwmpTlsSession> another = acceptor.AcceptAsync(other.Server, Local, Balancer);
        await other.Client.WriteAsync("PROXY TCP4 198.51.100.8 192.0.2.1 40000 7547\r\n"u8.ToArray());
        await Eventually.HoldsAsync(() => acceptor.PendingCountOf("198.51.100.7") + acceptor.PendingCountOf("198.51.100.8") == 2);

        (CwmpTlsSession acs, CwmpTlsSession cpe) = await ConnectAsync(
            acceptor, second, Balancer, "PROXY TCP4 198.51.100.7 192.0.2.1 40001 7547\r\n"u8.ToArray());

        (await FailureOfAsync(pushedOut)).Failure.Should().Be(TlsHandshakeFailure.GivenUpForNewcomer);
        another.IsCompleted.Should().BeFalse("it is of another address, and the balancer's own has no share");
        await CloseAsync(acs, cpe);
        await other.ClientOutput.CompleteAsync();
        await FailureOfAsync(another);
    }

    [Fact]
    public async Task Peers_are_turned_away_when_too_many_wait()
    {
        CwmpTlsAcceptorOptions options = Options();
        options.MaxPendingHandshakes = 1;
        var acceptor = new CwmpTlsAcceptor(_world.Acs, options);
        PipePair[] pipes = [new(isTaken: true), new(), new()];
        Task<CwmpTlsSession> running = acceptor.AcceptAsync(pipes[0].Server, Local, Remote);
        await pipes[0].Client.WriteAsync(new byte[] { 22, 3, 1 });
        Task<CwmpTlsSession> waiting = acceptor.AcceptAsync(pipes[1].Server, Local, Remote);

        TlsHandshakeException failure = await FailureOfAsync(acceptor.AcceptAsync(pipes[2].Server, Local, Remote));

        failure.Failure.Should().Be(TlsHandshakeFailure.NoPlace);
        Lines().Should().ContainSingle().Which.Should().StartWith("3025 ");
        await pipes[0].ClientOutput.CompleteAsync();
        await pipes[1].ClientOutput.CompleteAsync();
        await FailureOfAsync(running);
        await FailureOfAsync(waiting);
    }

    [Fact]
    public void Mistakes_are_reported_at_once()
    {
        var options = new CwmpTlsListenerOptions
        {
            MaxPendingHandshakes = 0,
            MaxPendingHandshakesPerAddress = 0,
            HandshakeTimeout = TimeSpan.Zero,
            ApplicationProtocols = null!,
            ProxyProtocolNetworks = null!,
            Backlog = 0,
            MaxWaitingSessions = 0,
        };

        Action make = () => _ = new CwmpTlsListener(_world.Acs, new IPEndPoint(IPAddress.Loopback, 0), options);

        make.Should().Throw<ArgumentException>().Which.Message.Should().ContainAll(
            nameof(options.MaxPendingHandshakes),
            nameof(options.MaxPendingHandshakesPerAddress),
            nameof(options.HandshakeTimeout),
            nameof(options.ApplicationProtocols),
            nameof(options.ProxyProtocolNetworks),
            nameof(options.Backlog),
            nameof(options.MaxWaitingSessions));
    }

    [Fact]
    public void Options_are_copied_whole()
    {
        var options = new CwmpTlsListenerOptions
        {
            MaxPendingHandshakes = 3,
            MaxPendingHandshakesPerAddress = 2,
            HandshakeTimeout = TimeSpan.FromSeconds(7),
            ApplicationProtocols = [SslApplicationProtocol.Http11],
            ProxyProtocolNetworks = [IPNetwork.Parse("203.0.113.0/24")],
            IgnoreUnexpectedEnd = true,
            OnHandshakeFailed = _ => { },
            LoggerFactory = _logging,
            Backlog = 5,
            MaxWaitingSessions = 6,
        };

        CwmpTlsAcceptorOptions copy = options.Snapshot();

        foreach (System.Reflection.PropertyInfo property in typeof(CwmpTlsListenerOptions).GetProperties())
        {
            object? value = property.GetValue(options);
            value.Should().NotBe(
                property.GetValue(new CwmpTlsListenerOptions()), $"{property.Name} must be set for this test to mean anything");
            property.GetValue(copy).Should().BeEquivalentTo(value, property.Name);
        }

        copy.ApplicationProtocols.Should().NotBeSameAs(options.ApplicationProtocols);
        copy.ProxyProtocolNetworks.Should().NotBeSameAs(options.ProxyProtocolNetworks);
    }

    private CwmpTlsAcceptorOptions Options(TimeSpan? timeout = null) => new() { LoggerFactory = _logging, HandshakeTimeout = timeout };

    private CwmpTlsAcceptor BehindBalancer(bool selects = false)
    {
        CwmpTlsAcceptorOptions options = Options();
        options.ProxyProtocolNetworks = [IPNetwork.Parse("203.0.113.0/24")];
        return selects ? new CwmpTlsAcceptor(_ => _world.Acs, options) : new CwmpTlsAcceptor(_world.Acs, options);
    }

    private async Task<(CwmpTlsSession Acs, CwmpTlsSession Cpe)> ConnectAsync(
        CwmpTlsAcceptor acceptor, PipePair pipes, IPEndPoint remote, byte[]? header = null)
    {
        Task<CwmpTlsSession> accepting = acceptor.AcceptAsync(pipes.Server, Local, remote);
        if (header is not null)
        {
            await pipes.Client.WriteAsync(header);
        }

        CwmpTlsSession cpe = _world.Cpe.CreateSession(pipes.Client);
        await Task.WhenAll(accepting, cpe.ConnectAsync(TlsWorld.Host)).WaitAsync(TlsWorld.Ceiling);
        return (await accepting, cpe);
    }

    private static async Task CloseAsync(CwmpTlsSession acs, CwmpTlsSession cpe)
    {
        await acs.DisposeAsync();
        await cpe.DisposeAsync();
    }

    private static async Task<TlsHandshakeException> FailureOfAsync(Task<CwmpTlsSession> accepting)
    {
        Exception? failure = await Record.ExceptionAsync(() => accepting.WaitAsync(TlsWorld.Ceiling));
        return TlsHandshakeException.Find(failure) ?? throw new InvalidOperationException("A TlsHandshakeException was expected.", failure);
    }

    private static async Task<byte[]> ReadAllAsync(PipePair pipes, int count)
    {
        byte[] bytes = new byte[count];
        await pipes.Client.ReadExactlyAsync(bytes).AsTask().WaitAsync(TlsWorld.Ceiling);
        return bytes;
    }

    // What sessions and acceptors said of peers, the end of a session and errors of a user's own code apart.
    private List<string> Lines() =>
    [
        .. _logs.GetSnapshot()
            .Where(record => record.Id.Id is >= 3010 and not (3014 or 3024))
            .Select(record => $"{record.Id.Id} {record.Message}"),
    ];

    private static byte[] Bytes(string text) =>
        text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text) : Encoding.ASCII.GetBytes(text);
}
