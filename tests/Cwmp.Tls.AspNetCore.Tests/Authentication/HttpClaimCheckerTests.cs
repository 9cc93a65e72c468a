// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.AspNetCore.Authentication;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.HttpAuthentication;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.Time.Testing;

namespace Cwmp.Tls.AspNetCore.Tests.Authentication;

public sealed class HttpClaimCheckerTests
{
    private const string User = "012345-STB-0123456789";
    private const string Password = "correct horse";

    private readonly FakeTimeProvider _time = new();
    private readonly FakeLogger _logger = new();
    private readonly MemoryCwmpCredentialStore _store = new();
    private readonly CwmpHttpAuthenticationOptions _options = new();

    public HttpClaimCheckerTests() => _store.Set(User, new CwmpAccount(HttpCredential.FromPassword(Password)));

    [Fact]
    public async Task No_header_is_no_claim() =>
        (await Checker().CheckAsync(default, "POST", "/", true, "a", default)).Should().Be(default(HttpClaim));

    [Fact]
    public async Task Right_password_names_the_device_its_user_name_spells() =>
        (await CheckAsync(Checker(), Basic(User, Password))).Should().Be(new HttpClaim
        {
            Result = AcsHttpAuthentication.Basic,
            Username = User,
            Device = new DeviceIdentity("012345", "STB", "0123456789"),
        });

    [Fact]
    public async Task Account_may_name_another_device_and_other_names_stand_for_none()
    {
        var device = new DeviceIdentity("ABCDEF", "9");
        _store.Set("alice", new CwmpAccount(HttpCredential.FromPassword("a"), device));
        _store.Set("bob", new CwmpAccount(HttpCredential.FromPassword("b")));

        (await CheckAsync(Checker(), Basic("alice", "a"))).Device.Should().Be(device);
        (await CheckAsync(Checker(), Basic("bob", "b"))).Device.Should().BeNull();
    }

    [Theory]
    [InlineData("Basic bm8gY29sb24=")]
    [InlineData("Bearer x")]
    [InlineData("Digest realm=\"open")]
    [InlineData("")]
    public async Task Malformed_headers_are_invalid(string header) =>
        (await CheckAsync(Checker(), header)).Result.Should().Be(AcsHttpAuthentication.Invalid);

    [Fact]
    public async Task Two_headers_and_endless_names_are_invalid()
    {
        string right = Basic(User, Password);

        (await Checker().CheckAsync(new StringValues([right, right]), "POST", "/", true, "a", default)).Result
            .Should().Be(AcsHttpAuthentication.Invalid);
        (await CheckAsync(Checker(), Basic(new string('u', 513), "x"))).Result.Should().Be(AcsHttpAuthentication.Invalid);
    }

    [Fact]
    public async Task Basic_without_TLS_is_not_even_looked_up()
    {
        HttpClaim right = await CheckAsync(Checker(), Basic(User, Password), isSecure: false);
        HttpClaim wrong = await CheckAsync(Checker(), Basic(User, "wrong"), isSecure: false);

        right.Should().Be(wrong);
        right.Device.Should().BeNull();
    }

    [Fact]
    public async Task Scheme_that_is_switched_off_is_invalid()
    {
        _options.SchemesInsideTls = HttpAuthenticationSchemes.Digest;

        (await CheckAsync(Checker(), Basic(User, Password))).Result.Should().Be(AcsHttpAuthentication.Invalid);
    }

    [Fact]
    public async Task Guessing_at_one_name_from_everywhere_is_stopped_but_the_device_gets_in()
    {
        _options.MaxFailuresPerUsername = 3;
        HttpClaimChecker checker = Checker();
        (await CheckAsync(checker, Basic(User, Password), address: "home")).Result.Should().Be(AcsHttpAuthentication.Basic);

        for (int i = 0; i < 3; i++)
        {
            (await CheckAsync(checker, Basic(User, "guess"), address: "attacker" + i)).IsBlocked.Should().BeFalse();
        }

        (await CheckAsync(checker, Basic(User, Password), address: "attacker4")).IsBlocked
            .Should().BeTrue("even a right guess comes too late");
        (await CheckAsync(checker, Basic(User, Password), address: "home")).Result.Should().Be(AcsHttpAuthentication.Basic);
    }

