// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.ConnectionRequests;
using Cwmp.Tls.Cpe.Http;
using Cwmp.Tls.Cpe.Transfers;
using Cwmp.Tls.HttpAuthentication;

namespace Cwmp.Tls.Tests.HttpAuthentication;

/// <summary>The one rule of the three HTTP clients: who gets the credentials, and where a redirect may lead.</summary>
public sealed class HttpOriginGuardTests
{
    private const string Digest = "Digest realm=\"r\", nonce=\"n\", qop=\"auth\"";
    private const string Stale = Digest + ", stale=true";
    private const string Basic = "Basic realm=\"r\"";

    private static readonly Dictionary<string, HttpClientRules> Clients = new()
    {
        ["session"] = CpeHttpConversation.Rules(allowsTls: true, allowsPlainHttp: false),
        ["session, http allowed"] = CpeHttpConversation.Rules(allowsTls: true, allowsPlainHttp: true),
        ["session, no TLS"] = CpeHttpConversation.Rules(allowsTls: false, allowsPlainHttp: true),
        ["file"] = CpeFileClient.Rules(allowsTls: true, allowsPlainHttp: false),
        ["file, http allowed"] = CpeFileClient.Rules(allowsTls: true, allowsPlainHttp: true),
        ["file, no TLS"] = CpeFileClient.Rules(allowsTls: false, allowsPlainHttp: true),
        ["connection request"] = ConnectionRequestClient.Rules(allowBasic: false),
        ["connection request, Basic allowed"] = ConnectionRequestClient.Rules(allowBasic: true),
    };

    [Theory]
    [InlineData("session", "https://a/", true)]
    [InlineData("session", "http://a/", false)]
    [InlineData("session, http allowed", "http://a/", true)]
    [InlineData("session, no TLS", "https://a/", false)]
    [InlineData("file", "https://a/", true)]
    [InlineData("file", "http://a/", false)]
    [InlineData("file, http allowed", "http://a/", true)]
    [InlineData("file, no TLS", "https://a/", false)]
    [InlineData("file, http allowed", "ftp://a/", false)]
    [InlineData("connection request", "http://a/", true)]
    [InlineData("connection request", "https://a/", false)]
    public void First_url_is_allowed_or_not(string client, string url, bool allowed) =>
        Clients[client].Allow(new Uri(url)).Should().Be(allowed);

    [Theory]
    [InlineData("session", "https://a/x", "https://b/", "Follow")]
    [InlineData("session", "https://a/x", "/y", "Follow")]
    [InlineData("session", "https://a/x", "http://a/", "NotAllowed")]
    [InlineData("session, http allowed", "https://a/x", "http://a/", "NotAllowed")]
    [InlineData("session, http allowed", "https://a/x", "http://b/", "NotAllowed")]
    [InlineData("session, http allowed", "http://a/x", "http://b/", "Follow")]
    [InlineData("session, http allowed", "http://a/x", "https://b/", "Follow")]
    [InlineData("session, no TLS", "http://a/x", "https://b/", "NotAllowed")]
    [InlineData("session", "https://a/x", "ftp://a/", "NotAUrl")]
    [InlineData("session", "https://a/x", "https://u:p@a/", "NotAUrl")]
    [InlineData("session", "https://a/x", "https://", "NotAUrl")]
    [InlineData("session", "https://a/x", "", "NotAUrl")]
    [InlineData("session", "https://a/x", null, "NotAUrl")]
    [InlineData("file", "https://a/x", "https://b/", "Follow")]
    [InlineData("file", "https://a/x", "http://a/", "NotAllowed")]
    [InlineData("file, http allowed", "https://a/x", "http://a/", "NotAllowed")]
    [InlineData("file, http allowed", "http://a/x", "http://b/", "Follow")]
    [InlineData("file, no TLS", "http://a/x", "https://b/", "NotAllowed")]
    [InlineData("file", "https://a/x", "file:///etc/passwd", "NotAUrl")]
    [InlineData("connection request", "http://a/x", "http://a/", "TooMany")]
    public void Redirect_is_followed_or_not(string client, string from, string? location, string expected)
    {
        HttpOriginGuard guard = Guard(client, from);

        HttpRedirectAnswer answer = guard.OnRedirect(location);

        answer.ToString().Should().Be(expected);
        Uri next = answer == HttpRedirectAnswer.Follow ? new Uri(new Uri(from), location!) : new Uri(from);
        guard.Url.Should().Be(next, "a refused target is not dialled");
    }

