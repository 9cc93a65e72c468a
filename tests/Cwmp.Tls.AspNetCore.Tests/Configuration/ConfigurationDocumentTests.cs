// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text.RegularExpressions;
using Cwmp.Tls.AspNetCore.Endpoints;
using Cwmp.Tls.TestSupport;
using Cwmp.Tls.Tracing;
using Cwmp.Tls.Verification;
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
    public void Page_lists_every_key_in_the_order_of_the_options() =>
        Rows().Select(row => row.Key).Should().Equal(typeof(CwmpTlsOptions).GetProperties().Select(property => property.Name));

    [Fact]
    public void Page_lists_every_method_of_the_builder()
    {
        string onlyInCode = Page[Page.IndexOf("Only code can set", StringComparison.Ordinal)..];
        onlyInCode = onlyInCode[..onlyInCode.IndexOf(". A builder", StringComparison.Ordinal)];
        IEnumerable<string> methods = typeof(CwmpTlsContextBuilder).GetMethods()
            .Where(method => method.ReturnType == typeof(CwmpTlsContextBuilder))
            .Select(method => method.Name)
            .Distinct();

        IEnumerable<string> listed = Rows().SelectMany(row => Names(row.Methods)).Distinct().Concat(Names(onlyInCode));

        listed.Should().BeEquivalentTo(methods.Except([nameof(CwmpTlsContextBuilder.SetOptions)]));
    }

    [Fact]
    public void Defaults_of_the_page_are_those_of_the_code()
    {
        var verifier = new PeerVerifierOptions();
        Dictionary<string, string> code = new()
        {
            [nameof(CwmpTlsOptions.Engine)] = $"`{default(CwmpTlsEngine)}`",
            [nameof(CwmpTlsOptions.Method)] = $"`{default(CwmpTlsMethod)}`",
            [nameof(CwmpTlsOptions.VerifyMode)] = $"`{default(CwmpTlsVerifyMode)}`",
            [nameof(CwmpTlsOptions.NoCertificate)] = "no",
            [nameof(CwmpTlsOptions.Revocation)] = $"`{verifier.Revocation}`",
            [nameof(CwmpTlsOptions.RequireDeviceIdentity)] = verifier.RequireDeviceIdentity ? "yes" : "no",
            [nameof(CwmpTlsOptions.CipherProfile)] = $"`{CwmpTlsCipherProfile.Modern}`",
            [nameof(CwmpTlsOptions.HandshakeTimeout)] = $"{CwmpTlsContextBuilder.DefaultHandshakeTimeout.TotalSeconds} s",
            [nameof(CwmpTlsOptions.CloseTimeout)] = $"{CwmpTlsContextBuilder.DefaultCloseTimeout.TotalSeconds} s",
            [nameof(CwmpTlsOptions.Trace)] = $"`{default(HandshakeTraceLevel)}`",
            [nameof(CwmpTlsOptions.WatchInterval)] = $"{CwmpTlsContextBuilder.DefaultWatchInterval.TotalSeconds} s",
        };

        Rows().Should().OnlyContain(row => row.Default == code.GetValueOrDefault(row.Key, "none"));
    }

    [Fact]
    public void Context_of_a_builder_that_was_told_nothing_has_the_defaults_of_the_page()
    {
        using var pki = new TestPki();
        using CwmpTlsContext context = new CwmpTlsContextBuilder().AddTrustAnchors(pki.Root.Certificate).UseNoCertificate().Build();

        Dictionary<string, string> page = Rows().ToDictionary(row => row.Key, row => row.Default.Trim('`'));

        page[nameof(CwmpTlsOptions.VerifyMode)].Should().Be(context.VerifyMode.ToString());
        page[nameof(CwmpTlsOptions.CipherProfile)].Should().Be(context.CipherProfile.Name);
        page[nameof(CwmpTlsOptions.HandshakeTimeout)].Should().Be($"{context.HandshakeTimeout.TotalSeconds} s");
        page[nameof(CwmpTlsOptions.CloseTimeout)].Should().Be($"{context.CloseTimeout.TotalSeconds} s");
        page[nameof(CwmpTlsOptions.Trace)].Should().Be(context.TraceLevel.ToString());
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

    private static IEnumerable<(string Key, string Methods, string Default)> Rows() => Page.Split('\n')
        .SkipWhile(line => line != "## Every setting of a context")
        .SkipWhile(line => !line.StartsWith("| ---", StringComparison.Ordinal))
        .Skip(1)
        .TakeWhile(line => line.StartsWith('|'))
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
        .Select(cells => (cells[1].Trim('`'), cells[2], cells[3]));

    private static IEnumerable<string> Names(string text) => CodeSpan().Matches(text).Select(match => match.Groups[1].Value);

    private static string Normalize(string code) => Space().Replace(code, " ").Trim();

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("`(\\w+)`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}