    [Fact]
    public async Task Guessing_at_many_names_from_one_address_is_stopped_until_the_window_has_passed()
    {
        _options.MaxFailuresPerAddress = 5;
        HttpClaimChecker checker = Checker();
        for (int i = 0; i < 5; i++)
        {
            await CheckAsync(checker, Basic("name" + i, "guess"));
        }

        (await CheckAsync(checker, Basic(User, Password))).IsBlocked.Should().BeTrue();
        (await CheckAsync(checker, Basic(User, Password), address: "other")).IsBlocked.Should().BeFalse();
        _time.Advance(_options.FailureWindow);
        (await CheckAsync(checker, Basic(User, Password))).IsBlocked.Should().BeFalse();
        _logger.Collector.GetSnapshot().Should().ContainSingle(r => r.Id.Id == 7100).Which.Message.Should().NotContain(Password);
    }

    [Fact]
    public async Task Success_of_one_device_does_not_wipe_the_slate_of_its_address()
    {
        _options.MaxFailuresPerAddress = 5;
        HttpClaimChecker checker = Checker();
        for (int i = 0; i < 5; i++)
        {
            await CheckAsync(checker, Basic("name" + i, "guess"));
            await CheckAsync(checker, Basic(User, Password));
        }

        (await CheckAsync(checker, Basic("name", "guess"))).IsBlocked.Should().BeTrue();
    }

    [Fact]
    public async Task Device_that_was_right_before_gets_in_whatever_the_others_behind_its_NAT_do()
    {
        HttpClaimChecker checker = Checker();
        await CheckAsync(checker, Basic(User, Password));
        int heard = 0;
        for (int i = 0; i < _options.MaxFailuresPerAddress + 10; i++)
        {
            heard += (await CheckAsync(checker, Basic("name" + i, "guess"))).IsBlocked ? 0 : 1;
        }

        heard.Should().Be(_options.MaxFailuresPerAddress);
        (await CheckAsync(checker, Basic(User, Password))).Result.Should().Be(AcsHttpAuthentication.Basic);
        (await CheckAsync(checker, Basic("stranger", "x"))).IsBlocked.Should().BeTrue();
    }

    [Fact]
    public async Task Device_that_keeps_failing_costs_its_address_no_more_than_its_own_limit()
    {
        _options.MaxFailuresPerUsername = 3;
        _options.MaxFailuresPerAddress = 10;
        HttpClaimChecker checker = Checker();
        for (int i = 0; i < 50; i++)
        {
            await CheckAsync(checker, Basic("misconfigured", "wrong"));
        }

        (await CheckAsync(checker, Basic(User, Password))).Result.Should().Be(AcsHttpAuthentication.Basic);
    }

    [Fact]
    public async Task Guessing_from_the_address_of_the_device_is_limited_too()
    {
        _options.MaxFailuresPerUsername = 3;
        HttpClaimChecker checker = Checker();
        await CheckAsync(checker, Basic(User, Password));
        int heard = 0;
        for (int i = 0; i < 50; i++)
        {
            heard += (await CheckAsync(checker, Basic(User, "guess"))).IsBlocked ? 0 : 1;
        }

        heard.Should().Be(30);
        (await CheckAsync(checker, Basic(User, Password))).IsBlocked.Should().BeTrue();
        _time.Advance(_options.FailureWindow);
        (await CheckAsync(checker, Basic(User, Password))).Result.Should().Be(AcsHttpAuthentication.Basic);
    }

    [Fact]
    public async Task Without_accounts_credentials_are_not_looked_at()
    {
        var authenticator = new HttpAuthenticator(_options.AuthenticatorWith(_time));
        var checker = new HttpClaimChecker(_options, new NoCredentialStore(), authenticator, _time, _logger);

        foreach (string header in (string[])[Basic(User, Password), Basic("", ""), "Digest nonsense"])
        {
            (await CheckAsync(checker, header)).Should().Be(default(HttpClaim));
            (await CheckAsync(checker, header, isSecure: false)).Should().Be(default(HttpClaim));
        }
    }

    private static string Basic(string user, string password) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    private static async Task<HttpClaim> CheckAsync(HttpClaimChecker checker, string header, bool isSecure = true,
        string? address = "192.0.2.1") =>
        await checker.CheckAsync(header, "POST", "/acs", isSecure, address, TestContext.Current.CancellationToken);

    private HttpClaimChecker Checker() => new(_options, _store, new HttpAuthenticator(_options.AuthenticatorWith(_time)), _time, _logger);
}