    // The columns: the client, where it begins, where it is redirected to (null for nowhere), the challenge (null for none), and which
    // credentials the next request carries.
    [Theory]
    [InlineData("session", "https://a/", null, null, "Basic")]
    [InlineData("session", "https://a/", "https://a/other", null, "Basic")]
    [InlineData("session", "https://a/", "https://A:443/other", null, "Basic")]
    [InlineData("session", "https://a/", "https://a:444/", null, "")]
    [InlineData("session", "https://a/", "https://b/", null, "")]
    [InlineData("session", "https://a/", "https://b/", Basic, "Basic")]
    [InlineData("session", "https://a/", "https://b/", Digest, "Digest")]
    [InlineData("session, http allowed", "http://a/", null, null, "")]
    [InlineData("session, http allowed", "http://a/", null, Basic, "Unsupported")]
    [InlineData("session, http allowed", "http://a/", null, Digest, "Digest")]
    [InlineData("session, http allowed", "http://a/", "https://a/", null, "")]
    [InlineData("session, http allowed", "http://a/", "https://a/", Basic, "Basic")]
    [InlineData("session, http allowed", "http://a/", "http://b/", Basic, "Unsupported")]
    [InlineData("file", "https://a/", null, null, "")]
    [InlineData("file", "https://a/", null, Basic, "Basic")]
    [InlineData("file", "https://a/", null, Digest, "Digest")]
    [InlineData("file", "https://a/", "https://a/other", Digest, "Digest")]
    [InlineData("file", "https://a/", "https://b/", Basic, "NoCredentials")]
    [InlineData("file", "https://a/", "https://b/", Digest, "NoCredentials")]
    [InlineData("file, http allowed", "http://a/", null, Basic, "Unsupported")]
    [InlineData("file, http allowed", "http://a/", "https://a/", Digest, "NoCredentials")]
    [InlineData("connection request", "http://a/", null, null, "")]
    [InlineData("connection request", "http://a/", null, Basic, "Unsupported")]
    [InlineData("connection request", "http://a/", null, Digest, "Digest")]
    [InlineData("connection request, Basic allowed", "http://a/", null, Basic, "Basic")]
    public void Credentials_go_only_to_the_origin_they_are_for(
        string client, string from, string? location, string? challenge, string expected)
    {
        HttpOriginGuard guard = Guard(client, from);
        if (location is not null)
        {
            guard.OnRedirect(location).Should().Be(HttpRedirectAnswer.Follow);
        }

        HttpChallengeAnswer answer = challenge is null ? HttpChallengeAnswer.Retry : guard.OnChallenge([challenge]);

        string authorization = guard.CreateAuthorization("GET", "/") ?? "";
        (answer == HttpChallengeAnswer.Retry ? authorization.Split(' ')[0] : answer.ToString()).Should().Be(expected);
        guard.HasAuthorization.Should().Be(authorization.Length > 0);
    }

    [Theory]
    [InlineData("session")]
    [InlineData("file")]
    public void Answer_to_one_origin_is_not_sent_to_another_one_and_not_kept_for_the_way_back(string client)
    {
        HttpOriginGuard guard = Guard(client, "https://a/");
        guard.OnChallenge([Digest]).Should().Be(HttpChallengeAnswer.Retry);
        guard.CreateAuthorization("GET", "/").Should().StartWith("Digest ");

        guard.OnRedirect("https://b/");
        string? toOther = guard.CreateAuthorization("GET", "/");
        guard.OnRedirect("https://a/");

        toOther.Should().BeNull();
        guard.CreateAuthorization("GET", "/").Should().BeNull();
    }

