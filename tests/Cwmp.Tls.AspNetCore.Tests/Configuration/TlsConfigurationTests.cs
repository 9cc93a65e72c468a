// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.TestSupport;
using Cwmp.Tls.Tracing;
using Cwmp.Tls.Verification.Crls;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cwmp.Tls.AspNetCore.Tests.Configuration;

/// <summary>TLS contexts as appsettings.json describes them.</summary>
public sealed class TlsConfigurationTests : IDisposable
{
    private readonly TestPki _pki = new();
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Every_value_reaches_its_option()
    {
        CwmpTlsOptions options = Services("""
            {
              "Engine": "SslStream", "Method": "Tls12", "Flags": "NoResumption, NoAuthorityNames", "ClearedFlags": "IgnoreUnexpectedEnd",
              "VerifyMode": "RequestCertificate",
              "CaFile": "ca.pem", "CaDirectory": "cas", "CertificateChainFile": "acs.pem", "PrivateKeyFile": "acs.key",
              "PrivateKeyPassword": "word", "PrivateKeyPasswordFile": "word.txt", "NoCertificate": true,
              "CrlFiles": [ "a.crl", "b.crl" ], "Revocation": "HardFailLeaf", "RequireDeviceIdentity": true,
              "ServerRules": [ "-ValidityEncoding" ], "DeviceRules": [ "+SubjectAltNamePresent" ], "CipherProfile": "LegacyStaticRsa",
              "ApplicationProtocols": [ "http/1.1" ], "HandshakeTimeout": "00:00:10", "CloseTimeout": "00:00:02", "Trace": "Messages",
              "WatchInterval": "00:00:03"
            }
            """).GetRequiredService<IOptionsMonitor<CwmpTlsOptions>>().CurrentValue;

        options.Should().BeEquivalentTo(new
        {
            Engine = CwmpTlsEngine.SslStream,
            Method = CwmpTlsMethod.Tls12,
            Flags = CwmpTlsFlags.NoResumption | CwmpTlsFlags.NoAuthorityNames,
            ClearedFlags = CwmpTlsFlags.IgnoreUnexpectedEnd,
            VerifyMode = CwmpTlsVerifyMode.RequestCertificate,
            CaFile = "ca.pem",
            CaDirectory = "cas",
            CertificateChainFile = "acs.pem",
            PrivateKeyFile = "acs.key",
            PrivateKeyPassword = "word",
            PrivateKeyPasswordFile = "word.txt",
            NoCertificate = true,
            CrlFiles = new[] { "a.crl", "b.crl" },
            Revocation = RevocationPolicy.HardFailLeaf,
            RequireDeviceIdentity = true,
            ServerRules = new[] { "-ValidityEncoding" },
            DeviceRules = new[] { "+SubjectAltNamePresent" },
            CipherProfile = "LegacyStaticRsa",
            ApplicationProtocols = new[] { "http/1.1" },
            HandshakeTimeout = TimeSpan.FromSeconds(10),
            CloseTimeout = TimeSpan.FromSeconds(2),
            Trace = HandshakeTraceLevel.Messages,
            WatchInterval = TimeSpan.FromSeconds(3),
        });
        typeof(CwmpTlsOptions).GetProperties().Should().HaveCount(23, "the list above is to hold all of them");
    }

    [Fact]
    public void Every_mistake_is_reported_at_once()
    {
        IServiceProvider services = Services("""
            {
              "CaFile": "nowhere.pem", "CertificateChainFile": "nothing.pem",
              "HandshakeTimeout": "-00:00:01", "DeviceRules": [ "-Nonsense" ]
            }
            """);

        services.Invoking(s => s.GetRequiredService<CwmpTlsContext>()).Should().Throw<OptionsValidationException>().Which.Failures
            .Should().HaveCount(4);
    }

    [Theory]
    [InlineData("""{ "CrlFile": "a.crl" }""", "CrlFile")]
    [InlineData("""{ "VerifyMode": "Sometimes" }""", "VerifyMode")]
    [InlineData("""{ "HandshakeTimeout": "soon" }""", "HandshakeTimeout")]
    public void Key_or_value_that_means_nothing_is_a_mistake(string json, string named)
    {
        Services(json).Invoking(s => s.GetRequiredService<CwmpTlsContext>()).Should().Throw<OptionsValidationException>()
            .WithMessage($"*{named}*");
    }

