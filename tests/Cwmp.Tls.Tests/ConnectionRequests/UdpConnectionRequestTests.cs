// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Sockets;
using System.Text;
using Cwmp.Tls.ConnectionRequests;

namespace Cwmp.Tls.Tests.ConnectionRequests;

/// <summary>The UDP client and the UDP listener over loopback.</summary>
public sealed class UdpConnectionRequestTests
{
    private static CancellationToken Ceiling => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Copies_of_one_request_lead_to_one_session()
    {
        using var gate = new ConnectionRequestGate();
        await using UdpConnectionRequestListener listener = Listen(gate);

        ConnectionRequestResult result = await Client().SendAsync(listener.LocalEndPoint.ToString(), "acs", "secret", Ceiling);

        result.Should().BeEquivalentTo(new { Outcome = ConnectionRequestOutcome.Sent, Requests = 3 });
        await gate.WaitAsync(Ceiling);
        await SendRawAsync(listener, "marker");
        gate.IsPending.Should().BeFalse();
        listener.LastTimestamp.Should().BeCloseTo(DateTimeOffset.UtcNow.ToUnixTimeSeconds(), 60);
    }

    [Fact]
    public async Task Junk_is_ignored_and_the_listener_lives_on()
    {
        using var gate = new ConnectionRequestGate();
        await using UdpConnectionRequestListener listener = Listen(gate);

        await SendRawAsync(listener, "");
        await SendRawAsync(listener, "junk");
        await SendRawAsync(listener, new string('x', 60000));
        listener.SetCredentials("acs", "changed");
        await Client().SendAsync(listener.LocalEndPoint.ToString(), "acs", "changed", Ceiling);

        await gate.WaitAsync(Ceiling);
    }

    [Fact]
    public async Task Request_comes_from_the_socket_given()
    {
        using var receiver = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        using var sender = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        sender.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        await Client(o => o.Socket = sender).SendAsync(receiver.Client.LocalEndPoint!.ToString()!, "acs", "secret", Ceiling);
        UdpReceiveResult received = await receiver.ReceiveAsync(Ceiling);
        UdpReceiveResult copy = await receiver.ReceiveAsync(Ceiling);

        received.RemoteEndPoint.Should().Be(sender.LocalEndPoint);
        copy.Buffer.Should().Equal(received.Buffer);
        sender.Invoking(s => s.Available).Should().NotThrow("it is still the caller's");
    }

    [Theory]
    [InlineData("", ConnectionRequestOutcome.InvalidUrl)]
    [InlineData("127.0.0.1:99999", ConnectionRequestOutcome.InvalidUrl)]
    [InlineData("127.0.0.1:1/path", ConnectionRequestOutcome.InvalidUrl)]
    [InlineData("user@127.0.0.1:1", ConnectionRequestOutcome.InvalidUrl)]
    [InlineData("127.0.0.1:7547", ConnectionRequestOutcome.NotAllowed)]
    [InlineData("no-such-device.invalid", ConnectionRequestOutcome.Unreachable)]
    public async Task Nothing_is_sent_where_the_address_is_wrong_or_not_allowed(string address, ConnectionRequestOutcome outcome)
    {
        var client = new UdpConnectionRequestClient(new UdpConnectionRequestClientOptions
        {
            Resolve = (host, _) => IPAddress.TryParse(host, out IPAddress? literal)
                ? Task.FromResult<IPAddress[]>([literal])
                : throw new SocketException((int)SocketError.HostNotFound),
        });

        ConnectionRequestResult result = await client.SendAsync(address, "acs", "secret", Ceiling);

        result.Should().BeEquivalentTo(new { Outcome = outcome, Requests = 0 });
    }

    [Fact]
    public async Task Disposal_closes_the_port()
    {
        using var gate = new ConnectionRequestGate();
        UdpConnectionRequestListener listener = Listen(gate);

        await listener.DisposeAsync();
        await listener.DisposeAsync();

        await using UdpConnectionRequestListener again = Listen(gate, o => o.EndPoint = listener.LocalEndPoint);
        again.LocalEndPoint.Should().Be(listener.LocalEndPoint);
    }

    [Fact]
    public async Task Listener_starts_once_and_stops_for_good()
    {
        using var gate = new ConnectionRequestGate();
        await using UdpConnectionRequestListener listener = Listen(gate);

        listener.Invoking(l => l.Start()).Should().Throw<InvalidOperationException>();
        await listener.StopAsync(Ceiling);

        listener.Invoking(l => l.Start()).Should().Throw<ObjectDisposedException>();
    }

    [Fact]
    public void Listener_options_report_every_problem_at_once()
    {
        using var gate = new ConnectionRequestGate();
        var options = new UdpConnectionRequestListenerOptions
        {
            EndPoint = null!,
            Username = null!,
            Password = null!,
            LastTimestamp = -1,
            TimeProvider = null!,
        };

        Action make = () => _ = new UdpConnectionRequestListener(options, gate);

        make.Should().Throw<ArgumentException>().Which.Message.Should().ContainAll(
            nameof(options.EndPoint), nameof(options.Username), nameof(options.Password),
            nameof(options.LastTimestamp), nameof(options.TimeProvider));
    }

    [Fact]
    public void Options_report_every_problem_at_once()
    {
        var options = new UdpConnectionRequestClientOptions { Copies = 0, Interval = TimeSpan.FromHours(1), AllowTarget = null! };

        Action make = () => _ = new UdpConnectionRequestClient(options);

        make.Should().Throw<ArgumentException>().Which.Message
            .Should().ContainAll(nameof(options.Copies), nameof(options.Interval), nameof(options.AllowTarget));
    }

    private static UdpConnectionRequestListener Listen(
        ConnectionRequestGate gate, Action<UdpConnectionRequestListenerOptions>? configure = null)
    {
        var options = new UdpConnectionRequestListenerOptions
        {
            EndPoint = new IPEndPoint(IPAddress.Loopback, 0),
            Username = "acs",
            Password = "secret",
        };
        configure?.Invoke(options);
        var listener = new UdpConnectionRequestListener(options, gate);
        listener.Start();
        return listener;
    }

    private static UdpConnectionRequestClient Client(Action<UdpConnectionRequestClientOptions>? configure = null)
    {
        var options = new UdpConnectionRequestClientOptions { AllowTarget = _ => true, Interval = TimeSpan.FromMilliseconds(1) };
        configure?.Invoke(options);
        return new UdpConnectionRequestClient(options);
    }

    private static async Task SendRawAsync(UdpConnectionRequestListener listener, string text)
    {
        using var client = new UdpClient();
        await client.SendAsync(Encoding.ASCII.GetBytes(text), listener.LocalEndPoint, Ceiling);
    }
}
