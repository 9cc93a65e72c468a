// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using Cwmp.Tls.HttpAuthentication;
using Microsoft.Extensions.Time.Testing;

namespace Cwmp.Tls.Tests.ConnectionRequests;

public sealed class HttpAuthenticatorTests
{
    private const string User = "012345-STB-0123%2F4";
    private const string Password = "correct horse";

    private readonly FakeTimeProvider _time = new();
    private readonly HttpCredential _credential = HttpCredential.FromPassword(Password);

    [Theory]
    [InlineData(HttpDigestAlgorithm.Md5)]
    [InlineData(HttpDigestAlgorithm.Md5Session)]
    [InlineData(HttpDigestAlgorithm.Sha256)]
    [InlineData(HttpDigestAlgorithm.Sha256Session)]
    public void Right_answers_are_accepted_and_wrong_ones_rejected(HttpDigestAlgorithm algorithm)
    {
        HttpAuthenticator server = Server(algorithm);
        HttpAuthorizer right = Client(server);
        HttpAuthorizer wrong = Client(server, "wrong");

        for (int i = 0; i < 3; i++)
        {
            Verify(server, right).Should().Be(HttpAuthenticationResult.Accepted);
            Verify(server, wrong).Should().Be(HttpAuthenticationResult.Rejected);
        }
    }

    [Theory]
    [InlineData(HttpDigestAlgorithm.Md5)]
    [InlineData(HttpDigestAlgorithm.Sha256Session)]
    public void Stored_hashes_serve_as_well_as_the_password(HttpDigestAlgorithm algorithm)
    {
        HttpAuthenticator server = Server(algorithm);
        HttpCredential credential = HttpCredential.FromDigestHashes(
            HttpCredential.ComputeDigestHash(HttpDigestAlgorithm.Md5, User, "CWMP", Password),
            HttpCredential.ComputeDigestHash(HttpDigestAlgorithm.Sha256, User, "CWMP", Password));

        server.Verify(Authorization(Client(server)), credential, "POST", "/acs").Should().Be(HttpAuthenticationResult.Accepted);
        server.Verify(Authorization(Client(server, "wrong")), credential, "POST", "/acs").Should().Be(HttpAuthenticationResult.Rejected);
        server.Verify(Basic(User, Password), credential, "POST", "/acs").Should().Be(HttpAuthenticationResult.Accepted);
        server.Verify(Basic(User, "wrong"), credential, "POST", "/acs").Should().Be(HttpAuthenticationResult.Rejected);
    }

    [Fact]
    public void Algorithm_without_a_stored_hash_is_rejected()
    {
        HttpAuthenticator server = Server(HttpDigestAlgorithm.Md5);
        HttpCredential credential = HttpCredential.FromDigestHashes(
            [], HttpCredential.ComputeDigestHash(HttpDigestAlgorithm.Sha256, User, "CWMP", Password));

        server.Verify(Authorization(Client(server)), credential, "POST", "/acs").Should().Be(HttpAuthenticationResult.Rejected);
    }

    [Fact]
    public void Unknown_user_is_rejected_even_with_an_empty_password()
    {
        HttpAuthenticator server = Server();

        server.Verify(Authorization(Client(server)), null, "POST", "/acs").Should().Be(HttpAuthenticationResult.Rejected);
        server.Verify(Basic(User, ""), null, "POST", "/acs").Should().Be(HttpAuthenticationResult.Rejected);
    }

    [Fact]
    public void Captured_request_is_stale_when_sent_again()
    {
        HttpAuthenticator server = Server();
        HttpAuthorization captured = Authorization(Client(server));

        server.Verify(captured, _credential, "POST", "/acs").Should().Be(HttpAuthenticationResult.Accepted);

        server.Verify(captured, _credential, "POST", "/acs").Should().Be(HttpAuthenticationResult.Stale);
    }

    [Fact]
    public void Captured_response_fits_no_other_method_or_target()
    {
        HttpAuthenticator server = Server();
        string header = Client(server).CreateAuthorization("POST", "/acs")!;
        HttpAuthorization captured = Parse(header);
        HttpAuthorization moved = Parse(header.Replace("uri=\"/acs\"", "uri=\"/other\"", StringComparison.Ordinal));

        server.Verify(captured, _credential, "GET", "/acs").Should().Be(HttpAuthenticationResult.Rejected);
        server.Verify(captured, _credential, "POST", "/other").Should().Be(HttpAuthenticationResult.Rejected);
        server.Verify(captured, _credential, "POST", "/acs?x=1").Should().Be(HttpAuthenticationResult.Rejected);
        server.Verify(moved, _credential, "POST", "/other").Should().Be(HttpAuthenticationResult.Rejected);
    }

