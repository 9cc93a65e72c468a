// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Sockets;
using System.Text;
using Cwmp.Tls.TestSupport;
using Cwmp.Tls.Tracing;

namespace Cwmp.Tls.Tests.Connections;

/// <summary>HttpClient over sessions: the same diagnosis, trace and detection of cut connections.</summary>
public sealed class HttpClientTests
{
    private const string LocalHost = "localhost";

    [Fact]
    public async Task Requests_go_through_sessions_and_reuse_them()
    {
        using TlsWorld world = World();
        var sessions = new List<CwmpTlsSession>();
        await using var server = new HttpServer(world.Acs, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        using HttpClient client = Client(world, sessions.Add);

        string first = await client.GetStringAsync(server.Url);
        string second = await client.GetStringAsync(server.Url);

        (first + second).Should().Be("okok");
        CwmpTlsSession session = sessions.Should().ContainSingle().Subject;
        session.VerifyResult!.IsAccepted.Should().BeTrue();
        session.Trace!.Frames.Should().Contain(frame => frame.Kind == HandshakeFrameKind.ClientHello);
        session.TargetHost.Should().Be(LocalHost);
        client.Dispose();
        await Eventually.HoldsAsync(() => session.State == CwmpTlsSessionState.Disposed);
        (await server.FirstEnd.WaitAsync(TlsWorld.Ceiling)).Should().Be(TlsPeerEnd.CloseNotify);
    }

    [Fact]
    public async Task Refused_server_surfaces_with_its_diagnosis()
    {
        using TlsWorld world = World();
        world.Acs = world.AcsBuilder(world.Pki.Acs("other.example").Issue()).Build();
        await using var server = new HttpServer(world.Acs, "");
        using HttpClient client = Client(world);

        HttpRequestException failure =
            (await client.Awaiting(c => c.GetAsync(server.Url)).Should().ThrowAsync<HttpRequestException>()).Which;

        TlsHandshakeException.Find(failure)!.Failure.Should().Be(TlsHandshakeFailure.HostNameMismatch);
    }

    [Fact]
    public async Task Refused_client_surfaces_with_its_diagnosis()
    {
        using TlsWorld world = World();
        world.Cpe = world.CpeBuilder(world.Pki.Cpe().SelfSigned().Issue()).Build();
        await using var server = new HttpServer(world.Acs, "");
        using HttpClient client = Client(world);

        Exception failure =
            (await client.Awaiting(c => c.PostAsync(server.Url, new StringContent("<Inform/>"))).Should().ThrowAsync<Exception>()).Which;

        failure.Should().BeOfType<HttpRequestException>();
        if (EngineUnderTest.SendsAlerts)
        {
            TlsHandshakeException.Find(failure)!.Failure.Should().Be(TlsHandshakeFailure.OwnCertificateRefusedByPeer);
        }
        else
        {
            failure.GetBaseException().Should().BeOfType<TlsConnectionException>().Which.IsBeforeFirstData
                .Should().BeTrue("SslStream sends no alert for a certificate");
        }
    }

    [Fact]
    public async Task Answer_that_was_cut_off_is_not_taken_for_whole()
    {
        using TlsWorld world = World();

        // Without a length the end of the connection is the end of the body, so a cut would go unnoticed.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = Task.Run(async () =>
        {
            using Socket socket = await listener.AcceptSocketAsync();
            await using CwmpTlsSession session = world.Acs.CreateSession(socket);
            await session.AcceptAsync();
            await session.ReadAsync(new byte[4000]);
            await session.WriteAsync("HTTP/1.1 200 OK\r\n\r\nhalf an ans"u8.ToArray());
            socket.Shutdown(SocketShutdown.Send);
            await Record.ExceptionAsync(() => session.ReadAsync(new byte[1]).AsTask());
        });
        using HttpClient client = Client(world);

        HttpRequestException failure = (await client.Awaiting(c => c.GetStringAsync(
            $"https://{LocalHost}:{((IPEndPoint)listener.LocalEndpoint).Port}/")).Should().ThrowAsync<HttpRequestException>()).Which;

        failure.GetBaseException().Should().BeOfType<TlsConnectionException>().Which.Failure.Should().Be(TlsConnectionFailure.Truncated);
        client.Dispose();
        await serving.WaitAsync(TlsWorld.Ceiling);
    }

