// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using Cwmp.Tls.ConnectionRequests;
using Cwmp.Tls.HttpAuthentication;

namespace Cwmp.Tls.Fuzz;

internal static partial class FuzzTargets
{
    private const string FuzzedUser = "acs";
    private const string FuzzedPassword = "secret";

    private static readonly HttpAuthenticator Authenticator = new();
    private static readonly HttpCredential FuzzedCredential = HttpCredential.FromPassword(FuzzedPassword);

    private static FuzzSubject HttpAuthentication => new(Authenticate, AuthenticationSeeds, Words(
        "Digest ", "Basic ", "username=\"", "username*=UTF-8''", "realm=\"CWMP\"", "nonce=\"", "uri=\"/acs\"", "response=\"", "qop=auth",
        "nc=00000001",
        "cnonce=\"", "opaque=", "algorithm=MD5-sess", "algorithm=SHA-256", "stale=true", "userhash=true", "\\\"", ",", "=", "\"", "%C3%A4",
            "\u00e4"));

    private static FuzzSubject HttpHeads => new(ReadHead, HeadSeeds, Words(
        "GET ", "POST ", "HTTP/1.1", "HTTP/1.0", " 401 ", "\r\n", "\n", "\r\n\r\n", "Host: h\r\n", "Connection: close, keep-alive\r\n",
        "Transfer-Encoding: chunked\r\n", "Content-Length: 0\r\n", "http://[::1]:80/", "http://h@x/", "?", "#", "%", "\0"));

    private static FuzzSubject UdpConnectionRequests => new(ReadDatagram, DatagramSeeds, Words(
        "GET http://h?", "ts=1700000000", "&id=", "&un=acs", "&cn=", "&sig=", "%2F", " HTTP/1.1\r\nHost: h\r\n\r\n", "99999999999999999999",
            "-1"));

    /// <summary>Any octets as an Authorization and as a WWW-Authenticate header: nothing but the right secret may be accepted.</summary>
    private static void Authenticate(ReadOnlySpan<byte> input)
    {
        string header = Encoding.Latin1.GetString(input[..Math.Min(input.Length, 10000)]);
        if (HttpAuthorization.TryParse(header, out HttpAuthorization? claim))
        {
            HttpAuthenticationResult result = Authenticator.Verify(claim, FuzzedCredential, "POST", "/acs");
            if (result == HttpAuthenticationResult.Accepted
                && (claim.Scheme != HttpAuthenticationSchemes.Basic || claim.Password != FuzzedPassword))
            {
                throw new InvalidOperationException("Credentials without the secret were accepted.");
            }
        }

        var authorizer = new HttpAuthorizer(FuzzedUser, FuzzedPassword, HttpAuthenticationSchemes.Digest);
        if (authorizer.OnChallenge([header]) == HttpChallengeAnswer.Retry)
        {
            string answer = authorizer.CreateAuthorization("GET", "/")!;
            if (answer.AsSpan().ContainsAny('\r', '\n', '\0') || answer.Contains(FuzzedPassword, StringComparison.Ordinal))
            {
                throw new InvalidOperationException("The answer to a challenge is not one header line, or tells the password.");
            }
        }
    }

    private static void ReadHead(ReadOnlySpan<byte> input)
    {
        if (HttpHead.TryParseRequest(input, out HttpHead? request))
        {
            _ = request.KeepsConnection;
            if (ConnectionRequestUrl.TryParse(request.Second, out ConnectionRequestUrl? url, out _)
                && (url.Port is < 1 or > 65535 || !url.Target.StartsWith('/')))
            {
                throw new InvalidOperationException("A URL was read that is none.");
            }
        }

        if (HttpHead.TryParseResponse(input, out HttpHead? response) && response.StatusCode is < 100 or > 999)
        {
            throw new InvalidOperationException("A status was read that is none.");
        }
    }

    private static void ReadDatagram(ReadOnlySpan<byte> input)
    {
        if (UdpConnectionRequestMessage.TryParse(input, out UdpConnectionRequestMessage? message) && message.IsSignedWith("never used"))
        {
            throw new InvalidOperationException("A signature was accepted that nobody made.");
        }
    }

    private static byte[][] AuthenticationSeeds()
    {
        var authorizer = new HttpAuthorizer(FuzzedUser, "wrong", HttpAuthenticationSchemes.Digest);
        string challenge = Authenticator.CreateChallenges(HttpAuthenticationSchemes.Digest, stale: true)[0];
        authorizer.OnChallenge([challenge]);
        return Words(
            authorizer.CreateAuthorization("POST", "/acs")!,
            challenge,
            "Basic " + Convert.ToBase64String("acs:wrong"u8),
            "Negotiate, Digest realm=\"a, b\", nonce=n==, Basic realm=\"x\"",
            "Digest username*=UTF-8''J%C3%A4s, realm=CWMP, nonce=n, uri=/acs, response=8ca523f5e9506fed4657c9700eebdbec");
    }

    private static byte[][] HeadSeeds() => Words(
        "GET /cr?x=y HTTP/1.1\r\nHost: h\r\nAuthorization: Basic x\r\nConnection: keep-alive\r\n",
        "GET http://[2001:db8::1]:7547/a HTTP/1.0\r\n",
        "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm=\"r\"\r\nContent-Length: 0\r\n",
        "HTTP/1.0 200\nA:b\n");

    private static byte[][] DatagramSeeds() =>
    [
        UdpConnectionRequestMessage.Create(1_700_000_000, 42, "a b", "c%d", "secret").Format("192.0.2.1:7547"),
        .. Words("GET /?ts=1700000000&id=1&un=&cn=&sig=" + new string('0', 40) + " HTTP/1.1\r\n\r\n"),
    ];

    private static byte[][] Words(params string[] words) => [.. words.Select(Encoding.Latin1.GetBytes)];
}
