// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using Cwmp.Tls.ConnectionRequests;
using Cwmp.Tls.HttpAuthentication;
using Cwmp.Tls.Tests.ConnectionRequests;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.ScenarioTests.HttpAuthentication;

/// <summary>The server's side against libcurl, which most device agents are built on.</summary>
public sealed class CurlAuthenticationTests
{
    private const string User = "012345-Set%2DTop-1,2=3";
    private const string Password = "p\"w: é";

    [Theory]
    [InlineData("--digest", HttpDigestAlgorithm.Md5, "200")]
    [InlineData("--digest", HttpDigestAlgorithm.Md5Session, "200")]
    [InlineData("--digest", HttpDigestAlgorithm.Sha256, "200")]
    [InlineData("--digest", HttpDigestAlgorithm.Sha256Session, "200")]
    [InlineData("--anyauth", HttpDigestAlgorithm.Md5, "200")]
    [InlineData("--basic", HttpDigestAlgorithm.Md5, "200")]
    public async Task Curl_is_accepted_with_the_right_password_and_refused_with_a_wrong_one(string option, HttpDigestAlgorithm algorithm,
        string expected)
    {
        var options = new HttpAuthenticatorOptions { Realm = "CPE, of \"ACME\"" };
        options.Algorithms.Clear();
        options.Algorithms.Add(algorithm);
        var authenticator = new HttpAuthenticator(options);
        await using var server = new ScriptedHttpServer(request => Respond(authenticator, request));

        string right = await CurlAsync(server.Url("/cr?a=b,c"), option, Password);
        string wrong = await CurlAsync(server.Url("/cr?a=b,c"), option, "nope");

        right.Should().Be(expected);
        wrong.Should().Be("401");
    }

    [Theory]
    [InlineData("--digest", "200")]
    [InlineData("--anyauth", "200")]
    [InlineData("--basic", "401")]
    public async Task Curl_wakes_the_listener_with_Digest_alone(string option, string expected)
    {
        using var gate = new ConnectionRequestGate();
        await using var listener = new ConnectionRequestListener(
            new ConnectionRequestListenerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0), Username = User, Password = Password },
            gate);
        listener.Start();

        string status = await CurlAsync(listener.GetUrl(IPAddress.Loopback), option, Password);

        status.Should().Be(expected);
        gate.IsPending.Should().Be(expected == "200");
    }

    private static string Respond(HttpAuthenticator authenticator, ScriptedHttpServer.Request request)
    {
        HttpAuthenticationResult result = HttpAuthenticationResult.Rejected;
        if (HttpAuthorization.TryParse(request.Header("Authorization"), out HttpAuthorization? claim))
        {
            HttpCredential? credential = claim.Username == User ? HttpCredential.FromPassword(Password) : null;
            result = authenticator.Verify(claim, credential, request.Method, request.Target);
        }

        const HttpAuthenticationSchemes Schemes = HttpAuthenticationSchemes.Digest | HttpAuthenticationSchemes.Basic;
        return result == HttpAuthenticationResult.Accepted
            ? ScriptedHttpServer.Answer("200 OK")
            : ScriptedHttpServer.Answer(
                "401 Unauthorized",
                [.. authenticator.CreateChallenges(Schemes, result == HttpAuthenticationResult.Stale)
                    .Select(c => "WWW-Authenticate: " + c)]);
    }

    private static Task<string> CurlAsync(string url, string option, string password) => Curl.RunAsync(
        ["-s", "-m", "20", "-o", "/dev/null", "-w", "%{http_code}", option, "-u", $"{User}:{password}", url],
        TestContext.Current.CancellationToken);
}
