// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Cwmp.Tls.AspNetCore.Hosting;
using Cwmp.Tls.TestSupport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.AspNetCore.Tests.Hosting;

/// <summary>Kestrel behind a balancer that says who the peer is; the rules of the header itself are tested with the acceptor.</summary>
public sealed class KestrelProxyProtocolTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("PROXY TCP4 192.0.2.7 192.0.2.1 40000 7547\r\n", "192.0.2.7:40000 192.0.2.1:7547")]
    [InlineData("PROXY TCP6 2001:db8::7 2001:db8::1 40000 7547\r\n", "[2001:db8::7]:40000 [2001:db8::1]:7547")]
    [InlineData("0D0A0D0A000D0A515549540A2111000CC0000207C00002019C401D7B", "192.0.2.7:40000 192.0.2.1:7547")]
    public async Task Requests_come_from_the_address_in_the_header(string header, string expected)
    {
        string? seen = null;
        await using AcsHost host = await StartAsync("127.0.0.0/8", context => seen = Describe(context.Connection));
        using HttpClient client = Client(host, header);

        (await client.GetAsync(new Uri(host.Tls, "/see"), Cancelled)).StatusCode.Should().Be(HttpStatusCode.OK);

        seen.Should().Be(expected);
        host.Logs.GetSnapshot().Should().Contain(record => record.Id.Id == 3010 && record.Message.Contains(expected.Split(' ')[0]));
    }

    [Fact]
    public async Task Refused_device_is_reported_by_its_own_address()
    {
        var told = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using AcsHost host = await StartAsync(
            "127.0.0.0/8", _ => { }, tls => tls.PeerRefused = (_, remote) => told.TrySetResult(remote));
        using HttpClient client = Client(host, "PROXY TCP4 192.0.2.7 192.0.2.1 40000 7547\r\n", host.Pki.Cpe().Expired().Issue());

        await client.Invoking(c => c.GetAsync(new Uri(host.Tls, "/see"), Cancelled)).Should().ThrowAsync<HttpRequestException>();

        (await told.Task.WaitAsync(TimeSpan.FromMinutes(1), Cancelled)).Should().Be("192.0.2.7:40000");
        host.Logs.GetSnapshot().Should().Contain(record => record.Id.Id == 7200 && record.Message.Contains("192.0.2.7:40000"));
    }

    [Fact]
    public async Task Header_from_elsewhere_opens_nothing()
    {
        await using AcsHost host = await StartAsync("192.0.2.0/24", _ => { });
        using HttpClient client = Client(host, "PROXY TCP4 192.0.2.7 192.0.2.1 40000 7547\r\n");

        await client.Invoking(c => c.GetAsync(new Uri(host.Tls, "/see"), Cancelled)).Should().ThrowAsync<HttpRequestException>();

        await host.UntilLoggedAsync(record =>
            record.Id.Id == 3011 && record.Message.Contains("NotTls") && record.Message.Contains("127.0.0.1"));
        host.Logs.GetSnapshot().Should().NotContain(record => record.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Balancer_without_a_header_gets_no_further()
    {
        await using AcsHost host = await StartAsync("127.0.0.0/8", _ => { });

        HttpClient client = host.CreateClient();

        await client.Invoking(c => c.GetAsync(new Uri(host.Tls, "/see"), Cancelled)).Should().ThrowAsync<HttpRequestException>();

        await host.UntilLoggedAsync(record => record.Id.Id == 3011 && record.Message.Contains("ProxyHeaderInvalid"));
        host.Logs.GetSnapshot().Should().NotContain(record => record.Level >= LogLevel.Warning);
    }

    private static Task<AcsHost> StartAsync(
        string network, Action<HttpContext> see, Action<CwmpKestrelTlsOptions>? configure = null) =>
        AcsHost.StartAsync(new AcsHost.Setup
        {
            Tls = tls =>
            {
                tls.ProxyProtocolNetworks.Add(IPNetwork.Parse(network));
                configure?.Invoke(tls);
            },
            App = app => app.MapGet("/see", (HttpContext context) => see(context)),
        });

    private static string Describe(ConnectionInfo connection) =>
        new IPEndPoint(connection.RemoteIpAddress!, connection.RemotePort) + " "
        + new IPEndPoint(connection.LocalIpAddress!, connection.LocalPort);

    // What a balancer does: its own bytes, then those of the client.
    private static HttpClient Client(AcsHost host, string header, TestCertificate? device = null) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (connection, cancellationToken) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, host.Tls.Port, cancellationToken);
            await socket.SendAsync(header[0] == 'P' ? Encoding.ASCII.GetBytes(header) : Convert.FromHexString(header));
            return new NetworkStream(socket, ownsSocket: true);
        },
        SslOptions = new()
        {
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
            ClientCertificateContext = device is null
                ? null
                : SslStreamCertificateContext.Create(device.Certificate, null, offline: true),
        },
    });
}
