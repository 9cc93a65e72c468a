// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text.RegularExpressions;
using Cwmp.Tls.TestSupport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Cwmp.Tls.AspNetCore.Tests;

/// <summary>The code of docs/aspnetcore.md, compiled.</summary>
public sealed partial class DocumentationTests
{
    [Fact]
    public void Every_code_block_of_the_page_is_code_of_this_file()
    {
        string page = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "aspnetcore.md"));
        string source = Normalize(File.ReadAllText(
            Path.Combine(RepositoryFiles.Root, "tests", "Cwmp.Tls.AspNetCore.Tests", nameof(DocumentationTests) + ".cs")));

        MatchCollection blocks = CodeBlock().Matches(page);

        blocks.Should().NotBeEmpty().And.OnlyContain(block => source.Contains(Normalize(block.Groups[1].Value), StringComparison.Ordinal));
    }

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

    private static string Normalize(string code) => Space().Replace(code, " ").Trim();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
