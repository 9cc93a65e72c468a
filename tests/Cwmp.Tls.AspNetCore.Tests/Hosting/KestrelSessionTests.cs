// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.AspNetCore.Endpoints;
using Cwmp.Tls.AspNetCore.Hosting;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.TestSupport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Cwmp.Tls.AspNetCore.Tests.Hosting;

/// <summary>Kestrel's TLS is a session like all others: the same names for failures, the same log, the same close.</summary>
public sealed class KestrelSessionTests
{
    private static readonly DeviceIdentity Device = new("012345", "Set-Top", "1");
    private static readonly TimeSpan Ceiling = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_and_addresses_are_https()
    {
        bool? isHttps = null;
        await using AcsHost host = await StartAsync(context => isHttps = context.Request.IsHttps);

        await host.CreateClient().GetAsync(new Uri(host.Tls, "/see"), Cancelled);

        isHttps.Should().BeTrue();
        host.App.Urls.First().Should().StartWith("https://127.0.0.1:");
    }

    [Fact]
    public async Task Features_of_the_platform_tell_what_the_session_found_out()
    {
        string[]? seen = null;
        await using AcsHost host = await StartAsync(context =>
        {
            ITlsHandshakeFeature handshake = context.Features.Get<ITlsHandshakeFeature>()!;
            seen =
            [
                context.Connection.ClientCertificate!.Thumbprint,
                context.Features.Get<ITlsConnectionFeature>()!.ClientCertificate!.Thumbprint,
                handshake.Protocol.ToString(),
                handshake.NegotiatedCipherSuite.ToString()!,
                handshake.HostName,
                $"{context.Features.Get<ISslStreamFeature>() is null}",
            ];
        });
        TestCertificate device = host.Pki.Cpe(Device).Issue();
        HttpClient client = host.CreateClient(device, SslProtocols.Tls12);

        await client.GetAsync(new Uri($"https://acs.example:{host.Tls.Port}/see"), Cancelled);

        string thumbprint = device.Certificate.Thumbprint;
        seen.Should().HaveCount(6);
        seen![3].Should().StartWith("TLS_ECDHE_");
        seen.Where((_, i) => i != 3).Should().Equal(thumbprint, thumbprint, "Tls12", "acs.example", "True");
    }

    [Theory]
    [InlineData("16030100050200000100", TlsHandshakeFailure.MalformedHandshake)]
    [InlineData("15030300020128", TlsHandshakeFailure.MalformedHandshake)]
    [InlineData("170303000568656c6c6f", TlsHandshakeFailure.MalformedHandshake)]
    [InlineData("140303000101", TlsHandshakeFailure.MalformedHandshake)]
    [InlineData("474554202F20485454502F312E310D0A0D0A", TlsHandshakeFailure.PlainHttpOnTlsPort)]
    [InlineData("0D0A0D0A000D0A515549540A20000000", TlsHandshakeFailure.NotTls)]
    [InlineData("DEADBEEFDEADBEEFDEADBEEF", TlsHandshakeFailure.NotTls)]
    [InlineData("1603010200", TlsHandshakeFailure.PeerClosedDuringHandshake)]
    public async Task Whatever_a_stranger_sends_is_named_as_the_listener_names_it(string hex, TlsHandshakeFailure expected)
    {
        byte[] bytes = Convert.FromHexString(hex);
        var reported = new TaskCompletionSource<TlsHandshakeFailedContext>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using AcsHost host = await AcsHost.StartAsync(
            new AcsHost.Setup { Tls = tls => tls.OnHandshakeFailed = reported.SetResult });
        using CwmpTlsContext context = host.CreateContext();
        var listened = new TaskCompletionSource<TlsHandshakeFailedContext>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var listener = new CwmpTlsListener(
            context, new IPEndPoint(IPAddress.Loopback, 0), new CwmpTlsListenerOptions { OnHandshakeFailed = listened.SetResult });
        listener.Start();

        await SendAsync(listener.LocalEndPoint.Port, bytes);
        await SendAsync(host.Tls.Port, bytes);
        TlsHandshakeFailedContext listener1 = await listened.Task.WaitAsync(Ceiling, Cancelled);
        TlsHandshakeFailedContext told = await reported.Task.WaitAsync(Ceiling, Cancelled);

        listener1.Failure.Should().Be(expected);
        told.Failure.Should().Be(expected);
        told.Exception.Message.Should().Be(listener1.Exception.Message);
        string line = host.Logs.GetSnapshot().Single(record => record.Id.Id == 3011).Message;
        line.Should().Contain(expected.ToString()).And.Contain(listener1.Exception.Message);
        AssertNothingAlarms(host);
    }