    [Theory]
    [InlineData("http://acs.example:7547/acs?x=1", "/acs?x=1")]
    [InlineData("/acs?x=1", "HTTPS://acs.example/acs?x=1")]
    [InlineData("http://acs.example", "/")]
    [InlineData("http://a.example/acs", "http://b.example/acs")]
    public void Absolute_and_path_form_name_the_same_target(string uri, string requestTarget)
    {
        HttpAuthenticator server = Server();
        HttpAuthorization answer = Parse(Client(server).CreateAuthorization("POST", uri)!);

        server.Verify(answer, _credential, "POST", requestTarget).Should().Be(HttpAuthenticationResult.Accepted);
    }

    [Theory]
    [InlineData("http://acs.example/acs", "/other")]
    [InlineData("http:/acs", "/acs")]
    [InlineData("ftp://acs.example/acs", "/acs")]
    [InlineData("//acs.example/acs", "/acs")]
    [InlineData("", "/")]
    [InlineData("*", "/")]
    public void Other_targets_stay_others_in_any_form(string uri, string requestTarget)
    {
        HttpAuthenticator server = Server();
        HttpAuthorization answer = Parse(Client(server).CreateAuthorization("POST", uri)!);

        server.Verify(answer, _credential, "POST", requestTarget).Should().Be(HttpAuthenticationResult.Rejected);
    }

    [Fact]
    public void Old_nonce_is_stale_for_a_right_answer_and_says_nothing_for_a_wrong_one()
    {
        HttpAuthenticator server = Server();
        HttpAuthorizer right = Client(server);
        HttpAuthorizer wrong = Client(server, "wrong");

        _time.Advance(TimeSpan.FromMinutes(5) + TimeSpan.FromSeconds(1));

        Verify(server, right).Should().Be(HttpAuthenticationResult.Stale);
        Verify(server, wrong).Should().Be(HttpAuthenticationResult.Rejected);
    }

    [Fact]
    public void Nonce_of_another_key_is_stale_and_of_a_shared_key_is_good()
    {
        byte[] key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        HttpAuthenticator first = Server(configure: o => o.NonceKey = key);
        HttpAuthenticator second = Server(configure: o => o.NonceKey = key);
        HttpAuthenticator stranger = Server();
        HttpAuthorizer client = Client(first);

        Verify(second, client).Should().Be(HttpAuthenticationResult.Accepted);
        string header = WithoutOpaque(client.CreateAuthorization("POST", "/acs")!);
        stranger.Verify(Parse(header), _credential, "POST", "/acs").Should().Be(HttpAuthenticationResult.Stale);
    }

    [Fact]
    public void Forged_and_changed_nonces_are_never_accepted()
    {
        HttpAuthenticator server = Server();
        string real = Nonce(server);
        string[] forged = [.. Enumerable.Range(0, real.Length)
            .Select(i => real[..i] + (real[i] == 'A' ? 'B' : 'A') + real[(i + 1)..]), "", "x", real + "A", new string('=', 54)];

        foreach (string nonce in forged)
        {
            var client = new HttpAuthorizer(User, Password, HttpAuthenticationSchemes.Digest);
            if (client.OnChallenge([$"Digest realm=\"CWMP\", nonce=\"{nonce}\", qop=\"auth\""]) == HttpChallengeAnswer.Retry)
            {
                Verify(server, client).Should().NotBe(HttpAuthenticationResult.Accepted, "nonce {0}", nonce);
            }
        }
    }

    [Fact]
    public void Answer_without_qop_works_once_per_nonce()
    {
        HttpAuthenticator server = Server();
        HttpAuthorizer client = ClientWithoutQop(server);

        string header = client.CreateAuthorization("POST", "/acs")!;

        header.Should().NotContainAny("qop", "nc=", "cnonce");
        server.Verify(Parse(header), _credential, "POST", "/acs").Should().Be(HttpAuthenticationResult.Accepted);
        server.Verify(Parse(header), _credential, "POST", "/acs").Should().Be(HttpAuthenticationResult.Stale);
    }

    [Fact]
    public void Answer_without_qop_can_be_forbidden()
    {
        HttpAuthenticator server = Server(configure: o => o.AllowMissingQop = false);

        Verify(server, ClientWithoutQop(server)).Should().Be(HttpAuthenticationResult.Rejected);
    }

