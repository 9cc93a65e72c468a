// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.AspNetCore.Health;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.TestSupport;
using Cwmp.Tls.Verification.Crls;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

namespace Cwmp.Tls.AspNetCore.Tests.Health;

/// <summary>What a probe is told: certificate expiry, CRL freshness, files that cannot be used, capacity.</summary>
public sealed class HealthCheckTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private readonly TestPki _pki = new();
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(0, HealthStatus.Healthy, null)]
    [InlineData(85, HealthStatus.Healthy, null)]
    [InlineData(87, HealthStatus.Degraded, "The certificate ends on ")]
    [InlineData(101, HealthStatus.Unhealthy, "The certificate ended on ")]
    public async Task Certificate_that_expires_is_announced_in_time(int daysLater, HealthStatus status, string? description)
    {
        using CwmpTlsContext context = Build(_pki.Acs().Valid(TimeSpan.FromDays(-1), TimeSpan.FromDays(100)).Issue());
        _time.Advance(TimeSpan.FromDays(daysLater));

        HealthReportEntry entry = await CheckAsync(health => health.AddCwmpTls(context));

        entry.Status.Should().Be(status);
        (entry.Description ?? "").Should().StartWith(description ?? "");
        entry.Data.Should().ContainKey("certificateNotAfter").And.Contain("trustedAuthorities", 1);
    }

    [Theory]
    [InlineData(0, HealthStatus.Healthy)]
    [InlineData(19, HealthStatus.Degraded)]
    [InlineData(25, HealthStatus.Unhealthy)]
    public async Task Crl_that_lapses_is_announced_in_time(int hoursLater, HealthStatus status)
    {
        using var crls = new CrlSource(CrlStore.FromDer(new CertificateRevocationListBuilder().Build(
            _pki.Root.Certificate, BigInteger.One, _time.GetUtcNow().AddHours(24), HashAlgorithmName.SHA256)));
        using CwmpTlsContext context = Build(_pki.Acs().Issue(), tls => tls.UseCrls(crls));
        _time.Advance(TimeSpan.FromHours(hoursLater));

        HealthReportEntry entry = await CheckAsync(health => health.AddCwmpTls(context, failureStatus: null));

        entry.Status.Should().Be(status);
        entry.Data.Should().ContainKey("crlsNextUpdate").And.Contain("crls", 1);
    }

    [Fact]
    public async Task File_that_cannot_be_used_degrades_until_it_can()
    {
        string ca = _folder.Write("ca.pem", _pki.Root.ToPem());
        using CertificateCredential credential = _pki.Acs().Issue().ToCredential();
        using CwmpTlsContext context = new CwmpTlsContextBuilder().LoadVerifyLocations(ca).UseCredential(credential).Build();
        File.WriteAllText(ca, "broken");
        context.Reload();

        HealthReportEntry broken = await CheckAsync(health => health.AddCwmpTls(context));
        File.WriteAllText(ca, _pki.Root.ToPem());
        context.Reload();
        HealthReportEntry mended = await CheckAsync(health => health.AddCwmpTls(context));

        broken.Status.Should().Be(HealthStatus.Degraded);
        broken.Description.Should().Contain("Trust").And.NotContain(_folder.Path, "probes are often public");
        mended.Status.Should().Be(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Warnings_and_failures_are_what_the_application_wants()
    {
        using CwmpTlsContext context = Build(_pki.Acs().Valid(TimeSpan.FromDays(-1), TimeSpan.FromDays(5)).Issue());

        HealthReportEntry early =
            await CheckAsync(health => health.AddCwmpTls(context, configure: o => o.CertificateWarning = TimeSpan.FromDays(1)));
        _time.Advance(TimeSpan.FromDays(6));
        HealthReportEntry expired =
            await CheckAsync(health => health.AddCwmpTls(context, failureStatus: HealthStatus.Degraded, tags: ["ready"]));

        early.Status.Should().Be(HealthStatus.Healthy);
        expired.Status.Should().Be(HealthStatus.Degraded);
        expired.Tags.Should().Equal("ready");
    }

    [Fact]
    public void Every_option_out_of_its_range_is_reported_at_once()
    {
        IHealthChecksBuilder checks = new ServiceCollection().AddHealthChecks();

        checks.Invoking(h => h.AddCwmpAcs(configure: Spoil)).Should().Throw<ArgumentException>().Which.Message.Should().ContainAll(
            typeof(CwmpHealthOptions).GetProperties().Select(option => option.Name));

        static void Spoil(CwmpHealthOptions options)
        {
            options.CertificateWarning = TimeSpan.FromTicks(-1);
            options.CrlWarning = TimeSpan.FromTicks(-1);
            options.CapacityWarning = 1.1;
        }
    }

    [Fact]
    public async Task Options_are_copied_when_a_check_is_added()
    {
        using CwmpTlsContext context = Build(_pki.Acs().Issue());
        CwmpHealthOptions? kept = null;

        HealthReportEntry entry = await CheckAsync(health =>
        {
            health.AddCwmpTls(context, configure: options => kept = options);
            kept!.CertificateWarning = TimeSpan.FromDays(10_000);
        });

        entry.Status.Should().Be(HealthStatus.Healthy);
    }

    [Fact]
    public async Task Capacity_is_healthy_degraded_then_unhealthy_as_sessions_fill_it()
    {
        await using AcsHost host = await AcsHost.StartAsync(new AcsHost.Setup
        {
            Options = options => options.Engine.MaxSessions = 2,
            Services = services => services.AddHealthChecks().AddCwmpAcs(configure: o => o.CapacityWarning = 0.5),
        });

        HealthStatus empty = await StatusAsync();
        await InformAsync("1");
        HealthStatus half = await StatusAsync();
        await InformAsync("2");
        HealthStatus full = await StatusAsync();
        await host.App.StopAsync(TestContext.Current.CancellationToken);
        HealthStatus stopping = await StatusAsync();

        (empty, half, full,
            stopping).Should().Be((HealthStatus.Healthy, HealthStatus.Degraded, HealthStatus.Unhealthy, HealthStatus.Unhealthy));

        async Task<HealthStatus> StatusAsync() =>
            (await host.Services.GetRequiredService<HealthCheckService>()
                .CheckHealthAsync(TestContext.Current.CancellationToken)).Entries["cwmp-acs"].Status;

        Task InformAsync(string serial)
        {
            var identity = new DeviceIdentity("012345", "STB", serial);
            return new TestDevice(host.CreateClient(host.Pki.Cpe(identity).Issue()), host.Tls, identity).InformAsync();
        }
    }

    [Fact]
    public async Task Context_of_the_services_is_found_by_name()
    {
        (string certificate, string key) = _pki.Acs().Issue().Save(_folder.Path, "acs");
        string ca = _folder.Write("ca.pem", _pki.Root.ToPem());
        string json = $$"""{ "CaFile": "{{ca}}", "CertificateChainFile": "{{certificate}}", "PrivateKeyFile": "{{key}}" }""";
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddCwmpTls(Configuration.AcsConfigurationTests.Section(json))
            .AddCwmpTls("other", Configuration.AcsConfigurationTests.Section(json));
        services.AddHealthChecks().AddCwmpTls().AddCwmpTls("other", contextName: "other");
        using ServiceProvider provider = services.BuildServiceProvider();

        HealthReport report = await provider.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(TestContext.Current.CancellationToken);

        report.Entries.Should().HaveCount(2);
        report.Status.Should().Be(HealthStatus.Healthy);
    }

    public void Dispose()
    {
        _pki.Dispose();
        _folder.Dispose();
    }

    private CwmpTlsContext Build(TestCertificate certificate, Action<CwmpTlsContextBuilder>? configure = null)
    {
        CwmpTlsContextBuilder builder = new CwmpTlsContextBuilder().AddTrustAnchors(_pki.Root.Certificate)
            .UseCredential(certificate.ToCredential());
        configure?.Invoke(builder);
        return builder.Build();
    }

    private async Task<HealthReportEntry> CheckAsync(Action<IHealthChecksBuilder> add)
    {
        var services = new ServiceCollection();
        services.AddLogging().AddSingleton<TimeProvider>(_time);
        add(services.AddHealthChecks());
        await using ServiceProvider provider = services.BuildServiceProvider();
        HealthReport report = await provider.GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(TestContext.Current.CancellationToken);
        return report.Entries.Values.Single();
    }
}
