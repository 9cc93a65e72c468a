// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.AspNetCore.Authentication;
using Cwmp.Tls.AspNetCore.Endpoints;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.HttpAuthentication;
using Cwmp.Tls.TestSupport;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Crls;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Trust;
using Microsoft.AspNetCore.Builder;

namespace Cwmp.Tls.AspNetCore.Tests.Endpoints;

/// <summary>The attacks on identity, through real TLS and real HTTP.</summary>
public sealed class IdentityTests
{
    private const string Password = "correct horse";

    private static readonly DeviceIdentity A = new("012345", "Set-Top", "A");
    private static readonly DeviceIdentity B = new("012345", "Set-Top", "B");

    [Fact]
    public async Task Certificate_of_one_device_does_not_open_the_session_of_another()
    {
        await using AcsHost host = await AcsHost.StartAsync();

        TestDevice.Answer answer = await new TestDevice(host.CreateClient(host.Pki.Cpe(A).Issue()), host.Tls, B).InformAsync();

        answer.Status.Should().Be(HttpStatusCode.Forbidden);
        answer.Header("Set-Cookie").Should().BeNull();
        host.Refusals.Should().ContainSingle().Which.Failure.Should().Be(AcsRequestFailure.CertificateOfAnotherDevice);
    }

    [Fact]
    public async Task Device_that_is_revoked_while_its_connection_is_open_gets_no_further()
    {
        var crls = new CrlSource();
        var refused = new ConcurrentQueue<VerifyResult?>();
        await using AcsHost host = await AcsHost.StartAsync(new AcsHost.Setup
        {
            Context = (builder, _) => builder.UseCrls(crls),
            Tls = tls => tls.PeerRefused = (result, _) => refused.Enqueue(result),
        });
        TestCertificate certificate = host.Pki.Cpe(A).Issue();
        var device = new TestDevice(host.CreateClient(certificate), host.Tls, A);
        var other = new TestDevice(host.CreateClient(host.Pki.Cpe(B).Issue()), host.Tls, B);
        await device.RunAsync();
        await device.InformAsync();
        await other.InformAsync();

        crls.Update(Revoke(host, certificate));
        TestDevice.Answer goingOn = await device.EmptyAsync();
        Func<Task> comingAgain = () => device.InformAsync();

        goingOn.Status.Should().Be(HttpStatusCode.Forbidden);
        goingOn.Header("Connection").Should().Be("close");
        await comingAgain.Should().ThrowAsync<HttpRequestException>("its next handshake is refused");
        refused.Should().NotBeEmpty().And.OnlyContain(r => r!.FirstError!.Error == VerificationError.Revoked);
        host.Logs.GetSnapshot().Should().ContainSingle(r => r.Id.Id == 7202);
        host.Refusals.Should().ContainSingle().Which.Failure.Should().Be(AcsRequestFailure.CertificateRefused);
        (await other.EmptyAsync()).Status.Should().Be(HttpStatusCode.NoContent, "the others are judged anew too, and found right");
    }

    private static CrlStore Revoke(AcsHost host, TestCertificate certificate)
    {
        var builder = new CertificateRevocationListBuilder();
        builder.AddEntry(certificate.Certificate);
        return CrlStore.FromDer(
            builder.Build(host.Pki.Root.Certificate, BigInteger.One, DateTimeOffset.UtcNow.AddDays(1), HashAlgorithmName.SHA256));
    }

    [Fact]
    public async Task Cookie_of_one_device_is_worth_nothing_on_the_connection_of_another()
    {
        await using AcsHost host = await AcsHost.StartAsync();
        var victim = new TestDevice(host.CreateClient(host.Pki.Cpe(A).Issue(), cookies: false), host.Tls, A);
        var thief = new TestDevice(host.CreateClient(host.Pki.Cpe(B).Issue(), cookies: false), host.Tls, B);
        string cookie = (await victim.InformAsync()).Header("Set-Cookie")!.Split(';')[0];

        TestDevice.Answer stolen = await thief.EmptyAsync(r => r.Headers.TryAddWithoutValidation("Cookie", cookie));
        TestDevice.Answer own = await victim.EmptyAsync();

        stolen.Status.Should().Be(HttpStatusCode.Forbidden);
        own.Status.Should().Be(HttpStatusCode.NoContent);
        host.Refusals.Should().ContainSingle().Which.Failure.Should().Be(AcsRequestFailure.SessionOfAnotherDevice);
    }

