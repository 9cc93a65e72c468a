// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.TestSupport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;

namespace Cwmp.Tls.AspNetCore.Tests;

/// <summary>The code of docs/aspnetcore.md, compiled; Cwmp.Tls.DocumentationTests compares the two.</summary>
public sealed class DocumentationTests
{
    [Fact]
    public void Page_names_the_missing_file_when_it_is_tried_without_certificates() =>
        FluentActions.Invoking(() => Serve([])).Should().Throw<CwmpTlsConfigurationException>().WithMessage("*acs.pem*");

    private static void Serve(string[] args)
    {
        var context = new CwmpTlsContextBuilder()
            .UseCertificateChainFile("acs.pem").UsePrivateKeyFile("acs.key")
            .LoadVerifyLocations("device-ca.pem")
            .SetVerify(CwmpTlsVerifyMode.RequestCertificate)
            .Build();

        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
        builder.Services.AddCwmpAcs().AddCredentialFile("users");
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(
            kestrel => kestrel.ListenAnyIP(7547, listen => listen.UseCwmpTls(context)));

        WebApplication app = builder.Build();
        app.MapCwmpAcs("/acs", async (session, cancellationToken) =>
        {
            await session.RebootAsync("nightly", cancellationToken);
        });
        app.Run();
    }

    private static void UseHttps(ListenOptions listen, CwmpTlsContext context)
    {
        listen.UseHttps(new TlsHandshakeCallbackOptions
        {
            OnConnection = hello => new(context.CreateServerOptions(hello.SslStream)),
        });
    }

    private static void UseBalancer(ListenOptions listen, CwmpTlsContext context)
    {
        listen.UseCwmpTls(context, tls => tls.ProxyProtocolNetworks.Add(IPNetwork.Parse("10.1.0.0/28")));
    }

    [Fact]
    public async Task Page_shows_how_a_listener_is_secured_in_either_way()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        using var pki = new TestPki();
        using CertificateCredential credential = pki.Acs("acs.example").Issue().ToCredential();
        using CwmpTlsContext context = new CwmpTlsContextBuilder().UseCredential(credential).AddTrustAnchors(pki.Root.Certificate).Build();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, 0, listen => UseHttps(listen, context));
            kestrel.Listen(IPAddress.Loopback, 0, listen => UseBalancer(listen, context));
        });

        await using WebApplication app = builder.Build();
        await app.StartAsync(TestContext.Current.CancellationToken);

        app.Urls.Should().OnlyContain(url => url.StartsWith("https://", StringComparison.Ordinal));
    }
}
