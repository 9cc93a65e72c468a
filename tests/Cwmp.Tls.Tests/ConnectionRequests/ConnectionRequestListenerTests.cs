// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Sockets;
using System.Text;
using Cwmp.Tls.ConnectionRequests;
using Cwmp.Tls.HttpAuthentication;
using Cwmp.Tls.TestSupport;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Cwmp.Tls.Tests.ConnectionRequests;

public sealed class ConnectionRequestListenerTests : IAsyncDisposable
{
    private const string User = "acs";
    private const string Password = "s3cret-Pw";

    private readonly ConnectionRequestGate _gate = new();
    private readonly FakeLogCollector _log = new();
    private readonly ILoggerFactory _loggers;
    private ConnectionRequestListener? _listener;

    public ConnectionRequestListenerTests() =>
        _loggers = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(new FakeLoggerProvider(_log)));

    private static CancellationToken Ceiling => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        if (_listener is not null)
        {
            await _listener.DisposeAsync();
        }

        _gate.Dispose();
        _loggers.Dispose();
        _log.GetSnapshot().Should().NotContain(r => r.Message.Contains(Password, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Our_client_is_accepted_and_the_gate_opens()
    {
        ConnectionRequestListener listener = Start();

        ConnectionRequestResult result = await SendAsync(listener);

        result.Should().BeEquivalentTo(new { Outcome = ConnectionRequestOutcome.Accepted, WasAuthenticated = true, Requests = 2 });
        await _gate.WaitAsync(Ceiling);
    }

    [Theory]
    [InlineData(HttpDigestAlgorithm.Sha256)]
    [InlineData(HttpDigestAlgorithm.Md5Session)]
    public async Task Other_algorithms_can_be_chosen(HttpDigestAlgorithm algorithm)
    {
        ConnectionRequestListener listener = Start(o =>
        {
            o.Algorithms.Clear();
            o.Algorithms.Add(algorithm);
        });

        (await SendAsync(listener)).Outcome.Should().Be(ConnectionRequestOutcome.Accepted);
    }

    [Fact]
    public async Task Answer_on_a_new_connection_is_accepted()
    {
        ConnectionRequestListener listener = Start();
        string challenge = await AskAsync(listener, Get(listener));

        string answer = await AskAsync(listener, Get(listener, Authorize(challenge, listener.Path)));

        challenge.Should().StartWith("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm=\"CPE\", ")
            .And.Contain("Connection: keep-alive\r\nContent-Length: 0\r\n");
        answer.Should().StartWith("HTTP/1.1 200 OK\r\n");
    }

    [Fact]
    public async Task Replayed_request_gets_a_stale_challenge_and_leads_to_nothing()
    {
        ConnectionRequestListener listener = Start();
        string request = Get(listener, Authorize(await AskAsync(listener, Get(listener)), listener.Path));
        (await AskAsync(listener, request)).Should().Contain(" 200 ");
        _gate.TryTake().Should().BeTrue();

        string replay = await AskAsync(listener, request);

        replay.Should().Contain(" 401 ").And.Contain("stale=true");
        _gate.IsPending.Should().BeFalse();
    }

    [Theory]
    [InlineData("GET /other HTTP/1.1\r\nHost: h\r\n\r\n", "404")]
    [InlineData("GET / HTTP/1.1\r\nHost: h\r\n\r\n", "404")]
    [InlineData("GET {0}? HTTP/1.1\r\nHost: h\r\n\r\n", "404")]
    [InlineData("GET {0}/ HTTP/1.1\r\nHost: h\r\n\r\n", "404")]
    [InlineData("POST /other HTTP/1.1\r\nHost: h\r\n\r\n", "404")]
    [InlineData("POST {0} HTTP/1.1\r\nHost: h\r\n\r\n", "405")]
    [InlineData("HEAD {0} HTTP/1.1\r\nHost: h\r\n\r\n", "405")]
    [InlineData("get {0} HTTP/1.1\r\nHost: h\r\n\r\n", "405")]
    [InlineData("GET {0} HTTP/1.1\r\nHost: h\r\n\r\n", "401")]
    [InlineData("GET {0} HTTP/1.0\r\n\r\n", "401")]
    [InlineData("\r\n\r\nGET http://h:1{0} HTTP/1.1\nHost: h\n\n", "401")]
    [InlineData("GET {0} HTTP/1.1\r\nHost: h\r\nAuthorization: Basic YWNzOnMzY3JldC1Qdw==\r\n\r\n", "401")]
    [InlineData("GET {0} HTTP/1.1\r\nHost: h\r\nAuthorization: Digest x=y\r\nAuthorization: Digest x=y\r\n\r\n", "401")]
    [InlineData("GET {0} HTTP/1.1\r\n\r\n", "400")]
    [InlineData("GET {0} HTTP/1.1\r\nHost: h\r\nHost: h\r\n\r\n", "400")]
    [InlineData("GET {0} HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nabcde", "400")]
    [InlineData("GET {0} HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400")]
    [InlineData("GET {0} HTTP/2.0\r\n\r\n", "400")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "400")]
    [InlineData("\x16\x03\x01\x02\x00\x01\x00\n\n", "400")]
    public async Task Status_says_what_was_wrong(string request, string status)
    {
        ConnectionRequestListener listener = Start();

        string answer = await AskAsync(listener, string.Format(System.Globalization.CultureInfo.InvariantCulture, request, listener.Path));

        answer.Should().StartWith($"HTTP/1.1 {status} ").And.Contain("Content-Length: 0\r\n").And.NotContain("Retry-After");
        answer.Contains("Allow: GET\r\n", StringComparison.Ordinal).Should().Be(status == "405");
        answer.Contains("Connection: close", StringComparison.Ordinal)
            .Should().Be(status == "400" || request.Contains("HTTP/1.0", StringComparison.Ordinal));
        _gate.IsPending.Should().BeFalse();
    }

    [Fact]
    public async Task Absolute_form_is_understood_with_its_own_signature()
    {
        ConnectionRequestListener listener = Start();
        string target = $"http://{listener.LocalEndPoint}{listener.Path}";
        string challenge = await AskAsync(listener, Get(listener));

        string answer =
            await AskAsync(listener, $"GET {target} HTTP/1.1\r\nHost: h\r\nAuthorization: {Authorize(challenge, target)}\r\n\r\n");

        answer.Should().Contain(" 200 ");
    }

    [Fact]
    public async Task Head_that_never_ends_is_cut_off_at_the_limit()
    {
        ConnectionRequestListener listener = Start();

        string answer = await AskAsync(listener, "GET / HTTP/1.1\r\nX: " + new string('x', 5000));

        answer.Should().StartWith("HTTP/1.1 431 ").And.Contain("Connection: close");
    }

    [Fact]
    public async Task Busy_device_answers_503_to_the_ACS_and_401_to_others()
    {
        using var gate = new ConnectionRequestGate(new ConnectionRequestGateOptions { IsBusy = () => true });
        await using ConnectionRequestListener listener = Listen(Options(), gate);

        (await SendAsync(listener)).Outcome.Should().Be(ConnectionRequestOutcome.Busy);
        (await AskAsync(listener, Get(listener))).Should().Contain(" 401 ");
    }

    [Fact]
    public async Task Rate_limit_answers_503_and_causes_no_session()
    {
        using var gate = new ConnectionRequestGate(new ConnectionRequestGateOptions { Burst = 1 });
        await using ConnectionRequestListener listener = Listen(Options(), gate);

        (await SendAsync(listener)).Outcome.Should().Be(ConnectionRequestOutcome.Accepted);
        (await SendAsync(listener)).Outcome.Should().Be(ConnectionRequestOutcome.Accepted, "it joins the session that has not begun yet");
        gate.TryTake().Should().BeTrue();

        (await SendAsync(listener)).Outcome.Should().Be(ConnectionRequestOutcome.Busy);
        gate.IsPending.Should().BeFalse();
    }

    [Fact]
    public async Task Guessing_passwords_ends_in_503_even_for_a_right_guess()
    {
        var time = new FakeTimeProvider();
        await using ConnectionRequestListener listener = Listen(Options(o => (o.MaxFailuresPerAddress, o.TimeProvider) = (3, time)), _gate);

        for (int i = 0; i < 3; i++)
        {
            (await SendAsync(listener, "guess" + i)).Outcome.Should().Be(ConnectionRequestOutcome.Unauthorized);
        }

        (await SendAsync(listener)).Outcome.Should().Be(ConnectionRequestOutcome.Busy);
        _log.GetSnapshot().Count(r => r.Id.Id == 4103).Should().Be(3);
        time.Advance(TimeSpan.FromMinutes(2));
        (await SendAsync(listener)).Outcome.Should().Be(ConnectionRequestOutcome.Accepted);
    }

    [Fact]
    public async Task Credentials_can_be_replaced_and_empty_ones_let_nobody_in()
    {
        ConnectionRequestListener listener = Start(o => (o.Username, o.Password) = ("", ""));

        (await SendAsync(listener, "", "")).Outcome.Should().Be(ConnectionRequestOutcome.Unauthorized);
        listener.SetCredentials("new", "secret");
        (await SendAsync(listener, "secret", "new")).Outcome.Should().Be(ConnectionRequestOutcome.Accepted);
        (await SendAsync(listener)).Outcome.Should().Be(ConnectionRequestOutcome.Unauthorized);
    }

    [Fact]
    public async Task Silent_connection_is_closed_when_its_time_is_up()
    {
        var time = new FakeTimeProvider();
        await using ConnectionRequestListener listener = Listen(Options(o => o.TimeProvider = time), _gate);
        using Socket silent = await ConnectAsync(listener);
        await silent.SendAsync("GET / HT"u8.ToArray(), Ceiling);
        await Eventually.HoldsAsync(() => listener.ConnectionCount == 1);

        Task<bool> closed = IsClosedAsync(silent);
        await Eventually.HoldsAsync(() => closed.IsCompleted, () =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return Task.CompletedTask;
        });

        (await closed).Should().BeTrue();
    }

    [Fact]
    public async Task Connections_held_open_are_pushed_out_by_newer_ones()
    {
        ConnectionRequestListener listener = Start(o => (o.MaxConnections, o.MaxConnectionsPerAddress) = (8, 3));
        var held = new List<Socket>();
        try
        {
            for (int i = 0; i < 20; i++)
            {
                held.Add(await ConnectAsync(listener));
            }

            (await SendAsync(listener)).Outcome.Should().Be(ConnectionRequestOutcome.Accepted);
            listener.ConnectionCount.Should().BeLessThanOrEqualTo(3);
        }
        finally
        {
            held.ForEach(s => s.Dispose());
        }
    }

    [Fact]
    public async Task Connection_serves_a_limited_number_of_requests()
    {
        ConnectionRequestListener listener = Start();
        using Socket socket = await ConnectAsync(listener);
        var answers = new StringBuilder();

        await socket.SendAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(Get(listener), 30))), Ceiling);
        await ReadToEndAsync(socket, answers);

        answers.ToString().Split(" 401 ").Should().HaveCount(17);
        answers.ToString().Should().Contain("Connection: close");
    }

    [Fact]
    public async Task Disposal_closes_port_and_connections_and_the_port_can_be_taken_again()
    {
        ConnectionRequestListener listener = Start();
        using Socket socket = await ConnectAsync(listener);
        await socket.SendAsync(Encoding.ASCII.GetBytes(Get(listener)), Ceiling);
        (await socket.ReceiveAsync(new byte[1], Ceiling)).Should().Be(1, "the answer shows that the connection is served");
        listener.ConnectionCount.Should().Be(1);

        await listener.DisposeAsync();
        await listener.DisposeAsync();

        await socket.Invoking(s => ReadToEndAsync(s, new StringBuilder())).Should().NotThrowAsync();
        (await SendAsync(listener)).Outcome.Should().Be(ConnectionRequestOutcome.Unreachable);
        await using ConnectionRequestListener again = Listen(
            Options(o => (o.EndPoint, o.Path) = (listener.LocalEndPoint, listener.Path)), _gate);
        again.GetUrl(IPAddress.Loopback).Should().Be(listener.GetUrl(IPAddress.Loopback));
    }

    [Fact]
    public async Task Listener_starts_once_and_stops_for_good()
    {
        await using var listener = new ConnectionRequestListener(Options(), _gate);
        listener.LocalEndPoint.Port.Should().Be(0);
        listener.Start();
        listener.LocalEndPoint.Port.Should().NotBe(0);

        listener.Invoking(l => l.Start()).Should().Throw<InvalidOperationException>();
        await listener.StopAsync(Ceiling);
        await listener.StopAsync(Ceiling);

        listener.Invoking(l => l.Start()).Should().Throw<ObjectDisposedException>();
        _log.GetSnapshot().Select(r => r.Id.Id).Should().Equal(4100, 4101);
    }

    [Fact]
    public async Task Listener_that_was_never_started_stops_without_a_word()
    {
        var listener = new ConnectionRequestListener(Options(), _gate);

        await listener.DisposeAsync();

        _log.GetSnapshot().Should().BeEmpty();
    }

    [Fact]
    public async Task Changes_to_the_options_have_no_effect_on_a_listener_that_was_made()
    {
        ConnectionRequestListenerOptions options = Options();
        await using var listener = new ConnectionRequestListener(options, _gate);

        options.Password = "";
        options.Algorithms.Clear();
        options.EndPoint.Address = IPAddress.IPv6Loopback;
        listener.Start();

        (await SendAsync(listener)).Outcome.Should().Be(ConnectionRequestOutcome.Accepted);
    }

    [Fact]
    public async Task Any_IPv6_address_serves_both_families()
    {
        if (!Socket.OSSupportsIPv6)
        {
            Assert.Skip("needs IPv6");
        }

        ConnectionRequestListener listener = Start(o => o.EndPoint = new IPEndPoint(IPAddress.IPv6Any, 0));

        (await SendAsync(listener.GetUrl(IPAddress.Loopback))).Outcome.Should().Be(ConnectionRequestOutcome.Accepted);
        (await SendAsync(listener.GetUrl(IPAddress.IPv6Loopback))).Outcome.Should().Be(ConnectionRequestOutcome.Accepted);
    }

    [Fact]
    public async Task Url_names_address_port_and_an_unguessable_path()
    {
        ConnectionRequestListener listener = Start();

        listener.GetUrl(IPAddress.Parse("192.0.2.7"), 80).Should().Be($"http://192.0.2.7:80{listener.Path}");
        listener.GetUrl(IPAddress.Parse("fe80::1%3")).Should().Be($"http://[fe80::1]:{listener.LocalEndPoint.Port}{listener.Path}");
        listener.Path.Should().MatchRegex("^/[-_A-Za-z0-9]{22}$").And.NotBe(ConnectionRequestListener.GeneratePath());
        await Task.CompletedTask;
    }

    [Fact]
    public void Options_report_every_problem_at_once()
    {
        var options = new ConnectionRequestListenerOptions
        {
            EndPoint = null!,
            Path = "/../x y",
            Username = "a:b",
            Password = null!,
            MaxConnections = 0,
            MaxRequestHeadBytes = 1,
            RequestTimeout = TimeSpan.Zero,
            MaxFailuresPerAddress = 0,
            FailureWindow = TimeSpan.Zero,
            TimeProvider = null!,
        };

        Action make = () => _ = new ConnectionRequestListener(options, _gate);

        make.Should().Throw<ArgumentException>().Which.Message.Should().ContainAll(
            nameof(options.EndPoint), nameof(options.Path), nameof(options.Username), nameof(options.Password),
            nameof(options.MaxConnections),
            nameof(options.MaxConnectionsPerAddress), nameof(options.MaxRequestHeadBytes), nameof(options.RequestTimeout),
            nameof(options.MaxFailuresPerAddress), nameof(options.FailureWindow), nameof(options.TimeProvider));
    }

    private ConnectionRequestListenerOptions Options(Action<ConnectionRequestListenerOptions>? configure = null)
    {
        var options = new ConnectionRequestListenerOptions
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
            Username = User,
            Password = Password,
            LoggerFactory = _loggers,
        };
        configure?.Invoke(options);
        return options;
    }

    private static ConnectionRequestListener Listen(ConnectionRequestListenerOptions options, ConnectionRequestGate gate)
    {
        var listener = new ConnectionRequestListener(options, gate);
        listener.Start();
        return listener;
    }

    private static string Get(ConnectionRequestListener listener, string? authorization = null) =>
        $"GET {listener.Path} HTTP/1.1\r\nHost: h\r\n{(authorization is null ? "" : $"Authorization: {authorization}\r\n")}\r\n";

    private static string Authorize(string challenge, string target)
    {
        var authorizer = new HttpAuthorizer(User, Password, HttpAuthenticationSchemes.Digest);
        string header = challenge.Split("\r\n").Single(l => l.StartsWith("WWW-Authenticate: ", StringComparison.Ordinal))[18..];
        authorizer.OnChallenge([header]).Should().Be(HttpChallengeAnswer.Retry);
        return authorizer.CreateAuthorization("GET", target)!;
    }

    private static async Task<bool> IsClosedAsync(Socket socket)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[1], Ceiling) == 0;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // A connection that is closed before its octets were read is reset.
            return true;
        }
    }

    private static async Task<Socket> ConnectAsync(ConnectionRequestListener listener)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listener.LocalEndPoint, Ceiling);
        return socket;
    }

    private static async Task<string> AskAsync(ConnectionRequestListener listener, string request)
    {
        using Socket socket = await ConnectAsync(listener);
        await socket.SendAsync(Encoding.Latin1.GetBytes(request), Ceiling);
        byte[] buffer = new byte[8192];
        int length = 0;
        do
        {
            int read = await socket.ReceiveAsync(buffer.AsMemory(length), Ceiling);
            read.Should().BePositive("an answer is expected");
            length += read;
        }
        while (!Encoding.Latin1.GetString(buffer, 0, length).Contains("\r\n\r\n", StringComparison.Ordinal));
        return Encoding.Latin1.GetString(buffer, 0, length);
    }

    private static async Task ReadToEndAsync(Socket socket, StringBuilder into)
    {
        byte[] buffer = new byte[8192];
        try
        {
            int read;
            while ((read = await socket.ReceiveAsync(buffer, Ceiling)) > 0)
            {
                into.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }
        }
        catch (SocketException)
        {
            // A reset ends it as well.
        }
    }

    private static Task<ConnectionRequestResult> SendAsync(
        ConnectionRequestListener listener, string password = Password, string user = User) =>
        SendAsync(listener.GetUrl(listener.LocalEndPoint.Address), password, user);

    private static Task<ConnectionRequestResult> SendAsync(string url, string password = Password, string user = User) =>
        new ConnectionRequestClient(new ConnectionRequestClientOptions { AllowTarget = _ => true }).SendAsync(url, user, password, Ceiling);

    private ConnectionRequestListener Start(Action<ConnectionRequestListenerOptions>? configure = null) =>
        _listener = Listen(Options(configure), _gate);
}
