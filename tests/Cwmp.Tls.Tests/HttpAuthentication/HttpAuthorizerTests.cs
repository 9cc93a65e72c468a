// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.HttpAuthentication;

namespace Cwmp.Tls.Tests.ConnectionRequests;

public sealed class HttpAuthorizerTests
{
    private const string Challenge = "Digest realm=\"r\", nonce=\"n1\", qop=\"auth\", algorithm=MD5";
    private const HttpAuthenticationSchemes Both = HttpAuthenticationSchemes.Digest | HttpAuthenticationSchemes.Basic;

    [Fact]
    public void Nothing_is_sent_before_a_challenge()
    {
        var client = new HttpAuthorizer("u", "p", Both);

        client.CreateAuthorization("GET", "/").Should().BeNull();
        client.HasAuthorization.Should().BeFalse();
    }

    [Fact]
    public void Basic_is_sent_at_once_where_that_is_asked_for() =>
        new HttpAuthorizer("u", "p:q", Both, preemptiveBasic: true).CreateAuthorization("GET", "/").Should().Be("Basic dTpwOnE=");

    [Fact]
    public void Basic_is_never_sent_where_it_is_not_allowed()
    {
        var client = new HttpAuthorizer("u", "p", HttpAuthenticationSchemes.Digest, preemptiveBasic: true);

        client.CreateAuthorization("GET", "/").Should().BeNull();
        client.OnChallenge(["Basic realm=\"r\""]).Should().Be(HttpChallengeAnswer.Unsupported);
        client.CreateAuthorization("GET", "/").Should().BeNull();
    }

    [Theory]
    [InlineData("Digest realm=r, nonce=n, algorithm=MD5, Digest realm=r, nonce=n, algorithm=SHA-256, Basic realm=r", "algorithm=SHA-256")]
    [InlineData("Basic realm=r, Digest realm=r, nonce=n", "Digest ")]
    [InlineData("Digest realm=r, nonce=n, algorithm=SHA-512-256, Basic realm=r", "Basic ")]
    [InlineData("Digest realm=r, nonce=n, qop=auth-int, Basic realm=r", "Basic ")]
    [InlineData("Digest realm=r, Basic realm=r", "Basic ")]
    [InlineData("Negotiate, NTLM, Digest realm=r, nonce=n, algorithm=\"md5\"", "algorithm=md5")]
    public void Strongest_challenge_that_can_be_answered_is_answered(string challenges, string expected)
    {
        var client = new HttpAuthorizer("u", "p", Both);

        client.OnChallenge([challenges]).Should().Be(HttpChallengeAnswer.Retry);

        client.CreateAuthorization("GET", "/").Should().Contain(expected);
    }

    [Fact]
    public void Malformed_header_beside_a_good_one_is_passed_over()
    {
        var client = new HttpAuthorizer("u", "p", Both);

        client.OnChallenge(["Digest realm=\"open", Challenge]).Should().Be(HttpChallengeAnswer.Retry);
    }

    [Fact]
    public void Second_challenge_after_an_answer_means_wrong_credentials()
    {
        var client = new HttpAuthorizer("u", "p", Both);

        client.OnChallenge([Challenge]).Should().Be(HttpChallengeAnswer.Retry);
        client.OnChallenge([Challenge]).Should().Be(HttpChallengeAnswer.WrongCredentials);
    }

    [Fact]
    public void Refused_basic_credentials_are_not_sent_again_but_digest_may_follow()
    {
        var client = new HttpAuthorizer("u", "p", Both, preemptiveBasic: true);

        client.OnChallenge(["Basic realm=r"]).Should().Be(HttpChallengeAnswer.WrongCredentials);
        client.OnChallenge([Challenge]).Should().Be(HttpChallengeAnswer.Retry);
    }

    [Fact]
    public void Stale_nonces_are_replaced_but_not_for_ever()
    {
        var client = new HttpAuthorizer("u", "p", Both);
        client.OnChallenge([Challenge]);

        HttpChallengeAnswer[] answers = [.. Enumerable.Range(0, 4).Select(_ => client.OnChallenge([Challenge + ", stale=TRUE"]))];

        answers.Should().Equal(HttpChallengeAnswer.Retry, HttpChallengeAnswer.Retry, HttpChallengeAnswer.WrongCredentials,
            HttpChallengeAnswer.WrongCredentials);
    }

    [Fact]
    public void Challenge_after_a_success_begins_anew()
    {
        var client = new HttpAuthorizer("u", "p", Both);
        client.OnChallenge([Challenge]);
        client.OnAccepted();

        client.OnChallenge([Challenge]).Should().Be(HttpChallengeAnswer.Retry);
    }

    [Fact]
    public void Challenge_after_a_new_connection_begins_anew_for_servers_that_tie_nonces_to_connections()
    {
        var client = new HttpAuthorizer("u", "p", Both);
        client.OnChallenge([Challenge]);
        client.OnConnectionReplaced();

        client.OnChallenge([Challenge]).Should().Be(HttpChallengeAnswer.Retry);
    }

    [Fact]
    public void Count_rises_with_each_request_and_starts_again_with_each_challenge()
    {
        var client = new HttpAuthorizer("u", "p", Both);
        client.OnChallenge([Challenge]);

        client.CreateAuthorization("GET", "/").Should().Contain("nc=00000001");
        client.CreateAuthorization("GET", "/").Should().Contain("nc=00000002");
        client.OnAccepted();
        client.OnChallenge([Challenge]);
        client.CreateAuthorization("GET", "/").Should().Contain("nc=00000001");
    }

    [Fact]
    public void Without_qop_in_the_challenge_none_is_sent_and_opaque_comes_back()
    {
        var client = new HttpAuthorizer("a\"b\\c", "p", Both);
        client.OnChallenge(["Digest realm=\"x, y\", nonce=\"n\", opaque=\"o=\\\"p\\\"\""]);

        string header = client.CreateAuthorization("GET", "/a?b,c")!;

        header.Should().StartWith("Digest username=\"a\\\"b\\\\c\", realm=\"x, y\", nonce=\"n\", uri=\"/a?b,c\", response=\"")
            .And.EndWith(", opaque=\"o=\\\"p\\\"\"")
            .And.NotContainAny("qop", "cnonce", "nc=", "algorithm");
    }

    [Fact]
    public void Session_algorithm_without_qop_still_sends_the_client_nonce()
    {
        var client = new HttpAuthorizer("u", "p", Both);
        client.OnChallenge(["Digest realm=r, nonce=n, algorithm=MD5-sess"]);

        client.CreateAuthorization("GET", "/").Should().Contain("cnonce=\"").And.NotContain("nc=");
    }

    [Fact]
    public void Names_beyond_ASCII_travel_as_UTF8_octets()
    {
        var client = new HttpAuthorizer("gerät", "p", Both);
        client.OnChallenge([Challenge]);

        client.CreateAuthorization("GET", "/").Should().Contain("username=\"gerÃ¤t\"");
    }

    [Fact]
    public void Text_shows_no_password() => new HttpAuthorizer("u", "secret", Both).ToString().Should().Be("u");
}
