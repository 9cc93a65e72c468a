// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using Cwmp.Tls.AspNetCore.Endpoints;
using Cwmp.Tls.AspNetCore.Proxies;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.AspNetCore.Tests.Endpoints;

/// <summary>An endpoint copies its options once; a property that the copy forgets fails here.</summary>
public sealed class CwmpAcsOptionsTests
{
    [Fact]
    public void Endpoint_copies_every_option()
    {
        var options = new CwmpAcsOptions
        {
            CookieName = "other",
            MaxBodyBytes = 32 << 10,
            MaxBufferedBytes = 1 << 20,
            BodyTimeout = TimeSpan.FromSeconds(1),
            MaxConcurrentRequests = 1,
            DrainTimeout = TimeSpan.FromSeconds(1),
        };

        CwmpAcsOptions copy = options.Snapshot();

        // The engine and the checker of HTTP credentials copy what is theirs; the proxies have a copy and a test of their own.
        OptionsCopy.Mistakes(options, copy).Should().Equal($"{nameof(CwmpAcsOptions.TrustedProxies)}: the copy does not have it.");
        copy.TrustedProxies.Should().NotBeSameAs(options.TrustedProxies);
    }

    [Fact]
    public void Trusted_proxies_are_copied_every_one()
    {
        var proxies = new CwmpTrustedProxyOptions { UnixSockets = true };
        proxies.Networks.Add(IPNetwork.Parse("10.0.0.0/8"));

        IReadOnlyList<string> mistakes = OptionsCopy.Mistakes(proxies, proxies.Snapshot());

        mistakes.Should().Equal($"{nameof(CwmpTrustedProxyOptions.Verifier)}: the test has to set it to something other than its default.");
    }
}
