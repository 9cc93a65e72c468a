// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.Serialization;
using Cwmp.Tls.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Cwmp.Tls.Tests.Acs;

/// <summary>The engine copies its options once; a property that the copy forgets fails here.</summary>
public sealed class AcsOptionsCopyTests
{
    [Fact]
    public void Engine_copies_every_option()
    {
        var options = new AcsEngineOptions
        {
            MaxSessions = 1,
            RetryAfter = TimeSpan.FromSeconds(1),
            SessionTimeout = TimeSpan.FromSeconds(31),
            MaxSessionTimeout = TimeSpan.FromSeconds(32),
            HandlerTimeout = TimeSpan.FromSeconds(1),
            MaxSessionDuration = TimeSpan.FromSeconds(33),
            MaxCpeRequests = 1,
            MaxCpeRequestBytes = 32 << 10,
            Serializer = CwmpSerializer.Default with { WritesXmlDeclaration = true },
            SessionEnded = _ => { },
            Refused = _ => { },
            LoggerFactory = NullLoggerFactory.Instance,
            TimeProvider = new FakeTimeProvider(),
        };

        AcsEngineOptions copy = options.Snapshot();

        // Identity is an object of its own, with a copy and a test of its own.
        OptionsCopy.Mistakes(options, copy).Should().Equal($"{nameof(AcsEngineOptions.Identity)}: the copy does not have it.");
        copy.Identity.Should().NotBeSameAs(options.Identity);
    }

    [Fact]
    public void Identity_rules_are_copied_every_one()
    {
        var rules = new AcsIdentityOptions
        {
            AllowPlaintext = true,
            AllowUnauthenticatedDevices = true,
            PasswordRule = AcsPasswordRule.SharedAccountsAllowed,
            DowngradeGuard = null,
        };
        rules.OuisWithUniqueSerialNumbers.Add("00256d");

        AcsIdentityOptions copy = rules.Snapshot();

        OptionsCopy.Mistakes(rules, copy).Should().BeEmpty();
        copy.OuisWithUniqueSerialNumbers.Contains("00256D").Should().BeTrue("OUIs are compared without regard to case");
    }
}