    [Fact]
    public async Task Probe_leaves_no_line_that_anybody_reads()
    {
        await using AcsHost host = await AcsHost.StartAsync();

        await SendAsync(host.Tls.Port, []);

        await host.UntilLoggedAsync(record => record.Id.Id == 3015 && record.Level == LogLevel.Debug);
        host.Logs.GetSnapshot().Should().NotContain(record => record.Id.Id == 3011);
        AssertNothingAlarms(host);
    }

    [Fact]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Interoperability", "CA1416", Justification = "Kestrel's tests run on Linux.")]
    public async Task Handshake_without_a_common_cipher_suite_is_named()
    {
        await using AcsHost host = await AcsHost.StartAsync();
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, host.Tls.Port, Cancelled);
        await using var client = new SslStream(socket.GetStream());

        Func<Task> connecting = () => client.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "127.0.0.1",
            EnabledSslProtocols = SslProtocols.Tls12,
            CipherSuitesPolicy = new CipherSuitesPolicy([TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]),
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        });

        await connecting.Should().ThrowAsync<Exception>();
        await host.UntilLoggedAsync(record => record.Id.Id == 3011);
        host.Logs.GetSnapshot().Single(record => record.Id.Id == 3011).Message.Should().Contain("NoCommonCipherSuite");
        AssertNothingAlarms(host);
    }

    [Theory]
    [InlineData("http/1.1")]
    [InlineData("http/1.0")]
    public async Task Application_protocol_is_agreed_on(string protocol)
    {
        string? seen = null;
        await using AcsHost host = await StartAsync(context =>
            seen = Encoding.ASCII.GetString(context.Features.Get<ITlsApplicationProtocolFeature>()!.ApplicationProtocol.Span));
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, host.Tls.Port, Cancelled);
        await using var client = new SslStream(socket.GetStream());

        await client.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "127.0.0.1",
            ApplicationProtocols = [new SslApplicationProtocol(protocol)],
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        });
        await client.WriteAsync("GET /see HTTP/1.0\r\n\r\n"u8.ToArray(), Cancelled);

        (await new StreamReader(client).ReadToEndAsync(Cancelled)).Should().Contain(" 200 ");
        seen.Should().Be(protocol);
    }

    [Fact]
    public async Task Client_of_another_application_protocol_is_named()
    {
        await using AcsHost host = await AcsHost.StartAsync();
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, host.Tls.Port, Cancelled);
        await using var client = new SslStream(socket.GetStream());

        Func<Task> connecting = () => client.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "127.0.0.1",
            ApplicationProtocols = [SslApplicationProtocol.Http2],
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        });

        await connecting.Should().ThrowAsync<Exception>();
        await host.UntilLoggedAsync(record => record.Message.Contains("NoCommonApplicationProtocol"));
        AssertNothingAlarms(host);
    }

    [Fact]
    public async Task Second_hello_is_taken()
    {
        await using AcsHost host = await AcsHost.StartAsync();
        await using AcsHost many = await AcsHost.StartAsync(new AcsHost.Setup { SelectContext = _ => null });
        foreach (int port in new[] { host.Tls.Port, many.Tls.Port })
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, port, Cancelled);

            (await HelloRetryClient.RunAsync(socket.GetStream(), Cancelled)).Should().Equal("HelloRetryRequest", "ServerHello");
        }

        AssertNothingAlarms(host);
        AssertNothingAlarms(many);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Second_hello_is_taken_by_the_platforms_own_TLS_with_our_options(int form)
    {
        await using AcsHost host = await AcsHost.StartAsync();
        CwmpTlsContext context = host.CreateContext();
        var judged = new List<string>();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddFakeLogging();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                OnConnection = hello => new(form switch
                {
                    0 => context.CreateServerOptions(),
                    1 => context.CreateServerOptions((_, peer) => judged.Add($"{peer.IsAccepted}")),
                    _ => context.CreateServerOptions(
                        hello.SslStream, (_, peer) => judged.Add($"{hello.Connection.ConnectionId} {peer.IsAccepted}")),
                }),
            })));
        await using WebApplication app = builder.Build();
        app.MapGet("/", () => "hello");
        await app.StartAsync(Cancelled);
        int port = new Uri(app.Urls.First()).Port;
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, port, Cancelled);

        (await HelloRetryClient.RunAsync(socket.GetStream(), Cancelled)).Should().Equal("HelloRetryRequest", "ServerHello");

        (await host.CreateClient().GetAsync(new Uri($"https://127.0.0.1:{port}/"), Cancelled)).StatusCode.Should().Be(HttpStatusCode.OK);
        judged.Should().HaveCount(form == 0 ? 0 : 1);
        app.Services.GetFakeLogCollector().GetSnapshot().Should().NotContain(record => record.Level >= LogLevel.Error);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Server_that_closes_first_says_so(SslProtocols protocol)
    {
        await using AcsHost host = await StartAsync(_ => { });
        await using CwmpTlsSession client = await ConnectAsync(host, protocol);

        await client.WriteAsync("GET /see HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"u8.ToArray(), Cancelled);
        string answer = await ReadToEndAsync(client);

        answer.Should().StartWith("HTTP/1.1 200");
        client.PeerEnd.Should().Be(TlsPeerEnd.CloseNotify);
    }

    [Fact]
    public async Task Client_that_ends_without_close_notify_is_nothing_to_report()
    {
        await using AcsHost host = await StartAsync(_ => { });
        using (var socket = new Socket(SocketType.Stream, ProtocolType.Tcp))
        {
            await socket.ConnectAsync(IPAddress.Loopback, host.Tls.Port, Cancelled);
            using CwmpTlsContext context = ClientContext(host, SslProtocols.Tls13);
            CwmpTlsSession client = context.CreateSession(new NetworkStream(socket), leaveOpen: true);
            await client.ConnectAsync("127.0.0.1", Cancelled);
            await client.WriteAsync("GET /see HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), Cancelled);
            (await client.ReadAsync(new byte[4096], Cancelled)).Should().BePositive();
            socket.Shutdown(SocketShutdown.Send);
            await host.UntilLoggedAsync(record => record.Id.Id == 3014);
        }

        host.Logs.GetSnapshot().Should().ContainSingle(record => record.Id.Id == 3014).Which.Message.Should().Contain("Truncated");
        host.Logs.GetSnapshot().Should().NotContain(record => record.Id.Id == 3012);
        AssertNothingAlarms(host);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Client_that_is_gone_alarms_nobody(bool resets)
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using AcsHost host = await AcsHost.StartAsync(new AcsHost.Setup
        {
            App = app => app.MapGet("/see", async (HttpContext context) =>
            {
                arrived.SetResult();
                await answer.Task;
                for (int i = 0; i < 200; i++)
                {
                    await context.Response.Body.WriteAsync(new byte[10_000], CancellationToken.None);
                    await context.Response.Body.FlushAsync(CancellationToken.None);
                }

                answered.SetResult();
            }),
        });
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, host.Tls.Port, Cancelled);
        using CwmpTlsContext context = ClientContext(host, SslProtocols.Tls13);
        CwmpTlsSession client = context.CreateSession(new NetworkStream(socket), leaveOpen: true);
        await client.ConnectAsync("127.0.0.1", Cancelled);
        await client.WriteAsync("GET /see HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), Cancelled);
        await arrived.Task.WaitAsync(Ceiling, Cancelled);

        socket.LingerState = new LingerOption(resets, 0);
        socket.Close();
        answer.SetResult();

        await answered.Task.WaitAsync(Ceiling, Cancelled);
        await host.UntilLoggedAsync(record => record.Id.Id == 3014);
        AssertNothingAlarms(host);
    }

    [Fact]
    public async Task Server_stops_although_a_client_takes_nothing()
    {
        var isFull = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        AcsHost host = await AcsHost.StartAsync(new AcsHost.Setup
        {
            App = app => app.MapGet("/see", async (HttpContext context) =>
            {
                while (!context.RequestAborted.IsCancellationRequested)
                {
                    Task writing = context.Response.Body.WriteAsync(new byte[100_000], CancellationToken.None).AsTask();
                    if (await Task.WhenAny(writing, Task.Delay(200)) != writing)
                    {
                        isFull.TrySetResult();
                    }

                    await writing;
                }
            }),
        });
        await using CwmpTlsSession client = await ConnectAsync(host, SslProtocols.Tls13);
        await client.WriteAsync("GET /see HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), Cancelled);
        await isFull.Task.WaitAsync(Ceiling, Cancelled);

        long started = Stopwatch.GetTimestamp();
        await host.DisposeAsync();

        Stopwatch.GetElapsedTime(started).Should().BeLessThan(TimeSpan.FromSeconds(20), "five of these are the grace that the host gives");
    }

    [Fact]
    public async Task Silent_peers_do_not_hold_the_end_of_the_server()
    {
        AcsHost host = await AcsHost.StartAsync(new AcsHost.Setup { Tls = tls => tls.HandshakeTimeout = TimeSpan.FromMinutes(5) });
        var silent = new List<TcpClient>();
        foreach (byte[] sent in new byte[][] { [], [22, 3, 1], new ClientHelloBytes().ToRecords() })
        {
            var socket = new TcpClient();
            await socket.ConnectAsync(IPAddress.Loopback, host.Tls.Port, Cancelled);
            await socket.GetStream().WriteAsync(sent, Cancelled);
            silent.Add(socket);
        }

        await silent[2].GetStream().ReadExactlyAsync(new byte[5], Cancelled);
        FakeLogCollector logs = host.Logs;
        long started = Stopwatch.GetTimestamp();
        await host.DisposeAsync();

        Stopwatch.GetElapsedTime(started).Should().BeLessThan(
            TimeSpan.FromSeconds(4), "the host would wait for five, and a handshake for minutes");
        logs.GetSnapshot().Should().NotContain(record => record.Level >= LogLevel.Warning);
        silent.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task Callback_that_throws_is_logged_and_the_server_goes_on()
    {
        await using AcsHost host = await StartAsync(
            _ => { }, tls => tls.PeerRefused = (_, _) => throw new InvalidOperationException("of the handler"));
        Func<Task> refused = () => host.CreateClient(host.Pki.Cpe(Device).Expired().Issue()).GetAsync(new Uri(host.Tls, "/see"), Cancelled);

        await refused.Should().ThrowAsync<HttpRequestException>();

        (await host.CreateClient().GetAsync(new Uri(host.Tls, "/see"), Cancelled)).StatusCode.Should().Be(HttpStatusCode.OK);
        await host.UntilLoggedAsync(record => record.Id.Id == 7203);
    }

    [Fact]
    public async Task Proof_of_a_feature_of_the_programs_own_is_believed()
    {
        var proof = new AcsPeerEvidence { IsSecure = true, RemoteAddress = "somewhere" };
        int judged = 0;
        await using AcsHost host = await AcsHost.StartAsync(new AcsHost.Setup
        {
            App = app => app.Use((context, next) =>
            {
                context.Features.Set<ICwmpTlsFeature>(new OwnFeature(() =>
                {
                    judged++;
                    return proof;
                }));
                return next();
            }),
        });

        TestDevice.Answer answer = await new TestDevice(host.CreateClient(), host.Plain, Device).InformAsync();

        judged.Should().BePositive();
        answer.Status.Should().Be(
            HttpStatusCode.Unauthorized, "a password is good enough where the connection is; plain text is forbidden");
    }

    private static Task<AcsHost> StartAsync(Action<HttpContext> see, Action<CwmpKestrelTlsOptions>? tls = null) =>
        AcsHost.StartAsync(new AcsHost.Setup { Tls = tls, App = app => app.MapGet("/see", (HttpContext context) => see(context)) });

    private static CwmpTlsContext ClientContext(AcsHost host, SslProtocols protocol) =>
        new CwmpTlsContextBuilder(protocol == SslProtocols.Tls12 ? CwmpTlsMethod.Tls12 : CwmpTlsMethod.Tls13)
            .AddTrustAnchors(host.Pki.Root.Certificate).UseNoCertificate().Build();

    private static async Task<CwmpTlsSession> ConnectAsync(AcsHost host, SslProtocols protocol)
    {
        using CwmpTlsContext context = ClientContext(host, protocol);
        return await context.ConnectAsync("127.0.0.1", host.Tls.Port, Cancelled);
    }

    private static async Task<string> ReadToEndAsync(CwmpTlsSession session)
    {
        var text = new StringBuilder();
        byte[] buffer = new byte[4096];
        int count;
        while ((count = await session.ReadAsync(buffer, Cancelled)) > 0)
        {
            text.Append(Encoding.ASCII.GetString(buffer, 0, count));
        }

        return text.ToString();
    }

    private static async Task SendAsync(int port, byte[] bytes)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port, Cancelled);
        await socket.SendAsync(bytes, Cancelled);
        socket.Shutdown(SocketShutdown.Send);
        try
        {
            while (await socket.ReceiveAsync(new byte[100], Cancelled) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // The server may close with bytes unread.
        }
    }

    private static void AssertNothingAlarms(AcsHost host) =>
        host.Logs.GetSnapshot().Should().NotContain(record =>
            record.Level >= LogLevel.Warning || (record.Level > LogLevel.Debug && record.Exception != null));

    private sealed class OwnFeature(Func<AcsPeerEvidence> judge) : ICwmpTlsFeature
    {
        public Verification.Results.VerifyResult? VerifyResult => null;

        public DeviceIdentity? PeerIdentity => null;

        public ReadOnlyMemory<byte> PeerCertificate => default;

        public SslProtocols Protocol => SslProtocols.Tls13;

        public TlsCipherSuite CipherSuite => TlsCipherSuite.TLS_AES_128_GCM_SHA256;

        public string ServerName => "";

        public AcsPeerEvidence Judge() => judge();
    }
}
