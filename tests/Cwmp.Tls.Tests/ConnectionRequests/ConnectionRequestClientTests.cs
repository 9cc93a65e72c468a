// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Sockets;
using Cwmp.Tls.ConnectionRequests;
using Cwmp.Tls.HttpAuthentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Cwmp.Tls.Tests.ConnectionRequests;

public sealed class ConnectionRequestClientTests
{
    private const string Password = "s3cret-Pw";
    private const string Challenge = "WWW-Authenticate: Digest realm=\"cpe\", nonce=\"n\", qop=\"auth\", algorithm=MD5";

    private readonly HttpAuthenticator _authenticator = new();

    [Fact]
    public async Task Digest_is_answered_on_the_same_connection()
    {
        await using var device = new ScriptedHttpServer(Authenticate);

        ConnectionRequestResult result = await SendAsync(device.Url("/a/../%7e?b=c,d"));

        result.Should().BeEquivalentTo(
            new { Outcome = ConnectionRequestOutcome.Accepted, StatusCode = 200, WasAuthenticated = true, Requests = 2 });
        device.Requests.Should().OnlyContain(r =>
            r.Connection == 1 && r.Target == "/a/../%7e?b=c,d" && r.Header("Host") == device.EndPoint.ToString());
    }

    [Fact]
    public async Task Connection_dropped_after_the_challenge_is_replaced_once()
    {
        await using var device = new ScriptedHttpServer(r => r.Number == 1 ? Authenticate(r) : null);

        ConnectionRequestResult result = await SendAsync(device.Url());

        result.Should().BeEquivalentTo(new { Outcome = ConnectionRequestOutcome.Accepted, WasAuthenticated = true, Requests = 3 });
        device.Requests.Select(r => r.Connection).Should().Equal(1, 1, 2);
    }

    [Fact]
    public async Task Device_that_closes_without_an_answer_gets_the_request_once()
    {
        await using var device = new ScriptedHttpServer(_ => null);

        ConnectionRequestResult result = await SendAsync(device.Url());

        result.Should().BeEquivalentTo(new { Outcome = ConnectionRequestOutcome.ProtocolError, Requests = 1 });
        device.Requests.Should().ContainSingle();
    }

