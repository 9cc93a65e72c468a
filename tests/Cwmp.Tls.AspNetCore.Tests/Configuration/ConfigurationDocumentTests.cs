// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text.RegularExpressions;
using Cwmp.Tls.AspNetCore.Hosting;
using Cwmp.Tls.TestSupport;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cwmp.Tls.AspNetCore.Tests.Configuration;

/// <summary>The code of docs/configuration.md, compiled, and its settings, bound.</summary>
public sealed partial class ConfigurationDocumentTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "configuration.md"));

    [Fact]
    public void Every_code_block_of_the_page_is_code_of_this_file()
    {
        string source = Normalize(File.ReadAllText(Path.Combine(
            RepositoryFiles.Root, "tests", "Cwmp.Tls.AspNetCore.Tests", "Configuration", nameof(ConfigurationDocumentTests) + ".cs")));

        MatchCollection blocks = CodeBlock().Matches(Page);

        blocks.Should().HaveCount(2).And.OnlyContain(block => source.Contains(Normalize(block.Groups[1].Value), StringComparison.Ordinal));
    }

    [Fact]
    public void Settings_of_the_page_are_settings()
    {
        IConfiguration settings = AcsConfigurationTests.Section(JsonBlock().Match(Page).Groups[1].Value);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddCwmpTls(settings.GetSection("Tls"));
        services.AddCwmpAcs(settings.GetSection("Acs"));
        using ServiceProvider provider = services.BuildServiceProvider();

        CwmpTlsOptions tls = provider.GetRequiredService<IOptionsMonitor<CwmpTlsOptions>>().CurrentValue;
        CwmpAcsOptions acs = provider.GetRequiredService<IOptions<CwmpAcsOptions>>().Value;

        tls.CrlFiles.Should().ContainSingle();
        acs.HttpAuthentication.Authenticator.Realm.Should().Be("acs.example");
    }

    [Fact]
    public void Page_names_the_mistakes_when_it_is_tried_without_settings()
    {
        FluentActions.Invoking(() => Serve([])).Should().Throw<OptionsValidationException>().WithMessage("*nothing is trusted*");
        FluentActions.Invoking(() => Connect(AcsConfigurationTests.Section("""{ "Tls": { "CaFile": "nowhere.pem" } }""")))
            .Should().Throw<CwmpTlsConfigurationException>().WithMessage("*nowhere.pem*");
    }

    private static void Serve(string[] args)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(args);
        builder.Services.AddCwmpTls(builder.Configuration.GetSection("Tls"));
        builder.Services.AddCwmpAcs(builder.Configuration.GetSection("Acs"));
        builder.Services.AddHealthChecks().AddCwmpTls().AddCwmpAcs();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenAnyIP(7547, listen => listen.UseCwmpTls()));

        builder.Build().Run();
    }

    private static void Connect(IConfiguration configuration)
    {
        var tls = new CwmpTlsOptions();
        configuration.GetSection("Tls").Bind(tls);
        using CwmpTlsContext context = new CwmpTlsContextBuilder().SetOptions(tls).Build();
    }

    private static string Normalize(string code) => Space().Replace(code, " ").Trim();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
