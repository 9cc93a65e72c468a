// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using Cwmp.Tls.ConnectionRequests;
using Cwmp.Tls.Cpe;
using Cwmp.Tls.Cpe.Sessions;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Tests.Cpe.Support;

namespace Cwmp.Tls.Tests.Cpe;

/// <summary>cwmp-session.md §8: the engine behind the listener, called over real sockets.</summary>
public sealed class CpeEngineConnectionRequestTests : IAsyncDisposable
{
    private readonly CpeBench _bench = new();
    private readonly ConnectionRequestListenerOptions _options = new() { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) };

    public CpeEngineConnectionRequestTests()
    {
        _bench.Set("ManagementServer.ConnectionRequestUsername", "acs");
        _bench.Set("ManagementServer.ConnectionRequestPassword", "secret");
        _bench.Configure = options => options.ConnectionRequests = _options;
    }

    private FakeAcs Acs => _bench.Acs;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task First_Inform_carries_the_url_and_calls_it_no_change()
    {
        await _bench.BootAsync();

        Acs.Posts[0].Events.Should().Equal("0 BOOTSTRAP", "1 BOOT");
        string url = Acs.Posts[0].Inform.ParameterList.Single(p => p.Name.EndsWith("ConnectionRequestURL", StringComparison.Ordinal)).Text;
        url.Should().StartWith("http://127.0.0.1:").And.Be(_bench.Engine.ConnectionRequestUrl);
        new Uri(url).AbsolutePath.Length.Should().BeGreaterThan(20, "the path must not be guessed");
    }

    [Fact]
    public async Task Authenticated_request_starts_one_session_with_its_event()
    {
        await _bench.BootAsync();

        (await GetAsync("acs", "secret")).Should().Be(HttpStatusCode.OK);
        (await _bench.SessionAsync()).Succeeded.Should().BeTrue();

        Acs.Informs[^1].Events.Should().Equal("6 CONNECTION REQUEST");
        await _bench.NoSessionAsync();
    }

    [Fact]
    public async Task Wrong_password_starts_none()
    {
        await _bench.BootAsync();

        (await GetAsync("acs", "wrong")).Should().Be(HttpStatusCode.Unauthorized);

        await _bench.NoSessionAsync();
    }

    [Fact]
    public async Task Credentials_the_acs_sets_are_used_from_the_next_request_on()
    {
        await _bench.BootAsync();
        await _bench.AskAsync(new SetParameterValues
        {
            ParameterList = [ParameterValue.String("Device.ManagementServer.ConnectionRequestPassword", "other")],
        });

        (await GetAsync("acs", "secret")).Should().Be(HttpStatusCode.Unauthorized);
        (await GetAsync("acs", "other")).Should().Be(HttpStatusCode.OK);
        await _bench.SessionAsync();
    }

    [Fact]
    public async Task Request_during_a_session_leads_to_exactly_one_session_after_it()
    {
        await _bench.BootAsync();
        TaskCompletionSource posted = new();
        TaskCompletionSource release = new();
        Acs.On = async post =>
        {
            if (post.IsEmpty)
            {
                posted.TrySetResult();
                await release.Task;
            }

            return null;
        };
        Task<CpeSessionResult> running = _bench.Engine.RequestSessionAsync();
        await posted.Task;
        (await GetAsync("acs", "secret")).Should().Be(HttpStatusCode.OK);
        (await GetAsync("acs", "secret")).Should().Be(HttpStatusCode.OK);
        release.SetResult();
        await running;
        await _bench.SessionAsync();

        await _bench.SessionAsync();

        Acs.Informs.Count(i => i.Events.Contains("6 CONNECTION REQUEST")).Should().Be(1);
        Acs.Informs[^1].Events.Should().Equal("6 CONNECTION REQUEST");
        await _bench.NoSessionAsync();
    }

    [Fact]
    public async Task Request_does_not_wait_for_the_retry_and_is_not_retried_itself()
    {
        Acs.SetHandler(_ => FakeAcs.Status(503));
        _bench.Start();
        await _bench.SessionAsync();

        (await GetAsync("acs", "secret")).Should().Be(HttpStatusCode.OK);
        (await _bench.SessionAsync()).RetryCount.Should().Be(1);
        Acs.Informs[^1].Events.Should().Contain("6 CONNECTION REQUEST");

        await _bench.AdvanceAsync(TimeSpan.FromSeconds(20));
        await _bench.SessionAsync();
        Acs.Informs[^1].Events.Should().NotContain("6 CONNECTION REQUEST");
    }

    [Fact]
    public async Task Path_survives_the_power_cut()
    {
        await _bench.BootAsync();
        string path = new Uri(_bench.Engine.ConnectionRequestUrl!).AbsolutePath;
        await _bench.PowerOffAsync();
        _bench.FactoryValues["Device.ManagementServer.ConnectionRequestUsername"] = "acs";
        _bench.Configure = options => options.ConnectionRequests = new() { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) };

        await _bench.BootAsync();

        new Uri(_bench.Engine.ConnectionRequestUrl!).AbsolutePath.Should().Be(path);
    }

    [Fact]
    public async Task Listener_is_closed_while_the_acs_says_so_and_opened_at_the_same_place()
    {
        await _bench.BootAsync();
        Uri url = new(_bench.Engine.ConnectionRequestUrl!);
        await EnableAsync("false");

        _bench.Engine.ConnectionRequestUrl.Should().BeNull();
        _bench.Get("ManagementServer.ConnectionRequestURL").Should().BeEmpty();
        Func<Task> connect = async () =>
        {
            using System.Net.Sockets.TcpClient client = new();
            await client.ConnectAsync(url.Host, url.Port);
        };
        await connect.Should().ThrowAsync<System.Net.Sockets.SocketException>();

        await EnableAsync("true");
        new Uri(_bench.Engine.ConnectionRequestUrl!).AbsolutePath.Should().Be(url.AbsolutePath);
        (await GetAsync("acs", "secret")).Should().Be(HttpStatusCode.OK);

        async Task EnableAsync(string value)
        {
            await _bench.AskAsync(new SetParameterValues
            {
                ParameterList = [new ParameterValue("Device.ManagementServer.HTTPConnectionRequestEnable", ParameterType.Boolean, value)],
            });

            // The URL has changed, which is an active notification.
            await _bench.SessionAsync();
        }
    }

    [Fact]
    public async Task Device_that_closes_its_port_itself_does_not_wait_for_a_session()
    {
        await _bench.BootAsync();

        _bench.Set("ManagementServer.HTTPConnectionRequestEnable", "false");
        await _bench.SettleAsync();

        _bench.Engine.ConnectionRequestUrl.Should().BeNull();
    }

    [Fact]
    public async Task Name_that_digest_cannot_carry_is_fault_9007()
    {
        await _bench.BootAsync();

        CwmpFault fault = (CwmpFault)await _bench.AskAsync(new SetParameterValues
        {
            ParameterList = [ParameterValue.String("Device.ManagementServer.ConnectionRequestUsername", "a:b")],
        });

        fault.SetParameterValuesFaults.Single().FaultCode.Should().Be(CwmpFaultCode.InvalidParameterValue);
    }

    [Fact]
    public async Task Port_that_is_taken_does_not_stop_the_device()
    {
        using System.Net.Sockets.Socket taken = new(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
        taken.Listen();
        _options.EndPoint = new IPEndPoint(IPAddress.IPv6Loopback, ((IPEndPoint)taken.LocalEndPoint!).Port);

        await _bench.BootAsync();

        _bench.Engine.ConnectionRequestUrl.Should().BeNull();
    }

    [Fact]
    public async Task Request_counts_on_a_port_that_was_taken_when_the_device_started()
    {
        using System.Net.Sockets.Socket taken =
            new(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        _options.EndPoint = (IPEndPoint)taken.LocalEndPoint!;
        await _bench.BootAsync();
        taken.Dispose();
        await _bench.RequestAsync();

        (await GetAsync("acs", "secret")).Should().Be(HttpStatusCode.OK);

        // The URL is a new one, which is an active notification.
        while (!Acs.Informs[^1].Events.Contains("6 CONNECTION REQUEST"))
        {
            await _bench.SessionAsync();
        }
    }

    [Fact]
    public async Task Request_counts_while_the_port_for_datagrams_is_taken()
    {
        using System.Net.Sockets.Socket taken =
            new(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Dgram, System.Net.Sockets.ProtocolType.Udp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _bench.Configure = options =>
        {
            options.ConnectionRequests = _options;
            options.UdpConnectionRequests = new() { EndPoint = (IPEndPoint)taken.LocalEndPoint! };
        };
        await _bench.BootAsync();

        (await GetAsync("acs", "secret")).Should().Be(HttpStatusCode.OK);

        (await _bench.SessionAsync()).Succeeded.Should().BeTrue();
        Acs.Informs[^1].Events.Should().Equal("6 CONNECTION REQUEST");
    }

    [Fact]
    public async Task Acs_whose_address_the_listener_cannot_look_up_does_not_stop_the_device()
    {
        await using CpeBench bench = new(url: "https://[2001:db8::1]/cwmp")
        {
            Configure = options => options.ConnectionRequests = new() { EndPoint = new IPEndPoint(IPAddress.Any, 0) },
        };
        bench.Start();

        await bench.SessionAsync();

        bench.Engine.State.Should().NotBe(CpeEngineState.Stopped);
    }

    private async Task<HttpStatusCode> GetAsync(string username, string password)
    {
        using HttpClient client = new(new SocketsHttpHandler { Credentials = new NetworkCredential(username, password) });
        using HttpResponseMessage response =
            await client.GetAsync(_bench.Engine.ConnectionRequestUrl, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