    [Fact]
    public async Task Answer_that_goes_to_a_new_connection_is_not_the_old_one_again()
    {
        await using var device = new ScriptedHttpServer(r => r.Number == 1 ? Authenticate(r) : null);

        await SendAsync(device.Url());

        device.Requests.Select(r => r.Header("Authorization")).OfType<string>().Should().HaveCount(2).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public async Task Empty_lines_before_the_answer_are_passed_over()
    {
        await using var device = new ScriptedHttpServer(_ => "\r\n" + ScriptedHttpServer.Answer("200 OK"));

        (await SendAsync(device.Url())).Outcome.Should().Be(ConnectionRequestOutcome.Accepted);
    }

    [Fact]
    public async Task Nonces_tied_to_connections_are_followed_to_the_new_one()
    {
        await using var device = new ScriptedHttpServer(r =>
            r.Header("Authorization")?.Contains($"nonce=\"n{r.Connection}\"", StringComparison.Ordinal) != true
                ? ScriptedHttpServer.Answer("401 Unauthorized",
                    Challenge.Replace("\"n\"", $"\"n{r.Connection}\"", StringComparison.Ordinal))
                : r.Connection == 1 ? null : ScriptedHttpServer.Answer("204 No Content"));

        (await SendAsync(device.Url())).Outcome.Should().Be(ConnectionRequestOutcome.Accepted);
    }

    [Fact]
    public async Task Device_that_always_drops_is_given_up()
    {
        await using var device = new ScriptedHttpServer(r =>
            r.Header("Authorization") is null ? ScriptedHttpServer.Answer("401 Unauthorized", Challenge) : null);

        ConnectionRequestResult result = await SendAsync(device.Url());

        result.Outcome.Should().Be(ConnectionRequestOutcome.ProtocolError);
        result.Requests.Should().Be(3);
    }

    [Fact]
    public async Task Device_that_drops_the_first_request_is_not_asked_again()
    {
        await using var device = new ScriptedHttpServer(_ => null);

        ConnectionRequestResult result = await SendAsync(device.Url());

        result.Should().BeEquivalentTo(new { Outcome = ConnectionRequestOutcome.ProtocolError, StatusCode = (int?)null, Requests = 1 });
    }

    [Theory]
    [InlineData("HTTP/1.1 401 U\r\nConnection: close\r\nContent-Length: 3\r\n{0}\r\n\r\nabc")]
    [InlineData("HTTP/1.0 401 U\r\nContent-Length: 3\r\n{0}\r\n\r\nabc")]
    [InlineData("HTTP/1.1 401 U\r\n{0}\r\n\r\nuntil the end")]
    [InlineData("HTTP/1.1 401 U\r\nContent-Length: 100000000\r\n{0}\r\n\r\nabc")]
    [InlineData("HTTP/1.1 401 U\r\nTransfer-Encoding: gzip, chunked\r\n{0}\r\n\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 401 U\r\nTransfer-Encoding: chunked\r\n{0}\r\n\r\nfffffffffffffff\r\n")]
    [InlineData("HTTP/1.1 401 U\r\nTransfer-Encoding: chunked\r\n{0}\r\n\r\n7fffffffffffffff\r\n")]
    [InlineData("HTTP/1.1 401 U\r\nTransfer-Encoding: chunked\r\n{0}\r\n\r\nxyz\r\n")]
    public async Task Challenge_after_which_the_connection_cannot_be_used_is_answered_on_a_new_one(string challenge)
    {
        await using var device = new ScriptedHttpServer(r => r.Header("Authorization") is null
            ? string.Format(System.Globalization.CultureInfo.InvariantCulture, challenge, Challenge)
            : ScriptedHttpServer.Answer("200 OK"));

        ConnectionRequestResult result = await SendAsync(device.Url());

        result.Outcome.Should().Be(ConnectionRequestOutcome.Accepted);
        device.Requests.Select(r => r.Connection).Should().Equal(1, 2);
    }

    [Theory]
    [InlineData("Content-Length: 5\r\n{0}\r\n\r\nabcde")]
    [InlineData("Transfer-Encoding: chunked\r\n{0}\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n")]
    public async Task Body_of_the_challenge_is_passed_over(string challenge)
    {
        await using var device = new ScriptedHttpServer(r => r.Header("Authorization") is null
            ? "HTTP/1.1 401 U\r\n" + string.Format(System.Globalization.CultureInfo.InvariantCulture, challenge, Challenge)
            : ScriptedHttpServer.Answer("200 OK"));

        (await SendAsync(device.Url())).Outcome.Should().Be(ConnectionRequestOutcome.Accepted);
        device.Requests.Should().OnlyContain(r => r.Connection == 1);
    }

    [Theory]
    [InlineData("200 OK", ConnectionRequestOutcome.Accepted)]
    [InlineData("204 No Content", ConnectionRequestOutcome.Accepted)]
    [InlineData("503 Service Unavailable", ConnectionRequestOutcome.Busy)]
    [InlineData("404 Not Found", ConnectionRequestOutcome.NotFound)]
    [InlineData("403 Forbidden", ConnectionRequestOutcome.Unauthorized)]
    [InlineData("302 Found", ConnectionRequestOutcome.UnexpectedStatus)]
    [InlineData("500 Oops", ConnectionRequestOutcome.UnexpectedStatus)]
    public async Task Status_decides_the_outcome_and_redirects_are_not_followed(string status, ConnectionRequestOutcome outcome)
    {
        await using var device = new ScriptedHttpServer(_ => ScriptedHttpServer.Answer(status, "Location: /elsewhere"));

        ConnectionRequestResult result = await SendAsync(device.Url());

        result.Outcome.Should().Be(outcome);
        result.StatusCode.Should().Be(int.Parse(status[..3], System.Globalization.CultureInfo.InvariantCulture));
        result.WasAuthenticated.Should().BeFalse();
        device.Requests.Should().HaveCount(1);
    }

    [Fact]
    public async Task Wrong_password_ends_after_one_answer()
    {
        await using var device = new ScriptedHttpServer(Authenticate);

        ConnectionRequestResult result = await Client().SendAsync(device.Url(), "acs", "wrong", TestContext.Current.CancellationToken);

        result.Should().BeEquivalentTo(new { Outcome = ConnectionRequestOutcome.Unauthorized, StatusCode = 401, Requests = 2 });
    }

    [Fact]
    public async Task Nonce_that_is_always_stale_is_given_up()
    {
        await using var device = new ScriptedHttpServer(_ => ScriptedHttpServer.Answer("401 Unauthorized", Challenge + ", stale=true"));

        ConnectionRequestResult result = await SendAsync(device.Url());

        result.Outcome.Should().Be(ConnectionRequestOutcome.Unauthorized);
        device.Requests.Should().HaveCountLessThanOrEqualTo(6);
    }

    [Theory]
    [InlineData(false, ConnectionRequestOutcome.Unauthorized)]
    [InlineData(true, ConnectionRequestOutcome.Accepted)]
    public async Task Basic_needs_permission(bool allow, ConnectionRequestOutcome outcome)
    {
        await using var device = new ScriptedHttpServer(r => r.Header("Authorization") is null
            ? ScriptedHttpServer.Answer("401 Unauthorized", "WWW-Authenticate: Basic realm=\"x\"")
            : ScriptedHttpServer.Answer("200 OK"));

        ConnectionRequestResult result = await SendAsync(device.Url(), o => o.AllowBasic = allow);

        result.Outcome.Should().Be(outcome);
        device.Requests.Count(r => r.Header("Authorization") is not null).Should().Be(allow ? 1 : 0);
    }

    [Fact]
    public async Task Interim_responses_are_passed_over()
    {
        await using var device = new ScriptedHttpServer(_ => "HTTP/1.1 100 Continue\r\n\r\n" + ScriptedHttpServer.Answer("200 OK"));

        (await SendAsync(device.Url())).Outcome.Should().Be(ConnectionRequestOutcome.Accepted);
    }

    [Theory]
    [InlineData("\x15\x03\x01\x00\x02\x02\x28\r\n\r\n")]
    [InlineData("hello\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nA: b" + ScriptedHttpServer.ThenClose)]
    [InlineData("HTTP/1.1 100 C\r\n\r\nHTTP/1.1 100 C\r\n\r\nHTTP/1.1 100 C\r\n\r\nHTTP/1.1 100 C\r\n\r\nHTTP/1.1 100 C\r\n\r\nHTTP/1.1 " +
        "100 C\r\n\r\n")]
    public async Task Nonsense_is_a_protocol_error(string answer)
    {
        await using var device = new ScriptedHttpServer(_ => answer);

        (await SendAsync(device.Url())).Outcome.Should().Be(ConnectionRequestOutcome.ProtocolError);
    }

    [Fact]
    public async Task Endless_head_is_cut_off()
    {
        await using var device = new ScriptedHttpServer(_ => "HTTP/1.1 200 OK\r\n" + new string('x', 1 << 20));

        ConnectionRequestResult result = await SendAsync(device.Url());

        result.Outcome.Should().Be(ConnectionRequestOutcome.ProtocolError);
        result.Detail.Should().Contain("MaxResponseHeadBytes");
    }

    [Fact]
    public async Task Silent_device_times_out()
    {
        await using var device = new ScriptedHttpServer(_ => "HTTP/1.1 ");

        ConnectionRequestResult result = await SendAsync(device.Url(), o => o.Timeout = TimeSpan.FromMilliseconds(200));

        result.Outcome.Should().Be(ConnectionRequestOutcome.TimedOut);
    }

    [Fact]
    public async Task Cancellation_stays_a_cancellation()
    {
        using var cancel = new CancellationTokenSource();
        await using var device = new ScriptedHttpServer(_ =>
        {
            cancel.Cancel();
            return "HTTP/1.1 ";
        });

        Func<Task> send = () => Client().SendAsync(device.Url(), "acs", Password, cancel.Token);

        await send.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Closed_port_is_unreachable()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        string url = $"http://{listener.LocalEndpoint}/";
        listener.Stop();

        (await SendAsync(url)).Outcome.Should().Be(ConnectionRequestOutcome.Unreachable);
    }

    [Fact]
    public async Task Unknown_name_is_unreachable()
    {
        ConnectionRequestResult result = await SendAsync(
            "http://no-such-device.invalid/", o => o.Resolve = (_, _) => throw new SocketException((int)SocketError.HostNotFound));

        result.Should().BeEquivalentTo(new { Outcome = ConnectionRequestOutcome.Unreachable, Requests = 0 });
    }

    [Fact]
    public async Task Of_the_addresses_of_a_name_only_the_allowed_ones_are_dialled_and_none_is_resolved_again()
    {
        await using var device = new ScriptedHttpServer(_ => ScriptedHttpServer.Answer("200 OK"));
        var refused = IPAddress.Parse("127.0.0.2");
        var mapped = IPAddress.Loopback.MapToIPv6();
        int resolved = 0;
        var asked = new List<IPAddress>();

        ConnectionRequestResult result = await SendAsync($"http://device.example:{device.EndPoint.Port}/", o =>
        {
            o.Resolve = (_, _) => Task.FromResult(++resolved == 1 ? [refused, mapped] : new[] { refused });
            o.AllowTarget = target =>
            {
                asked.Add(target.Address);
                return !target.Address.Equals(refused);
            };
        });

        result.Outcome.Should().Be(ConnectionRequestOutcome.Accepted);
        asked.Should().Equal([refused, IPAddress.Loopback], "an IPv4-mapped address is judged as IPv4");
        resolved.Should().Be(1);
    }

    [Fact]
    public async Task At_most_four_addresses_of_a_name_are_dialled()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        int asked = 0;

        ConnectionRequestResult result = await SendAsync($"http://device.example:{port}/", o =>
        {
            o.Resolve = (_, _) => Task.FromResult(Enumerable.Repeat(IPAddress.Loopback, 100).ToArray());
            o.AllowTarget = _ => ++asked > 0;
        });

        result.Outcome.Should().Be(ConnectionRequestOutcome.Unreachable);
        asked.Should().Be(4);
    }

