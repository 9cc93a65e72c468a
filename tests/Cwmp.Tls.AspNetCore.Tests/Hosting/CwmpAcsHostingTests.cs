// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using Cwmp.Tls.Acs;
using Cwmp.Tls.AspNetCore.Authentication;
using Cwmp.Tls.AspNetCore.Endpoints;
using Cwmp.Tls.AspNetCore.Hosting;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.HttpAuthentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cwmp.Tls.AspNetCore.Tests.Hosting;

public sealed class CwmpAcsHostingTests
{
    private static readonly DeviceIdentity Identity = new("012345", "STB", "1");

    [Fact]
    public async Task Class_is_made_for_each_session_in_a_scope_of_its_own_and_disposed_with_it()
    {
        await using AcsHost host = await AcsHost.StartAsync(new AcsHost.Setup
        {
            Services = services => services.AddSingleton<Diary>().AddScoped<ScopedThing>(),
            Map = app => app.MapCwmpAcs<RecordingAcs>("/acs"),
        });
        var device = new TestDevice(host.CreateClient(host.Pki.Cpe(Identity).Issue()), host.Tls, Identity);
        Diary diary = host.Services.GetRequiredService<Diary>();

        await device.RunAsync();
        await device.RunAsync();
        await diary.Done.Task.WaitAsync(TestContext.Current.CancellationToken);

        diary.Instances.Should().HaveCount(2).And.OnlyHaveUniqueItems();
        diary.Things.Should().HaveCount(2).And.OnlyHaveUniqueItems().And.OnlyContain(thing => thing.IsDisposed);
    }

    [Fact]
    public async Task Shared_object_serves_all_sessions()
    {
        var diary = new Diary();
        await using AcsHost host =
            await AcsHost.StartAsync(new AcsHost.Setup { Map = app => app.MapCwmpAcs("/acs", new RecordingAcs(diary, new ScopedThing())) });
        var device = new TestDevice(host.CreateClient(host.Pki.Cpe(Identity).Issue()), host.Tls, Identity);

        await device.RunAsync();
        await device.RunAsync();

        diary.Instances.Should().HaveCount(2).And.OnlyContain(i => i == diary.Instances[0]);
    }

    [Fact]
    public async Task Sessions_that_do_not_end_are_ended_when_their_time_is_up()
    {
        await using AcsHost host =
            await AcsHost.StartAsync(new AcsHost.Setup { Options = o => o.DrainTimeout = TimeSpan.FromMilliseconds(50) });
        var device = new TestDevice(host.CreateClient(host.Pki.Cpe(Identity).Issue()), host.Tls, Identity);
        await device.InformAsync();

        await host.App.StopAsync(TestContext.Current.CancellationToken);

        host.Sessions.Should().ContainSingle().Which.Failure.Should().Be(AcsSessionFailure.Shutdown);
    }

    [Fact]
    public void Mapping_without_the_services_says_what_to_call()
    {
        WebApplication app = WebApplication.CreateSlimBuilder().Build();

        app.Invoking(a => a.MapCwmpAcs("/acs", (_, _) => Task.CompletedTask)).Should().Throw<InvalidOperationException>()
            .WithMessage("*AddCwmpAcs*");
    }

    [Fact]
    public void Options_report_every_problem_at_once()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddCwmpAcs(options =>
        {
            options.CookieName = "a b";
            options.MaxBodyBytes = 1;
            options.MaxBufferedBytes = 0;
            options.BodyTimeout = TimeSpan.Zero;
            options.MaxConcurrentRequests = 0;
            options.DrainTimeout = TimeSpan.FromSeconds(-1);
            options.HttpAuthentication.SchemesInsideTls = HttpAuthenticationSchemes.None;
            options.HttpAuthentication.MaxFailuresPerAddress = 0;
            options.HttpAuthentication.MaxFailuresPerUsername = 0;
            options.HttpAuthentication.FailureWindow = TimeSpan.Zero;
            options.HttpAuthentication.MaxRememberedFailures = 0;
            options.TrustedProxies.Networks.Add(IPNetwork.Parse("0.0.0.0/0"));
        });
        WebApplication app = builder.Build();

        app.Invoking(a => a.MapCwmpAcs("/acs", (_, _) => Task.CompletedTask)).Should().Throw<OptionsValidationException>()
            .Which.Failures.Should().HaveCount(13);
    }

    [Fact]
    public void Options_of_the_engine_and_the_authenticator_are_reported_with_the_others()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddCwmpAcs(options =>
        {
            options.Engine.MaxSessions = 0;
            options.HttpAuthentication.Authenticator.NonceLifetime = TimeSpan.Zero;
            options.MaxConcurrentRequests = 0;
        });
        WebApplication app = builder.Build();

        app.Invoking(a => a.MapCwmpAcs("/acs", (_, _) => Task.CompletedTask)).Should().Throw<OptionsValidationException>()
            .Which.Failures.Should().HaveCount(3)
            .And.Contain(failure => failure.StartsWith("Engine: MaxSessions", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Several_calls_add_up_and_a_file_can_hold_the_accounts()
    {
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "012345-STB-1:secret\n", TestContext.Current.CancellationToken);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddCwmpAcs(o => o.CookieName = "a");
        builder.Services.AddCwmpAcs(o => o.MaxConcurrentRequests = 5).AddCredentialFile(file);
        await using WebApplication app = builder.Build();

        app.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<CwmpAcsServers>().Should().ContainSingle();
        CwmpAcsOptions options = app.Services.GetRequiredService<IOptions<CwmpAcsOptions>>().Value;
        (options.CookieName, options.MaxConcurrentRequests).Should().Be(("a", 5));
        app.Services.GetRequiredService<ICwmpCredentialStore>().Should().BeOfType<FileCwmpCredentialStore>().Which.Count.Should().Be(1);
        File.Delete(file);
    }

    private sealed class Diary
    {
        public List<object> Instances { get; } = [];

        public List<ScopedThing> Things { get; } = [];

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private sealed class ScopedThing : IDisposable
    {
        public Diary? Diary { get; set; }

        public bool IsDisposed { get; private set; }

        public void Dispose()
        {
            IsDisposed = true;
            if (Diary?.Things.Count == 2 && Diary.Things.TrueForAll(t => t.IsDisposed))
            {
                Diary.Done.TrySetResult();
            }
        }
    }

    private sealed class RecordingAcs(Diary diary, ScopedThing thing) : CwmpAcs
    {
        public override Task RunAsync(AcsSession session, CancellationToken cancellationToken)
        {
            thing.Diary = diary;
            diary.Instances.Add(this);
            diary.Things.Add(thing);
            return Task.CompletedTask;
        }
    }
}
