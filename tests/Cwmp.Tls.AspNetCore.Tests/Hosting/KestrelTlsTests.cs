// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Cwmp.Tls.AspNetCore.Endpoints;
using Cwmp.Tls.AspNetCore.Hosting;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.TestSupport;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Trust;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Cwmp.Tls.AspNetCore.Tests.Hosting;

public sealed class KestrelTlsTests
{
    private static readonly DeviceIdentity Device = new("012345", "Set-Top", "0123/4");

    private static CancellationToken Ceiling => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Feature_tells_who_the_device_is(SslProtocols protocol)
    {
        ICwmpTlsFeature? seen = null;
        await using AcsHost host = await StartAsync(feature => seen = feature);
        TestCertificate device = host.Pki.Cpe(Device).IssuedBy(host.Pki.Intermediate).Issue();
        HttpClient client = host.CreateClient(device, protocol);

        (await client.GetAsync(new Uri($"https://acs.example:{host.Tls.Port}/who"), Ceiling)).StatusCode.Should().Be(HttpStatusCode.OK);

        seen!.PeerIdentity.Should().Be(Device);
        seen.VerifyResult!.IsAccepted.Should().BeTrue();
        seen.PeerCertificate.ToArray().Should().Equal(device.Certificate.RawData);
        seen.Protocol.Should().Be(protocol);
        seen.CipherSuite.ToString().Should().StartWith("TLS_");
        seen.ServerName.Should().Be("acs.example");
    }

    [Fact]
    public async Task Device_without_a_certificate_gets_in_where_one_is_only_asked_for()
    {
        ICwmpTlsFeature? seen = null;
        await using AcsHost host = await StartAsync(feature => seen = feature);

        await host.CreateClient().GetAsync(new Uri(host.Tls, "/who"), Ceiling);

        seen!.VerifyResult.Should().BeNull();
        seen.PeerIdentity.Should().BeNull();
        seen.PeerCertificate.IsEmpty.Should().BeTrue();
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Device_without_a_certificate_stays_out_where_one_is_required(SslProtocols protocol)
    {
        var reported = new Bell();
        var refused = new ConcurrentQueue<(VerifyResult? Result, string? Remote)>();
        await using AcsHost host = await AcsHost.StartAsync(new AcsHost.Setup
        {
            Context = (builder, _) => builder.SetVerify(CwmpTlsVerifyMode.RequireCertificate),
            Tls = tls => tls.PeerRefused = (result, remote) =>
            {
                refused.Enqueue((result, remote));
                reported.Ring();
            },
        });

        Func<Task> ask = () => host.CreateClient(null, protocol).GetAsync(host.Tls, Ceiling);

        await ask.Should().ThrowAsync<HttpRequestException>();

        // The alert reaches the device before this side has reported the refusal.
        await reported.UntilAsync(() => !refused.IsEmpty);
        refused.Should().NotBeEmpty().And.OnlyContain(r => r.Result == null && r.Remote!.StartsWith("127.0.0.1:"));
        host.Logs.GetSnapshot().Should().Contain(r => r.Id.Id == 7200);
    }

    [Theory]
    [InlineData("stranger", VerificationError.IssuerNotFound)]
    [InlineData("expired", VerificationError.Expired)]
    [InlineData("wrong usage", VerificationError.ExtendedKeyUsageMismatch)]
    public async Task Device_with_a_bad_certificate_stays_out_even_where_none_is_required(string what, VerificationError error)
    {
        var refused = new TaskCompletionSource<VerifyResult?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using AcsHost host = await StartAsync(_ => { }, tls => tls.PeerRefused = (result, _) => refused.TrySetResult(result));
        TestCertificate bad = what switch
        {
            "stranger" => host.Pki.Cpe(Device).IssuedBy(host.Pki.Ca("Stranger").Issue()).Issue(),
            "expired" => host.Pki.Cpe(Device).Expired().Issue(),
            _ => host.Pki.Cpe(Device).WrongEku().Issue(),
        };

        Func<Task> ask = () => host.CreateClient(bad).GetAsync(new Uri(host.Tls, "/who"), Ceiling);

        await ask.Should().ThrowAsync<HttpRequestException>();
        (await refused.Task.WaitAsync(Bell.Ceiling, Ceiling))!.FirstError!.Error.Should().Be(error);
    }

    [Fact]
    public async Task Certificate_and_trust_are_renewed_without_a_restart()
    {
        using var oldPki = new TestPki();
        using var newPki = new TestPki();
        using CertificateCredential old = oldPki.Acs("old.example").Issue().ToCredential();
        using CertificateCredential renewed = newPki.Acs("new.example").Issue().ToCredential();
        var credentials = new CertificateCredentialSource(old);
        var trust = new TrustSource(TrustStore.FromCertificates([oldPki.Root.Certificate]));
        using CwmpTlsContext context = new CwmpTlsContextBuilder().UseCredential(credentials).UseTrust(trust).Build();
        await using WebApplication app = await StartAsync(context);
        var url = new Uri(app.Urls.First().Replace("http:", "https:", StringComparison.Ordinal));
        TestCertificate oldDevice = oldPki.Cpe(Device).Issue();
        TestCertificate newDevice = newPki.Cpe(Device).Issue();

        (await SubjectAsync(url, oldDevice)).Should().Contain("old.example");
        credentials.Update(renewed);
        trust.Update(TrustStore.FromCertificates([newPki.Root.Certificate]));

        (await SubjectAsync(url, newDevice)).Should().Contain("new.example");
        await url.Invoking(u => SubjectAsync(u, oldDevice)).Should().ThrowAsync<Exception>();
    }

    [Fact]
    public async Task Context_follows_the_server_name()
    {
        await using AcsHost donor = await AcsHost.StartAsync();
        CwmpTlsContext other = donor.CreateContext(null, donor.Pki.Acs("other.example").Issue());
        await using AcsHost host =
            await AcsHost.StartAsync(new AcsHost.Setup { SelectContext = name => name == "other.example" ? other : null });

        (await ServerSubjectAsync(host, "other.example")).Should().Contain("other.example");
        (await ServerSubjectAsync(host, "acs.example")).Should().Contain("127.0.0.1");
    }

    [Fact]
    public async Task Silent_connections_are_pushed_out_and_devices_still_get_in()
    {
        await using AcsHost host = await StartAsync(
            _ => { }, tls =>
                (tls.MaxPendingHandshakes, tls.MaxPendingHandshakesPerAddress, tls.HandshakeTimeout) = (8, 8, TimeSpan.FromMinutes(5)));
        var silent = new List<Socket>();
        try
        {
            for (int i = 0; i < 100; i++)
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(IPAddress.Loopback, host.Tls.Port, Ceiling);
                silent.Add(socket);
            }

            for (int i = 0; i < 5; i++)
            {
                HttpResponseMessage response = await host.CreateClient().GetAsync(new Uri(host.Tls, "/who"), Ceiling);
                response.StatusCode.Should().Be(HttpStatusCode.OK);
            }
        }
        finally
        {
            silent.ForEach(s => s.Dispose());
        }
    }