    [Fact]
    public async Task Invalid_url_sends_nothing() =>
        (await SendAsync("https://192.0.2.1/")).Should().BeEquivalentTo(
            new { Outcome = ConnectionRequestOutcome.InvalidUrl, Requests = 0 });

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task Device_cannot_lead_the_ACS_to_itself(string host)
    {
        await using var device = new ScriptedHttpServer(_ => ScriptedHttpServer.Answer("200 OK"));
        var client = new ConnectionRequestClient();

        ConnectionRequestResult result =
            await client.SendAsync($"http://{host}:{device.EndPoint.Port}/", "acs", Password, TestContext.Current.CancellationToken);

        result.Should().BeEquivalentTo(new { Outcome = ConnectionRequestOutcome.NotAllowed, Requests = 0 });
        device.Requests.Should().BeEmpty();
    }

    [Fact]
    public async Task Guard_sees_address_and_port_and_decides()
    {
        await using var device = new ScriptedHttpServer(_ => ScriptedHttpServer.Answer("200 OK"));
        var asked = new List<IPEndPoint>();

        ConnectionRequestResult result = await SendAsync(device.Url(), o => o.AllowTarget = target =>
        {
            asked.Add(target);
            return false;
        });

        result.Outcome.Should().Be(ConnectionRequestOutcome.NotAllowed);
        asked.Should().Equal(device.EndPoint);
    }

