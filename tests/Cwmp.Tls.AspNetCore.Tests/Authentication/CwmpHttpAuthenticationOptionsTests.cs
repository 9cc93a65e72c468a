// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.AspNetCore.Authentication;
using Cwmp.Tls.HttpAuthentication;
using Cwmp.Tls.TestSupport;
using Microsoft.Extensions.Time.Testing;

namespace Cwmp.Tls.AspNetCore.Tests.Authentication;

public sealed class CwmpHttpAuthenticationOptionsTests
{
    [Fact]
    public void Every_option_of_the_authenticator_is_copied_and_its_clock_is_that_of_the_acs()
    {
        var time = new FakeTimeProvider();
        var options = new CwmpHttpAuthenticationOptions();
        HttpAuthenticatorOptions original = options.Authenticator;
        original.Realm = "realm";
        original.Algorithms.Add(HttpDigestAlgorithm.Sha256);
        original.AllowMissingQop = false;
        original.NonceLifetime = TimeSpan.FromSeconds(1);
        original.MaxRememberedNonces = 1;
        original.NonceKey = new byte[32];

        HttpAuthenticatorOptions copy = options.AuthenticatorWith(time);

        copy.TimeProvider.Should().BeSameAs(time);
        original.TimeProvider = time;
        OptionsCopy.Mistakes(original, copy).Should().BeEmpty();
    }

    [Fact]
    public void Every_limit_is_checked() =>
        OptionsCopy.UncheckedLimits<CwmpHttpAuthenticationOptions>(o => o.Validate()).Should().BeEmpty();

    [Fact]
    public void Every_mistake_of_the_authenticator_is_reported_beside_the_others()
    {
        var options = new CwmpHttpAuthenticationOptions { MaxFailuresPerAddress = 0 };
        options.Authenticator.NonceLifetime = TimeSpan.Zero;
        options.Authenticator.Realm = "";

        options.Validate().Should().HaveCount(3)
            .And.ContainMatch("Authenticator: Realm *")
            .And.ContainMatch("Authenticator: NonceLifetime *")
            .And.ContainMatch("MaxFailuresPerAddress *");
    }
}