    [Fact]
    public async Task Device_without_its_own_certificate_is_challenged_and_let_in_by_password()
    {
        await using AcsHost host = await StartAsync();
        var device = new TestDevice(host.CreateClient(), host.Tls, A);

        TestDevice.Answer challenge = await device.InformAsync();
        device.UseBasic(A.ToCommonName(), Password);
        await device.RunAsync();

        challenge.Status.Should().Be(HttpStatusCode.Unauthorized);
        challenge.Headers["WWW-Authenticate"].Should().SatisfyRespectively(c => c.Should().StartWith("Digest "), c =>
            c.Should().StartWith("Basic "));
        host.Sessions.Should().ContainSingle().Which.AuthenticatedBy.Should().Be(AcsAuthentication.Password);
        host.Refusals.Should().BeEmpty();
    }

    [Fact]
    public async Task Password_once_right_counts_for_the_rest_of_the_connection()
    {
        await using AcsHost host = await StartAsync();
        var device = new TestDevice(host.CreateClient(), host.Tls, A);
        device.UseBasic(A.ToCommonName(), Password);
        await device.InformAsync();
        device.Authorization = null;

        (await device.EmptyAsync()).Status.Should().Be(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Password_of_one_device_does_not_open_the_session_of_another()
    {
        await using AcsHost host = await StartAsync();
        var device = new TestDevice(host.CreateClient(), host.Tls, B);
        device.UseBasic(A.ToCommonName(), Password);

        (await device.InformAsync()).Status.Should().Be(HttpStatusCode.Forbidden);
        host.Refusals.Should().ContainSingle().Which.Failure.Should().Be(AcsRequestFailure.PasswordOfAnotherDevice);
    }

    [Fact]
    public async Task Shared_certificate_still_needs_a_password()
    {
        await using AcsHost host = await StartAsync();
        TestCertificate shared = host.Pki.Cpe("Model X").Issue();
        var device = new TestDevice(host.CreateClient(shared), host.Tls, A);

        (await device.InformAsync()).Status.Should().Be(HttpStatusCode.Unauthorized);
        device.UseBasic(A.ToCommonName(), Password);
        await device.RunAsync();
    }

    [Fact]
    public async Task Plain_text_is_refused_unless_it_is_allowed()
    {
        await using AcsHost host = await StartAsync();

        (await new TestDevice(host.CreateClient(), host.Plain, A).InformAsync()).Status.Should().Be(HttpStatusCode.Forbidden);
        host.Refusals.Should().ContainSingle().Which.Failure.Should().Be(AcsRequestFailure.PlaintextNotAllowed);
    }

    [Fact]
    public async Task Plain_text_offers_Digest_alone_and_refuses_a_right_password_in_Basic()
    {
        await using AcsHost host = await StartAsync(o => o.Engine.Identity.AllowPlaintext = true);
        var device = new TestDevice(host.CreateClient(), host.Plain, A);
        device.UseBasic(A.ToCommonName(), Password);

        TestDevice.Answer answer = await device.InformAsync();

        answer.Status.Should().Be(HttpStatusCode.Unauthorized);
        answer.Headers["WWW-Authenticate"].Should().ContainSingle().Which.Should().StartWith("Digest ");
        host.Refusals.Should().ContainSingle().Which.Failure.Should().Be(AcsRequestFailure.BasicWithoutTls);
    }

    [Fact]
    public async Task Digest_of_the_platforms_client_runs_a_session_without_TLS()
    {
        await using AcsHost host = await StartAsync(o => o.Engine.Identity.AllowPlaintext = true);
        using var handler = new SocketsHttpHandler { UseProxy = false, Credentials = new NetworkCredential(A.ToCommonName(), Password) };
        using var client = new HttpClient(handler);

        TestDevice.Answer inform = await new TestDevice(client, host.Plain, A).InformAsync();
        await new TestDevice(client, host.Plain, A).EmptyAsync();

        inform.Status.Should().Be(HttpStatusCode.OK);
        inform.Header("Set-Cookie").Should().NotContain("Secure");
        host.Sessions.Should().ContainSingle().Which.Outcome.Should().Be("Completed");
    }

    [Fact]
    public async Task Captured_digest_request_gets_a_stale_challenge_on_another_connection()
    {
        await using AcsHost host = await StartAsync(o => o.Engine.Identity.AllowPlaintext = true);
        string captured = await CaptureAsync(host);
        var device = new TestDevice(host.CreateClient(cookies: false), host.Plain, A) { Authorization = captured };

        (await device.InformAsync()).Status.Should().Be(HttpStatusCode.OK, "the header is used for the first time");
        TestDevice.Answer replayed =
            await new TestDevice(host.CreateClient(cookies: false), host.Plain, A) { Authorization = captured }.InformAsync();

        replayed.Status.Should().Be(HttpStatusCode.Unauthorized);
        replayed.Header("WWW-Authenticate").Should().Contain("stale=true");
    }

    [Fact]
    public async Task Wrong_passwords_are_limited_and_the_limit_says_when_to_come_again()
    {
        await using AcsHost host = await StartAsync(o => o.HttpAuthentication.MaxFailuresPerUsername = 3);
        var device = new TestDevice(host.CreateClient(), host.Tls, A);
        device.UseBasic(A.ToCommonName(), "guess");
        for (int i = 0; i < 3; i++)
        {
            (await device.InformAsync()).Status.Should().Be(HttpStatusCode.Unauthorized);
        }

        device.UseBasic(A.ToCommonName(), Password);
        TestDevice.Answer answer = await device.InformAsync();

        answer.Status.Should().Be(HttpStatusCode.TooManyRequests);
        answer.Header("Retry-After").Should().Be("60");
    }

    [Fact]
    public async Task Account_store_that_fails_is_503_and_logged()
    {
        await using AcsHost host = await AcsHost.StartAsync(new AcsHost.Setup
        {
            Store = new BrokenStore(),
        });
        var device = new TestDevice(host.CreateClient(), host.Tls, A);
        device.UseBasic(A.ToCommonName(), Password);

        (await device.InformAsync()).Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        host.Logs.GetSnapshot().Should().ContainSingle(r => r.Id.Id == 7101 && r.Message.Contains("127.0.0.1:", StringComparison.Ordinal))
            .Which.Exception.Should().NotBeNull();
        host.Logs.GetSnapshot().Should().NotContain(r => r.Message.Contains(Password, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Forwarded_certificate_from_anybody_but_a_trusted_proxy_is_ignored_and_reported()
    {
        await using AcsHost host = await StartAsync();
        string forged = HeaderOf(host.Pki.Cpe(A).Issue());

        TestDevice.Answer inside = await new TestDevice(host.CreateClient(), host.Tls, A)
            .InformAsync(r => r.Headers.TryAddWithoutValidation("Client-Cert", forged));
        TestDevice.Answer plain = await new TestDevice(host.CreateClient(), host.Plain, A).InformAsync(r =>
        {
            r.Headers.TryAddWithoutValidation("Client-Cert", forged);
            r.Headers.TryAddWithoutValidation("X-Forwarded-Proto", "https");
            r.Headers.TryAddWithoutValidation("X-Forwarded-For", "127.0.0.1");
        });

        inside.Status.Should().Be(HttpStatusCode.Unauthorized);
        plain.Status.Should().Be(HttpStatusCode.Forbidden);
        host.Logs.GetSnapshot().Count(r => r.Id.Id == 7300).Should().Be(2);
    }

    [Fact]
    public async Task Trusted_proxy_is_believed_after_its_certificate_was_verified_again()
    {
        using PeerVerifierOwner owner = new();
        await using AcsHost host = await StartWithProxyAsync(owner);
        var proxied = new TestDevice(host.CreateClient(cookies: false), host.Plain, A);
        string good = HeaderOf(host.Pki.Cpe(A).IssuedBy(host.Pki.Intermediate).Issue());
        string chain = HeaderOf(host.Pki.Intermediate);
        string bad = HeaderOf(host.Pki.Cpe(A).IssuedBy(host.Pki.Ca("Stranger").Issue()).Issue());

        TestDevice.Answer accepted = await proxied.InformAsync(r =>
        {
            r.Headers.TryAddWithoutValidation("Client-Cert", good);
            r.Headers.TryAddWithoutValidation("Client-Cert-Chain", chain);
        });
        TestDevice.Answer stranger = await proxied.InformAsync(r => r.Headers.TryAddWithoutValidation("Client-Cert", bad));
        TestDevice.Answer malformed =
            await proxied.InformAsync(r => r.Headers.TryAddWithoutValidation("Client-Cert", "not a byte sequence"));
        TestDevice.Answer twice = await proxied.InformAsync(r => r.Headers.TryAddWithoutValidation("Client-Cert", [good, good]));
        TestDevice.Answer plain = await proxied.InformAsync();
        TestDevice.Answer none = await proxied.InformAsync(r =>
        {
            r.Headers.TryAddWithoutValidation("Client-Cert", "::");
            r.Headers.TryAddWithoutValidation("X-Forwarded-Proto", "https");
        });

        accepted.Status.Should().Be(HttpStatusCode.OK);
        accepted.Header("Set-Cookie").Should().EndWith("; Secure");
        stranger.Status.Should().Be(HttpStatusCode.Forbidden);
        stranger.Header("Connection").Should().BeNull("the connection is the proxy's, and carries other devices");
        host.Refusals.First().Failure.Should().Be(AcsRequestFailure.CertificateRefused);
        malformed.Status.Should().Be(HttpStatusCode.BadRequest);
        twice.Status.Should().Be(HttpStatusCode.BadRequest);
        plain.Status.Should().Be(HttpStatusCode.Forbidden, "the proxy does not say that it came through TLS");
        none.Status.Should().Be(HttpStatusCode.Unauthorized, "a device without a certificate needs a password");
    }

    [Fact]
    public async Task Devices_behind_a_proxy_share_its_connection_but_not_their_sessions()
    {
        using PeerVerifierOwner owner = new();
        await using AcsHost host = await StartWithProxyAsync(owner);
        HttpClient proxy = host.CreateClient(cookies: false);
        string certificateOfA = HeaderOf(host.Pki.Cpe(A).Issue());
        string certificateOfB = HeaderOf(host.Pki.Cpe(B).Issue());
        var a = new TestDevice(proxy, host.Plain, A);
        var b = new TestDevice(proxy, host.Plain, B);

        string cookieOfA = (await a.InformAsync(r => r.Headers.TryAddWithoutValidation("Client-Cert", certificateOfA)))
            .Header("Set-Cookie")!.Split(';')[0];
        (await b.InformAsync(r => r.Headers.TryAddWithoutValidation("Client-Cert", certificateOfB))).Status.Should().Be(HttpStatusCode.OK);

        TestDevice.Answer stolen = await b.EmptyAsync(r =>
        {
            r.Headers.TryAddWithoutValidation("Client-Cert", certificateOfB);
            r.Headers.TryAddWithoutValidation("Cookie", cookieOfA);
        });
        TestDevice.Answer withCookie = await a.EmptyAsync(r =>
        {
            r.Headers.TryAddWithoutValidation("Client-Cert", certificateOfA);
            r.Headers.TryAddWithoutValidation("Cookie", cookieOfA);
        });
        TestDevice.Answer withoutCookie = await b.EmptyAsync(r => r.Headers.TryAddWithoutValidation("Client-Cert", certificateOfB));

        stolen.Status.Should().Be(HttpStatusCode.Forbidden);
        withCookie.Status.Should().Be(HttpStatusCode.NoContent);
        withoutCookie.Status.Should().Be(HttpStatusCode.NoContent, "the certificate says whose session is meant");
        host.Sessions.Select(session => session.Device).Should().Equal(A, B);
    }

    [Theory]
    [InlineData(true, "HTTP/1.1 200 ")]
    [InlineData(false, "HTTP/1.1 403 ")]
    public async Task Unix_socket_is_a_trusted_proxy_where_that_is_said_and_whatever_else_headers_say(bool isTrusted, string expected)
    {
        using PeerVerifierOwner owner = new();
        using var folder = new TemporaryFolder();
        string path = folder.File("acs.sock");
        await using AcsHost host = await AcsHost.StartAsync(new AcsHost.Setup
        {
            OptionsOf = (host, options) =>
            {
                Trust(host, options, owner);
                options.TrustedProxies.UnixSockets = isTrusted;
            },
            Kestrel = kestrel => kestrel.ListenUnixSocket(path),

            // Turns the header into the address of the connection, as applications behind proxies do.
            App = app => app.UseForwardedHeaders(
                new ForwardedHeadersOptions { ForwardedHeaders = Microsoft.AspNetCore.HttpOverrides.ForwardedHeaders.XForwardedFor }),
        });
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), TestContext.Current.CancellationToken);
        string inform = Envelopes.Inform(A);

        await socket.SendAsync(
            Encoding.UTF8.GetBytes(
                $"POST /acs HTTP/1.1\r\nHost: acs\r\nClient-Cert: {HeaderOf(host.Pki.Cpe(A).Issue())}\r\nX-Forwarded-For: " +
                $"127.0.0.1\r\nContent-Length: {inform.Length}\r\n\r\n{inform}"),
            TestContext.Current.CancellationToken);
        byte[] answer = new byte[4096];
        int read = await socket.ReceiveAsync(answer, TestContext.Current.CancellationToken);

        Encoding.Latin1.GetString(answer, 0, read).Should().StartWith(expected);
        host.Logs.GetSnapshot().Count(r => r.Id.Id == 7300).Should().Be(isTrusted ? 0 : 1);
    }

    [Fact]
    public async Task Address_of_a_trusted_proxy_may_come_mapped_to_IPv6()
    {
        using PeerVerifierOwner owner = new();
        await using AcsHost host = await AcsHost.StartAsync(new AcsHost.Setup
        {
            OptionsOf = (host, options) => Trust(host, options, owner),

            // A dual-stack listener sees IPv4 clients as ::ffff:127.0.0.1.
            Kestrel = kestrel => kestrel.ListenAnyIP(0),
        });
        string url = host.App.Urls.First();

        TestDevice.Answer answer = await new TestDevice(host.CreateClient(),
            new Uri($"http://127.0.0.1:{new Uri(url.Replace("[::]", "localhost", StringComparison.Ordinal)).Port}/acs"), A)
            .InformAsync(r => r.Headers.TryAddWithoutValidation("Client-Cert", HeaderOf(host.Pki.Cpe(A).Issue())));

        answer.Status.Should().Be(HttpStatusCode.OK);
    }

    private static string HeaderOf(TestCertificate certificate) => $":{Convert.ToBase64String(certificate.Certificate.RawData)}:";

    private static Task<AcsHost> StartAsync(Action<CwmpAcsOptions>? options = null)
    {
        var setup = new AcsHost.Setup { Options = options };
        setup.Accounts.Set(A.ToCommonName(), new CwmpAccount(HttpCredential.FromPassword(Password)));
        return AcsHost.StartAsync(setup);
    }

    private static Task<AcsHost> StartWithProxyAsync(PeerVerifierOwner owner) =>
        AcsHost.StartAsync(new AcsHost.Setup { OptionsOf = (host, options) => Trust(host, options, owner) });

    private static void Trust(AcsHost host, CwmpAcsOptions options, PeerVerifierOwner owner)
    {
        options.TrustedProxies.Networks.Add(IPNetwork.Parse("127.0.0.0/8"));
        options.TrustedProxies.Verifier = owner.Verifier ??= new PeerVerifier(new PeerVerifierOptions
        {
            Role = PeerRole.CpeDevice,
            Trust = TrustStore.FromCertificates([host.Pki.Root.Certificate]),
        });
    }

    // A request as a device signs it, computed independently of the product's client.
    private static async Task<string> CaptureAsync(AcsHost host)
    {
        TestDevice.Answer challenge = await new TestDevice(host.CreateClient(), host.Plain, A).InformAsync();
        Dictionary<string, string> values = challenge.Header("WWW-Authenticate")!["Digest ".Length..].Split(", ")
            .Select(p => p.Split('=', 2)).ToDictionary(p => p[0], p => p[1].Trim('"'));
        string secret = Convert.ToHexStringLower(
            HttpCredential.ComputeDigestHash(HttpDigestAlgorithm.Md5, A.ToCommonName(), values["realm"], Password));
        string response = Md5($"{secret}:{values["nonce"]}:00000001:c:auth:{Md5("POST:/acs")}");
        return $"Digest username=\"{A.ToCommonName()}\", realm=\"{values["realm"]}\", nonce=\"{values["nonce"]}\", uri=\"/acs\", " +
            $"response=\"{response}\", " +
            $"qop=auth, nc=00000001, cnonce=\"c\", opaque=\"{values["opaque"]}\"";

#pragma warning disable CA5351
        static string Md5(string text) =>
            Convert.ToHexStringLower(System.Security.Cryptography.MD5.HashData(Encoding.ASCII.GetBytes(text)));
#pragma warning restore CA5351
    }

    private sealed class PeerVerifierOwner : IDisposable
    {
        public PeerVerifier? Verifier { get; set; }

        public void Dispose() => Verifier?.Dispose();
    }

    private sealed class BrokenStore : ICwmpCredentialStore
    {
        public ValueTask<CwmpAccount?> FindAsync(string username, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("database down");
    }
}
