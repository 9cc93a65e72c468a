// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Cwmp.Tls.Acs;
using Cwmp.Tls.AspNetCore.Authentication;
using Cwmp.Tls.AspNetCore.Endpoints;
using Cwmp.Tls.AspNetCore.Hosting;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.TestSupport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Cwmp.Tls.AspNetCore.Tests;

/// <summary>
/// An ACS on a real Kestrel: one listener with mutual TLS, one without TLS, both on free ports of loopback, with an authority of its own.
/// </summary>
internal sealed class AcsHost : IAsyncDisposable
{
    private readonly List<IDisposable> _owned = [];
    private readonly LogBell _logged = new();
    private WebApplication? _app;

    private AcsHost()
    {
    }

    public TestPki Pki { get; } = new();

    public FakeLogCollector Logs { get; private set; } = null!;

    public ConcurrentQueue<AcsSessionSummary> Sessions { get; } = [];

    public ConcurrentQueue<AcsSecurityEvent> Refusals { get; } = [];

    public Uri Tls { get; private set; } = null!;

    public Uri Plain { get; private set; } = null!;

    /// <summary>The subject of the last certificate that a client was shown.</summary>
    public string? ServerSubject { get; private set; }

    public IServiceProvider Services => _app!.Services;

    public WebApplication App => _app!;

    public static async Task<AcsHost> StartAsync(Setup? setup = null)
    {
        setup ??= new Setup();
        var host = new AcsHost();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddFakeLogging().AddProvider(host._logged).SetMinimumLevel(LogLevel.Debug);
        CwmpAcsBuilder acs = builder.Services.AddCwmpAcs(options =>
        {
            options.Engine.SessionEnded = host.Sessions.Enqueue;
            options.Engine.Refused = host.Refusals.Enqueue;
            options.DrainTimeout = TimeSpan.FromMilliseconds(100);
            setup.Options?.Invoke(options);
            setup.OptionsOf?.Invoke(host, options);
        });
        setup.Services?.Invoke(builder.Services);
        acs.AddCredentialStore(setup.Store ?? setup.Accounts);
        CwmpTlsContext context = host.CreateContext(setup.Context);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            setup.Kestrel?.Invoke(kestrel);
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                if (setup.SelectContext is { } select)
                {
                    listen.UseCwmpTls(name => select(name) ?? context, setup.Tls);
                }
                else
                {
                    listen.UseCwmpTls(context, setup.Tls);
                }
            });
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        WebApplication app = builder.Build();
        setup.App?.Invoke(app);
        (setup.Map ?? (a => a.MapCwmpAcs("/acs", setup.Handler ?? ((_, _) => Task.CompletedTask))))(app);
        host._app = app;
        host.Logs = app.Services.GetFakeLogCollector();
        await app.StartAsync(TestContext.Current.CancellationToken);
        string[] urls = [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];
        host.Tls = new Uri(urls[^2].Replace("http://", "https://", StringComparison.Ordinal) + "/acs");
        host.Plain = new Uri(urls[^1] + "/acs");
        return host;
    }

    /// <summary>Returns when a line of the kind has been logged.</summary>
    public Task UntilLoggedAsync(Func<FakeLogRecord, bool> isMeant) => _logged.UntilAsync(() => Logs.GetSnapshot().Any(isMeant));

    /// <summary>A context with this authority's ACS certificate and trust.</summary>
    public CwmpTlsContext CreateContext(Action<CwmpTlsContextBuilder, AcsHost>? configure = null, TestCertificate? certificate = null)
    {
        CertificateCredential credential = (certificate ?? Pki.Acs("127.0.0.1").Issue()).ToCredential();
        CwmpTlsContextBuilder builder = new CwmpTlsContextBuilder()
            .UseCredential(credential).AddTrustAnchors(Pki.Root.Certificate).SetVerify(CwmpTlsVerifyMode.RequestCertificate);
        configure?.Invoke(builder, this);
        CwmpTlsContext context = builder.Build();
        _owned.Add(context);
        _owned.Add(credential);
        return context;
    }

    /// <summary>A client of one connection at a time, cookies and all, as a device is one.</summary>
    public HttpClient CreateClient(TestCertificate? device = null, SslProtocols protocols = SslProtocols.None, bool cookies = true)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = cookies,
            MaxConnectionsPerServer = 1,

            // Whatever name a URL has, this host is meant.
            ConnectCallback = static async (connection, cancellationToken) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(IPAddress.Loopback, connection.DnsEndPoint.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
            SslOptions = new SslClientAuthenticationOptions
            {
                EnabledSslProtocols = protocols,
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    ServerSubject = certificate?.Subject;
                    return certificate is not null;
                },
                ClientCertificateContext = device is null
                    ? null
                    : SslStreamCertificateContext.Create(device.Certificate, [.. device.Intermediates], offline: true),
            },
        };
        var client = new HttpClient(handler);
        _owned.Add(client);
        return client;
    }

    /// <summary>Stops the server. May be called more than once.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _app, null) is { } app)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            await app.StopAsync(limit.Token);
            await app.DisposeAsync();
        }

        _owned.ForEach(o => o.Dispose());
        Pki.Dispose();
    }

    /// <summary>What a test changes before the host starts.</summary>
    internal sealed class Setup
    {
        public Func<AcsSession, CancellationToken, Task>? Handler { get; init; }

        public Action<CwmpAcsOptions>? Options { get; init; }

        public Action<AcsHost, CwmpAcsOptions>? OptionsOf { get; init; }

        public Action<IServiceCollection>? Services { get; init; }

        public Action<CwmpTlsContextBuilder, AcsHost>? Context { get; init; }

        public Func<string, CwmpTlsContext?>? SelectContext { get; init; }

        public Action<CwmpKestrelTlsOptions>? Tls { get; init; }

        public Action<KestrelServerOptions>? Kestrel { get; init; }

        public Action<WebApplication>? App { get; init; }

        public Action<WebApplication>? Map { get; init; }

        public ICwmpCredentialStore? Store { get; init; }

        public MemoryCwmpCredentialStore Accounts { get; init; } = new();
    }
}
