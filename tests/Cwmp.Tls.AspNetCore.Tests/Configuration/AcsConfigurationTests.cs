// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Text;
using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.AspNetCore.Endpoints;
using Cwmp.Tls.HttpAuthentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Cwmp.Tls.AspNetCore.Tests.Configuration;

/// <summary>The ACS as appsettings.json describes it.</summary>
public sealed class AcsConfigurationTests
{
    [Fact]
    public void Every_value_reaches_its_option()
    {
        CwmpAcsOptions options = Bind("""
            {
              "CookieName": "acs", "MaxBodyBytes": 1048576, "MaxBufferedBytes": 16777216, "BodyTimeout": "00:00:10",
              "MaxConcurrentRequests": 500, "DrainTimeout": "00:00:05",
              "Engine": {
                "MaxSessions": 1000, "RetryAfter": "00:02:00", "SessionTimeout": "00:00:40", "MaxSessionTimeout": "00:04:00",
                "HandlerTimeout": "00:00:20", "MaxSessionDuration": "00:30:00", "MaxCpeRequests": 64, "MaxCpeRequestBytes": 65536,
                "Identity": {
                  "AllowPlaintext": true, "AllowUnauthenticatedDevices": true, "PasswordRule": "SharedAccountsAllowed",
                  "OuisWithUniqueSerialNumbers": [ "00256D", "012345" ]
                }
              },
              "HttpAuthentication": {
                "SchemesInsideTls": "Digest", "MaxFailuresPerAddress": 50, "MaxFailuresPerUsername": 5, "FailureWindow": "00:01:00",
                "MaxRememberedFailures": 1024,
                "Authenticator": {
                  "Realm": "acs.example", "Algorithms": [ "Sha256" ], "AllowMissingQop": false,
                  "NonceLifetime": "00:01:00", "MaxRememberedNonces": 100
                }
              }
            }
            """);

        options.Should().BeEquivalentTo(new
        {
            CookieName = "acs",
            MaxBodyBytes = 1 << 20,
            MaxBufferedBytes = 16L << 20,
            BodyTimeout = TimeSpan.FromSeconds(10),
            MaxConcurrentRequests = 500,
            DrainTimeout = TimeSpan.FromSeconds(5),
        });
        options.Engine.Should().BeEquivalentTo(new
        {
            MaxSessions = 1000,
            RetryAfter = TimeSpan.FromMinutes(2),
            SessionTimeout = TimeSpan.FromSeconds(40),
            MaxSessionTimeout = TimeSpan.FromMinutes(4),
            HandlerTimeout = TimeSpan.FromSeconds(20),
            MaxSessionDuration = TimeSpan.FromMinutes(30),
            MaxCpeRequests = 64,
            MaxCpeRequestBytes = 65536L,
        });
        options.Engine.Identity.Should().BeEquivalentTo(new
        {
            AllowPlaintext = true,
            AllowUnauthenticatedDevices = true,
            PasswordRule = AcsPasswordRule.SharedAccountsAllowed,
            OuisWithUniqueSerialNumbers = new[] { "00256D", "012345" },
        });
        options.HttpAuthentication.Should().BeEquivalentTo(new
        {
            SchemesInsideTls = HttpAuthenticationSchemes.Digest,
            MaxFailuresPerAddress = 50,
            MaxFailuresPerUsername = 5,
            FailureWindow = TimeSpan.FromMinutes(1),
            MaxRememberedFailures = 1024,
        });
        options.HttpAuthentication.Authenticator.Should().BeEquivalentTo(new
        {
            Realm = "acs.example",
            Algorithms = new[] { HttpDigestAlgorithm.Sha256 },
            AllowMissingQop = false,
            NonceLifetime = TimeSpan.FromMinutes(1),
            MaxRememberedNonces = 100,
        });
    }

    [Fact]
    public void Algorithms_of_the_configuration_stand_in_place_of_the_default()
    {
        Bind("""{ "HttpAuthentication": { "Authenticator": { "Algorithms": [ "Sha256", "Md5" ] } } }""")
            .HttpAuthentication.Authenticator.Algorithms.Should().Equal(HttpDigestAlgorithm.Sha256, HttpDigestAlgorithm.Md5);
        Bind("{}").HttpAuthentication.Authenticator.Algorithms.Should().Equal(HttpDigestAlgorithm.Md5);
    }