    [Theory]
    [InlineData("session")]
    [InlineData("file")]
    [InlineData("connection request")]
    public void Refused_answer_is_not_repeated(string client)
    {
        HttpOriginGuard guard = Guard(client);
        guard.OnChallenge([Digest]).Should().Be(HttpChallengeAnswer.Retry);

        guard.OnChallenge([Digest]).Should().Be(HttpChallengeAnswer.WrongCredentials);
    }

    [Theory]
    [InlineData("session")]
    [InlineData("file")]
    [InlineData("connection request")]
    public void Server_that_calls_every_answer_stale_is_given_up(string client)
    {
        HttpOriginGuard guard = Guard(client);

        int answered = 0;
        while (guard.OnChallenge([Stale]) == HttpChallengeAnswer.Retry)
        {
            answered++;
            answered.Should().BeLessThanOrEqualTo(3);
        }

        answered.Should().BeGreaterThan(1);
    }

    [Fact]
    public void Server_that_changes_between_schemes_is_given_up_after_three_answers()
    {
        HttpOriginGuard guard = Guard("file");
        string[] challenges = [Digest, Basic, Digest, Stale];

        challenges.Select(challenge => guard.OnChallenge([challenge])).Should().Equal(
            HttpChallengeAnswer.Retry, HttpChallengeAnswer.Retry, HttpChallengeAnswer.Retry, HttpChallengeAnswer.TooMany);
    }

    [Theory]
    [InlineData("session")]
    [InlineData("file")]
    public void Redirects_are_counted_from_the_beginning_of_each_request(string client)
    {
        HttpOriginGuard guard = Guard(client);
        for (int i = 0; i < 5; i++)
        {
            guard.OnRedirect($"https://n{i}/").Should().Be(HttpRedirectAnswer.Follow);
        }

        HttpRedirectAnswer sixth = guard.OnRedirect("https://n5/");
        guard.BeginRequest();

        sixth.Should().Be(HttpRedirectAnswer.TooMany);
        guard.OnRedirect("https://n6/").Should().Be(HttpRedirectAnswer.Follow);
    }

    [Theory]
    [InlineData("session", 1024)]
    [InlineData("file", 2048)]
    public void Location_is_followed_up_to_its_longest_length(string client, int longest)
    {
        string location = "https://b/".PadRight(longest, 'x');

        Guard(client).OnRedirect(location).Should().Be(HttpRedirectAnswer.Follow);
        Guard(client).OnRedirect(location + "x").Should().Be(HttpRedirectAnswer.NotAUrl);
    }

    [Fact]
    public void Nobody_without_a_user_name_is_given_one()
    {
        var guard = new HttpOriginGuard(Clients["session"], new Uri("https://a/"), null, "");

        guard.CreateAuthorization("POST", "/").Should().BeNull();
        guard.OnChallenge([Digest]).Should().Be(HttpChallengeAnswer.NoCredentials);
    }

    [Theory]
    [InlineData(301, "POST", true)]
    [InlineData(302, "POST", true)]
    [InlineData(303, "POST", false)]
    [InlineData(303, "PUT", false)]
    [InlineData(303, "GET", true)]
    [InlineData(304, "GET", false)]
    [InlineData(307, "PUT", true)]
    [InlineData(308, "PUT", true)]
    public void Statuses_that_redirect(int status, string method, bool expected) =>
        HttpOriginGuard.IsRedirect(status, method).Should().Be(expected);

    private static HttpOriginGuard Guard(string client, string? url = null) =>
        new(Clients[client], new Uri(url ?? (Clients[client].AllowsTls ? "https://a/" : "http://a/")), "u", "p");
}