    [Fact]
    public async Task Handshake_that_does_not_come_is_closed_in_time()
    {
        await using AcsHost host = await StartAsync(_ => { }, tls => tls.HandshakeTimeout = TimeSpan.FromMilliseconds(200));
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, host.Tls.Port, Ceiling);

        (await socket.ReceiveAsync(new byte[16], Ceiling)).Should().Be(0);
    }

    [Fact]
    public async Task Context_without_a_certificate_is_refused_at_once()
    {
        await using AcsHost host = await AcsHost.StartAsync();
        using CwmpTlsContext client = new CwmpTlsContextBuilder().UseNoCertificate().AddTrustAnchors(host.Pki.Root.Certificate).Build();

        Func<Task> start = async () => await (await StartAsync(client)).DisposeAsync();

        await start.Should().ThrowAsync<ArgumentException>().WithMessage("*certificate*");
    }

    [Fact]
    public void Options_report_every_problem_at_once()
    {
        var options =
            new CwmpKestrelTlsOptions { MaxPendingHandshakes = 0, MaxPendingHandshakesPerAddress = 0, HandshakeTimeout = TimeSpan.Zero };

        Action make = () => _ = new CwmpTlsAcceptor(_ => null!, options);

        make.Should().Throw<ArgumentException>().Which.Message.Should().ContainAll(
            nameof(options.MaxPendingHandshakes), nameof(options.MaxPendingHandshakesPerAddress), nameof(options.HandshakeTimeout));
    }

    private static Task<AcsHost> StartAsync(Action<ICwmpTlsFeature?> seen, Action<CwmpKestrelTlsOptions>? tls = null) =>
        AcsHost.StartAsync(new AcsHost.Setup
        {
            Tls = tls,
            App = app => app.MapGet("/who", (HttpContext context) => seen(context.Features.Get<ICwmpTlsFeature>())),
        });

    private static async Task<WebApplication> StartAsync(CwmpTlsContext context)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseCwmpTls(context)));
        WebApplication app = builder.Build();
        app.MapGet("/", () => "hello");
        await app.StartAsync(Ceiling);
        return app;
    }

    private static async Task<string> ServerSubjectAsync(AcsHost host, string serverName)
    {
        await host.CreateClient().GetAsync(new Uri($"https://{serverName}:{host.Tls.Port}/"), Ceiling);
        return host.ServerSubject!;
    }

    private static async Task<string> SubjectAsync(Uri url, TestCertificate device)
    {
        string? subject = null;
        using var client = new HttpClient(new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, certificate, _, _) => (subject = certificate!.Subject) is not null,
                ClientCertificateContext = SslStreamCertificateContext.Create(device.Certificate, null, offline: true),
            },
        });
        (await client.GetAsync(url, Ceiling)).EnsureSuccessStatusCode();
        return subject!;
    }
}
