// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
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
}