    [Theory]
    [InlineData("qop=auth", "qop=auth-int")]
    [InlineData("nc=00000001", "nc=00000002")]
    [InlineData("nc=00000001", "nc=1")]
    [InlineData("nc=00000001", "nc=00000000")]
    [InlineData("nc=00000001", "nc=+0000001")]
    [InlineData(", nc=00000001", "")]
    [InlineData("algorithm=MD5", "algorithm=SHA-256")]
    [InlineData("algorithm=MD5", "algorithm=MD5-sess")]
    [InlineData("algorithm=MD5", "algorithm=ROT13")]
    [InlineData("realm=\"CWMP\"", "realm=\"cwmp\"")]
    [InlineData(", realm=\"CWMP\"", "")]
    [InlineData("response=\"", "response=\"0")]
    [InlineData("opaque=\"", "opaque=\"x")]
    [InlineData("qop=auth", "qop=auth, userhash=true")]
    [InlineData("cnonce=\"", "cnonce=\"x")]
    public void Changed_parameters_are_rejected(string part, string changed)
    {
        HttpAuthenticator server = Server();
        string header = Client(server).CreateAuthorization("POST", "/acs")!;
        header.Should().Contain(part);

        HttpAuthorization authorization = Parse(header.Replace(part, changed, StringComparison.Ordinal));

        server.Verify(authorization, _credential, "POST", "/acs").Should().Be(HttpAuthenticationResult.Rejected);
    }

    [Fact]
    public void Device_habits_are_tolerated()
    {
        HttpAuthenticator server = Server();
        string header = Client(server).CreateAuthorization("POST", "/acs")!;
        string response = Parse(header).Digest!["response"]!;
        string odd = WithoutOpaque(header)
            .Replace(response, response.ToUpperInvariant(), StringComparison.Ordinal)
            .Replace("qop=auth", "qop=\"auth\"", StringComparison.Ordinal)
            .Replace(", algorithm=MD5", "", StringComparison.Ordinal)
            .Replace("nc=00000001", "nc=\"00000001\"", StringComparison.Ordinal)
            .Replace("uri=\"/acs\"", "uri=/acs", StringComparison.Ordinal)
            .Replace(", ", ",", StringComparison.Ordinal);

        server.Verify(Parse(odd), _credential, "POST", "/acs").Should().Be(HttpAuthenticationResult.Accepted);
    }

    [Theory]
    [InlineData("UTF-8")]
    [InlineData("ISO-8859-1")]
    public void Names_and_passwords_beyond_ASCII_are_accepted_in_both_encodings(string encodingName)
    {
        Encoding encoding = Encoding.GetEncoding(encodingName);
        HttpAuthenticator server = Server();
        HttpCredential credential = HttpCredential.FromPassword("pässwörd");
        string wireName = Encoding.Latin1.GetString(encoding.GetBytes("gerät"));
        string nonce = Nonce(server);
        byte[] secret =
            DigestComputation.SecretHash(HttpDigestAlgorithm.Md5, encoding.GetBytes("gerät"), "CWMP", encoding.GetBytes("pässwörd"));
        string response = Convert.ToHexStringLower(DigestComputation.Response(
            HttpDigestAlgorithm.Md5, secret, new DigestExchange { Method = "POST", Uri = "/acs", Nonce = nonce }));

        HttpAuthorization digest =
            Parse($"Digest username=\"{wireName}\", realm=\"CWMP\", nonce=\"{nonce}\", uri=\"/acs\", response=\"{response}\"");
        HttpAuthorization basic = Parse("Basic " + Convert.ToBase64String(encoding.GetBytes("gerät:pässwörd")));

        digest.Username.Should().Be("gerät");
        server.Verify(digest, credential, "POST", "/acs").Should().Be(HttpAuthenticationResult.Accepted);
        server.Verify(basic, credential, "POST", "/acs").Should().Be(HttpAuthenticationResult.Accepted);
    }

    [Fact]
    public void Challenge_can_be_read_by_the_simplest_parser()
    {
        HttpAuthenticator server = Server(configure: o => o.Realm = "a, \"b\"");

        IReadOnlyList<string> challenges =
            server.CreateChallenges(HttpAuthenticationSchemes.Digest | HttpAuthenticationSchemes.Basic, stale: true);

        challenges.Should().HaveCount(2);
        challenges[0].Should().MatchRegex("^Digest realm=\"a, \\\\\"b\\\\\"\", qop=\"auth\", algorithm=MD5, nonce=\"[-_A-Za-z0-9]{54}\", " +
            "opaque=\"[-_A-Za-z0-9]{16}\", stale=true$");
        challenges[1].Should().Be("Basic realm=\"a, \\\"b\\\"\", charset=\"UTF-8\"");
    }

    [Fact]
    public void One_challenge_per_algorithm_in_order_of_preference()
    {
        HttpAuthenticator server = Server(configure: o => o.Algorithms.Insert(0, HttpDigestAlgorithm.Sha256));

        IReadOnlyList<string> challenges = server.CreateChallenges(HttpAuthenticationSchemes.Digest);
        var client = new HttpAuthorizer(User, Password, HttpAuthenticationSchemes.Digest);
        client.OnChallenge(challenges);

        challenges.Should().SatisfyRespectively(c => c.Should().Contain("SHA-256"), c => c.Should().Contain("MD5"));
        client.CreateAuthorization("POST", "/acs").Should().Contain("algorithm=SHA-256");
        Verify(server, client).Should().Be(HttpAuthenticationResult.Accepted);
    }