    [Fact]
    public void Networks_of_proxies_are_read_and_need_a_verifier_from_code()
    {
        const string Json = """{ "TrustedProxies": { "Networks": [ "10.0.0.0/8", "2001:db8::/32" ] } }""";

        FluentActions.Invoking(() => Bind(Json)).Should().Throw<OptionsValidationException>().Which.Failures.Should().ContainSingle().Which
            .Should().Contain("Verifier");
        Services(Json, options => options.TrustedProxies.Verifier = new Verification.PeerVerifier(new Verification.PeerVerifierOptions
        {
            Role = Verification.Rules.PeerRole.CpeDevice,
            Trust = Verification.Trust.TrustStore.Empty,
        })).GetRequiredService<IOptions<CwmpAcsOptions>>().Value.TrustedProxies.Networks
            .Should().Equal(IPNetwork.Parse("10.0.0.0/8"), IPNetwork.Parse("2001:db8::/32"));
    }

    [Fact]
    public void Every_mistake_is_reported_at_once()
    {
        IEnumerable<string> failures = FluentActions.Invoking(() => Bind("""
            {
              "MaxSesions": 1,
              "CookieName": "a b",
              "Engine": { "MaxSessions": 0, "Serializer": { "Limits": { "MaxItems": 5 } }, "SessionEnded": "x" },
              "TrustedProxies": { "Networks": [ "everything" ] }
            }
            """)).Should().Throw<OptionsValidationException>().Which.Failures;

        failures.Should().Contain(failure =>
            failure.Contains("MaxSesions", StringComparison.Ordinal), "a misspelled key must not go unseen")
            .And.Contain(failure => failure.Contains("Engine:Serializer", StringComparison.Ordinal))
            .And.Contain(failure => failure.Contains("Engine:SessionEnded", StringComparison.Ordinal))
            .And.Contain(failure => failure.Contains("everything", StringComparison.Ordinal))
            .And.Contain(failure => failure.Contains("CookieName must", StringComparison.Ordinal))
            .And.Contain(failure => failure.Contains("MaxSessions must", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_option_can_be_set_in_the_configuration_or_is_refused_there()
    {
        // A value that the binder cannot read where it can set the option, and that is refused where only code can.
        IEnumerable<string> options = KeysOf(typeof(CwmpAcsOptions), "");

        IEnumerable<string> silent = options.Where(key => !IsNoticed(key));

        silent.Should().BeEmpty("a key that does nothing must be listed in AcsConfiguration.OnlyInCode");
    }

    [Fact]
    public void Code_has_the_last_word()
    {
        Services("""{ "CookieName": "file" }""", options => options.CookieName = "code")
            .GetRequiredService<IOptions<CwmpAcsOptions>>().Value.CookieName.Should().Be("code");
    }

    [Fact]
    public async Task Mistakes_stop_the_application_when_it_starts()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddCwmpAcs(Section("""{ "Engine": { "MaxSessions": "many" } }"""));
        await using WebApplication app = builder.Build();

        await app.Invoking(a => a.StartAsync(TestContext.Current.CancellationToken)).Should().ThrowAsync<OptionsValidationException>()
            .WithMessage("*MaxSessions*");
    }

    // Options inside options are looked into. A list is set by its first item, everything else by itself.
    private static IEnumerable<string> KeysOf(Type type, string prefix) => type.GetProperties().SelectMany(property =>
        property.PropertyType.Name.EndsWith("Options", StringComparison.Ordinal)
            ? KeysOf(property.PropertyType, prefix + property.Name + ':')
        : property.PropertyType.IsAssignableTo(typeof(System.Collections.IEnumerable)) && property.PropertyType != typeof(string)
                && property.PropertyType != typeof(byte[])
            ? [prefix + property.Name + ":0"]
            : [prefix + property.Name]);

    private static bool IsNoticed(string key)
    {
        const string Odd = "\u2603";
        IConfiguration section = new ConfigurationBuilder().AddInMemoryCollection([new(key, Odd)]).Build();
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddCwmpAcs(section);
        try
        {
            CwmpAcsOptions options = services.BuildServiceProvider().GetRequiredService<IOptions<CwmpAcsOptions>>().Value;
            return Describe(options).Contains(Odd, StringComparison.Ordinal);
        }
        catch (OptionsValidationException)
        {
            return true;
        }
    }

    private static string Describe(object options) => string.Join(' ', options.GetType().GetProperties()
        .Select(property => property.GetValue(options)).Select(value => value switch
    {
        null => "",
        string text => text,
        IEnumerable<string> texts => string.Join(' ', texts),
        _ when value.GetType().Name.EndsWith("Options", StringComparison.Ordinal) => Describe(value),
        _ => "",
    }));

    internal static IConfiguration Section(string json) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(json))).Build();

    private static CwmpAcsOptions Bind(string json) => Services(json).GetRequiredService<IOptions<CwmpAcsOptions>>().Value;

    private static ServiceProvider Services(string json, Action<CwmpAcsOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddCwmpAcs(Section(json), configure);
        return services.BuildServiceProvider();
    }
}