    [Fact]
    public async Task Plain_http_still_works_on_the_same_handler()
    {
        using TlsWorld world = World();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task serving = Task.Run(async () =>
        {
            using TcpClient connection = await listener.AcceptTcpClientAsync();
            NetworkStream stream = connection.GetStream();
            (await stream.ReadAsync(new byte[1000])).Should().BePositive();
            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nplain"u8.ToArray());
        });
        using HttpClient client = Client(world);

        string answer = await client.GetStringAsync($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");

        answer.Should().Be("plain");
        await serving;
    }

    [Fact]
    public async Task Https_through_a_proxy_is_verified_by_the_same_context()
    {
        using TlsWorld world = World();
        await using var server = new HttpServer(world.Acs, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
        using var proxy = new TcpListener(IPAddress.Loopback, 0);
        proxy.Start();
        Task tunnelling = Task.Run(() => TunnelAsync(proxy, server.Port));
        using var handler =
            new SocketsHttpHandler { Proxy = new WebProxy($"http://127.0.0.1:{((IPEndPoint)proxy.LocalEndpoint).Port}"), UseProxy = true };
        world.Cpe.Configure(handler);
        using var client = new HttpClient(handler);

        string answer = await client.GetStringAsync(server.Url);

        answer.Should().Be("ok");
        client.Dispose();
        await tunnelling.WaitAsync(TlsWorld.Ceiling);
    }

    [Fact]
    public void Handler_is_required()
    {
        using TlsWorld world = World();

        world.Cpe.Invoking(c => c.Configure(null!)).Should().Throw<ArgumentNullException>();
    }

    private static TlsWorld World()
    {
        var world = new TlsWorld();
        world.Acs = world.AcsBuilder(world.Pki.Acs(LocalHost).Issue()).Build();
        world.Cpe = world.CpeBuilder().SetTrace(HandshakeTraceLevel.Messages).Build();
        return world;
    }

    private static HttpClient Client(TlsWorld world, Action<CwmpTlsSession>? onConnected = null)
    {
        var handler = new SocketsHttpHandler { UseProxy = false };
        world.Cpe.Configure(handler, onConnected);
        return new HttpClient(handler);
    }

    private static async Task TunnelAsync(TcpListener proxy, int port)
    {
        using TcpClient inside = await proxy.AcceptTcpClientAsync();
        using var outside = new TcpClient();
        await outside.ConnectAsync(IPAddress.Loopback, port);
        NetworkStream stream = inside.GetStream();
        int count = await stream.ReadAsync(new byte[1000]);
        count.Should().BePositive();
        await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray());
        await Task.WhenAny(stream.CopyToAsync(outside.GetStream()), outside.GetStream().CopyToAsync(stream));
    }

    /// <summary>Answers every request on every connection with the same bytes.</summary>
    private sealed class HttpServer : IAsyncDisposable
    {
        private readonly CwmpTlsListener _listener;
        private readonly TaskCompletionSource<TlsPeerEnd> _firstEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Task _loop;

        public HttpServer(CwmpTlsContext context, string answer)
        {
            _listener = new CwmpTlsListener(context, new IPEndPoint(IPAddress.IPv6Any, 0));
            _listener.Start();
            _loop = Task.Run(async () =>
            {
                await foreach (CwmpTlsSession session in _listener.AcceptAllAsync())
                {
                    await ServeAsync(session, Encoding.ASCII.GetBytes(answer));
                }
            });
        }

        public int Port => _listener.LocalEndPoint.Port;

        public Uri Url => new($"https://{LocalHost}:{Port}/");

        /// <summary>How the first session ended, once it has.</summary>
        public Task<TlsPeerEnd> FirstEnd => _firstEnd.Task;

        public async ValueTask DisposeAsync()
        {
            await _listener.DisposeAsync();
            await _loop;
        }

        private async Task ServeAsync(CwmpTlsSession session, byte[] answer)
        {
            try
            {
                byte[] request = new byte[4000];
                while (await session.ReadAsync(request) > 0)
                {
                    await session.WriteAsync(answer);
                }
            }
            catch (Exception e) when (e is IOException or TlsHandshakeException)
            {
            }

            _firstEnd.TrySetResult(session.PeerEnd);
            await session.DisposeAsync();
        }
    }
}