    [Theory]
    [InlineData("192.0.2.1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("2001:db8::1", true)]
    [InlineData("fd00::1", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.255.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("0.1.2.3", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("192.0.0.8", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1", true)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("64:ff9b::a00:1", true)]
    [InlineData("::ffff:0:127.0.0.1", false)]
    [InlineData("::ffff:0:10.0.0.1", true)]
    [InlineData("2002:7f00:1::1", false)]
    [InlineData("2002:a9fe:a9fe::", false)]
    [InlineData("2002:a00:1::1", true)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("fe80::1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("fec0::1", false)]
    public void Ordinary_addresses_are_told_from_special_ones(string address, bool expected) =>
        ConnectionRequestClientOptions.IsOrdinaryAddress(IPAddress.Parse(address)).Should().Be(expected);

    [Fact]
    public async Task Log_tells_the_outcome_and_no_secret()
    {
        await using var device = new ScriptedHttpServer(Authenticate);
        var log = new FakeLogCollector();
        using ILoggerFactory loggers =
            LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(new FakeLoggerProvider(log)));
        var client = new ConnectionRequestClient(new ConnectionRequestClientOptions { AllowTarget = _ => true, LoggerFactory = loggers });

        await client.SendAsync(device.Url("/path-token"), "acs", Password, TestContext.Current.CancellationToken);

        FakeLogRecord record = log.GetSnapshot().Should().ContainSingle().Subject;
        record.Id.Id.Should().Be(4000);
        record.Message.Should().Contain("Accepted").And.NotContainAny(Password, "path-token");
    }

    [Fact]
    public void Options_report_every_problem_at_once()
    {
        var options = new ConnectionRequestClientOptions
        {
            Timeout = TimeSpan.Zero,
            ConnectTimeout = TimeSpan.FromDays(1),
            MaxResponseHeadBytes = 1,
            AllowTarget = null!
        };

        Action make = () => _ = new ConnectionRequestClient(options);

        make.Should().Throw<ArgumentException>().Which.Message.Should()
            .ContainAll(nameof(options.Timeout), nameof(options.ConnectTimeout), nameof(options.MaxResponseHeadBytes),
                nameof(options.AllowTarget));
    }

    private static ConnectionRequestClient Client(Action<ConnectionRequestClientOptions>? configure = null)
    {
        var options = new ConnectionRequestClientOptions { AllowTarget = _ => true };
        configure?.Invoke(options);
        return new ConnectionRequestClient(options);
    }

    private static Task<ConnectionRequestResult> SendAsync(string url, Action<ConnectionRequestClientOptions>? configure = null) =>
        Client(configure).SendAsync(url, "acs", Password, TestContext.Current.CancellationToken);

    private string Authenticate(ScriptedHttpServer.Request request)
    {
        bool accepted = HttpAuthorization.TryParse(request.Header("Authorization"), out HttpAuthorization? claim) &&
            _authenticator.Verify(claim, HttpCredential.FromPassword(Password), request.Method,
                request.Target) == HttpAuthenticationResult.Accepted;
        return accepted
            ? ScriptedHttpServer.Answer("200 OK")
            : ScriptedHttpServer.Answer("401 Unauthorized", "WWW-Authenticate: " +
                _authenticator.CreateChallenges(HttpAuthenticationSchemes.Digest)[0]);
    }
}