    [Fact]
    public void Options_report_every_problem_at_once()
    {
        var options = new HttpAuthenticatorOptions
        {
            Realm = "a\r\nb",
            NonceLifetime = TimeSpan.Zero,
            MaxRememberedNonces = 0,
            NonceKey = new byte[8]
        };
        options.Algorithms.Clear();

        Action make = () => _ = new HttpAuthenticator(options);

        make.Should().Throw<ArgumentException>().Which.Message.Should()
            .ContainAll(nameof(options.Realm), nameof(options.Algorithms), nameof(options.NonceLifetime),
                nameof(options.MaxRememberedNonces), nameof(options.NonceKey));
    }

    [Fact]
    public void No_algorithm_is_refused_wherever_one_is_needed()
    {
        var options = new HttpAuthenticatorOptions { TimeProvider = null! };
        options.Algorithms.Add(HttpDigestAlgorithm.None);

        Action make = () => _ = new HttpAuthenticator(options);
        Action hash = () => HttpCredential.ComputeDigestHash(default, User, "CWMP", Password);

        make.Should().Throw<ArgumentException>().Which.Message.Should()
            .ContainAll(nameof(options.Algorithms), nameof(options.TimeProvider));
        hash.Should().Throw<ArgumentOutOfRangeException>();
        const string Header = "Digest username=\"u\", algorithm=None, nonce=\"n\", uri=\"/acs\", realm=\"CWMP\", response=\"00\"";
        HttpAuthorization.TryParse(Header, out HttpAuthorization? claim).Should().BeTrue();
        Server().Verify(claim!, _credential, "POST", "/acs").Should().Be(HttpAuthenticationResult.Rejected);
    }

    [Fact]
    public void Credentials_show_no_secret()
    {
        HttpCredential.FromPassword("hunter2").ToString().Should().NotContain("hunter2");
        Action empty = () => HttpCredential.FromPassword("");
        empty.Should().Throw<ArgumentException>();
    }

    private static HttpAuthorization Parse(string header)
    {
        HttpAuthorization.TryParse(header, out HttpAuthorization? authorization).Should().BeTrue();
        return authorization!;
    }

    private static HttpAuthorization Basic(string user, string password) => Parse(HttpAuthorization.FormatBasic(user, password));

    private static HttpAuthorization Authorization(HttpAuthorizer client) => Parse(client.CreateAuthorization("POST", "/acs")!);

    private static string WithoutOpaque(string header)
    {
        string opaque = Parse(header).Digest!["opaque"]!;
        return header.Replace($", opaque=\"{opaque}\"", "", StringComparison.Ordinal);
    }

    private static string Nonce(HttpAuthenticator server)
    {
        var elements = new List<HttpAuthenticationElement>();
        HttpAuthenticationHeader.TryParse(server.CreateChallenges(HttpAuthenticationSchemes.Digest)[0], elements).Should().BeTrue();
        return elements[0]["nonce"]!;
    }

    private static HttpAuthorizer Client(HttpAuthenticator server, string password = Password)
    {
        var client = new HttpAuthorizer(User, password, HttpAuthenticationSchemes.Digest);
        client.OnChallenge(server.CreateChallenges(HttpAuthenticationSchemes.Digest)).Should().Be(HttpChallengeAnswer.Retry);
        return client;
    }

    private static HttpAuthorizer ClientWithoutQop(HttpAuthenticator server)
    {
        var client = new HttpAuthorizer(User, Password, HttpAuthenticationSchemes.Digest);
        string challenge = server.CreateChallenges(HttpAuthenticationSchemes.Digest)[0]
            .Replace("qop=\"auth\", ", "", StringComparison.Ordinal);
        client.OnChallenge([challenge]).Should().Be(HttpChallengeAnswer.Retry);
        return client;
    }

    private HttpAuthenticator Server(HttpDigestAlgorithm algorithm = HttpDigestAlgorithm.Md5,
        Action<HttpAuthenticatorOptions>? configure = null)
    {
        var options = new HttpAuthenticatorOptions { TimeProvider = _time };
        options.Algorithms.Clear();
        options.Algorithms.Add(algorithm);
        configure?.Invoke(options);
        return new HttpAuthenticator(options);
    }

    private HttpAuthenticationResult Verify(HttpAuthenticator server, HttpAuthorizer client) =>
        server.Verify(Authorization(client), _credential, "POST", "/acs");
}