    [Fact]
    public async Task Mistakes_stop_the_application_when_it_starts()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddCwmpTls(AcsConfigurationTests.Section("{}"));
        await using WebApplication app = builder.Build();

        await app.Invoking(a => a.StartAsync(TestContext.Current.CancellationToken)).Should().ThrowAsync<OptionsValidationException>();
    }

    [Fact]
    public async Task Listener_uses_the_context_and_takes_up_new_files_without_a_restart()
    {
        (string certificate, string key) = _pki.Acs("127.0.0.1").Issue().Save(_folder.Path, "acs");
        string ca = _folder.Write("ca.pem", _pki.Root.ToPem());
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddCwmpTls(AcsConfigurationTests.Section(
            $$"""
            {
              "CaFile": "{{ca}}", "CertificateChainFile": "{{certificate}}", "PrivateKeyFile": "{{key}}",
              "VerifyMode": "RequestCertificate", "WatchInterval": "00:00:00.050"
            }
            """));
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseCwmpTls()));
        await using WebApplication app = builder.Build();
        app.MapGet("/", () => "here");
        await app.StartAsync(TestContext.Current.CancellationToken);
        string url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        var reloaded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        app.Services.GetRequiredService<CwmpTlsContext>().Reloaded += (_, _) => reloaded.TrySetResult();

        string? before = await ShownAsync(url);
        TestCertificate renewed = _pki.Acs("127.0.0.1").Issue();
        renewed.Save(_folder.Path, "acs");
        await reloaded.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        string? after = await ShownAsync(url);

        before.Should().NotBeNull().And.NotBe(after);
        after.Should().Be(renewed.Certificate.Thumbprint);
    }

    [Fact]
    public void Contexts_have_names_and_code_adds_to_them()
    {
        (string certificate, string key) = _pki.Acs().Issue().Save(_folder.Path, "acs");
        string json = $$"""{ "CertificateChainFile": "{{certificate}}", "PrivateKeyFile": "{{key}}" }""";
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddCwmpTls(AcsConfigurationTests.Section(json), tls => tls.AddTrustAnchors(_pki.Root.Certificate));
        services.AddCwmpTls("old", AcsConfigurationTests.Section(json), tls =>
            tls.AddTrustAnchors(_pki.Root.Certificate).SetVerify(CwmpTlsVerifyMode.NoClientCertificate));
        services.Invoking(s => s.AddCwmpTls("old", AcsConfigurationTests.Section("{}"))).Should().Throw<ArgumentException>();
        CwmpTlsContext plain;
        using (ServiceProvider provider = services.BuildServiceProvider())
        {
            plain = provider.GetRequiredService<CwmpTlsContext>();
            CwmpTlsContext old = provider.GetRequiredKeyedService<CwmpTlsContext>("old");

            plain.Should().BeSameAs(provider.GetRequiredService<CwmpTlsContext>());
            (plain.VerifyMode, old.VerifyMode).Should().Be((CwmpTlsVerifyMode.RequireCertificate, CwmpTlsVerifyMode.NoClientCertificate));
        }

        plain.Invoking(context => context.Reload()).Should().Throw<ObjectDisposedException>("the container owns it");
    }

    [Fact]
    public void Listener_without_a_context_says_what_to_call()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseCwmpTls()));

        builder.Invoking(b => b.Build().Services.GetRequiredService<IServer>()).Should().Throw<InvalidOperationException>()
            .WithMessage("*AddCwmpTls*");
    }

    public void Dispose()
    {
        _pki.Dispose();
        _folder.Dispose();
    }

    private static ServiceProvider Services(string json)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddCwmpTls(AcsConfigurationTests.Section(json));
        return services.BuildServiceProvider();
    }

    private static async Task<string?> ShownAsync(string url)
    {
        string? thumbprint = null;
        using var handler = new SocketsHttpHandler { UseProxy = false, PooledConnectionLifetime = TimeSpan.Zero };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
        {
            thumbprint = ((X509Certificate2)certificate!).Thumbprint;
            return true;
        };
        using var client = new HttpClient(handler);
        (await client.GetStringAsync(url.Replace("http://", "https://", StringComparison.Ordinal), TestContext.Current.CancellationToken))
            .Should().Be("here");
        return thumbprint;
    }
}
