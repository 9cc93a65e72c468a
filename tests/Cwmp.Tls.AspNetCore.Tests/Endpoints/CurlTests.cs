// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using Cwmp.Tls.Acs;
using Cwmp.Tls.AspNetCore.Authentication;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.HttpAuthentication;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.AspNetCore.Tests.Endpoints;

/// <summary>libcurl, which most device agents are built on, against the endpoint.</summary>
public sealed class CurlTests : IDisposable
{
    private const string Password = "p:w \"x\"";

    private static readonly DeviceIdentity Identity = new("012345", "Set-Top", "0123/4");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--tlsv1.2 --tls-max 1.2")]
    [InlineData("--tlsv1.3")]
    [InlineData("--tlsv1.3 --http2")]
    [InlineData("--tlsv1.2 --http1.0")]
    public async Task Session_over_mutual_TLS(string options)
    {
        await using AcsHost host = await AcsHost.StartAsync();
        (string certificate, string key) = host.Pki.Cpe(Identity).IssuedBy(host.Pki.Intermediate).Issue().Save(_folder.Path, "cpe");
        string root = _folder.Write("root.pem", host.Pki.Root.ToPem());
        string inform = _folder.Write("inform.xml", Envelopes.Inform(Identity));
        string jar = _folder.File("cookies");
        string[] tls = ["--cacert", root, "--cert", certificate, "--key", key, .. options.Split(' '), "-b", jar, "-c", jar];

        string first = await CurlAsync(
            [.. tls, "-H", "Content-Type: text/xml", "-H", "SOAPAction;", "--data-binary", "@" + inform, host.Tls.ToString()]);
        string last = await CurlAsync([.. tls, "-H", "Content-Type:", "-X", "POST", "-d", "", host.Tls.ToString()]);

        first.Should().EndWith("|200");
        last.Should().Be("|204");
        host.Sessions.Should().ContainSingle().Which.Outcome.Should().Be("Completed");
    }

    [Theory]
    [InlineData("--digest", "")]
    [InlineData("--anyauth", "")]
    [InlineData("--digest", "Expect: 100-continue")]
    [InlineData("--digest", "Connection: close")]
    [InlineData("--digest", "Transfer-Encoding: chunked")]
    [InlineData("--digest --http1.0", "")]
    public async Task Digest_without_TLS(string authentication, string header)
    {
        await using AcsHost host = await StartWithAccountAsync();
        string inform = _folder.Write("inform.xml", Envelopes.Inform(Identity));

        string answer = await CurlAsync(
        [
            .. authentication.Split(' '), "-u", $"{Identity.ToCommonName()}:{Password}", "-H", header.Length > 0 ? header : "X-Nothing: x",
            "--data-binary", "@" + inform, host.Plain.ToString(),
        ]);

        answer.Should().EndWith("|200").And.Contain("InformResponse");
    }

    [Theory]
    [InlineData("--basic", "|200")]
    [InlineData("--digest", "|200")]
    public async Task Password_inside_TLS(string authentication, string expected)
    {
        await using AcsHost host = await StartWithAccountAsync();
        string inform = _folder.Write("inform.xml", Envelopes.Inform(Identity));

        string answer = await CurlAsync(
            ["-k", authentication, "-u", $"{Identity.ToCommonName()}:{Password}", "--data-binary", "@" + inform, host.Tls.ToString()]);

        answer.Should().EndWith(expected);
    }

    [Fact]
    public async Task Large_body_after_Expect_100_continue_is_taken_or_refused_without_waiting()
    {
        await using AcsHost host = await StartWithAccountAsync();
        string large = _folder.Write("large.xml", "<x>" + new string('y', 2 << 20) + "</x>");
        string[] request = ["-H", "Expect: 100-continue", "--expect100-timeout", "15", "--data-binary", "@" + large, host.Plain.ToString()];
        var watch = Stopwatch.StartNew();

        string wrong = await CurlAsync(["--basic", "-u", $"{Identity.ToCommonName()}:wrong", .. request]);
        string right = await CurlAsync(["--digest", "-u", $"{Identity.ToCommonName()}:{Password}", .. request]);

        wrong.Should().EndWith("|401");
        right.Should().EndWith("|400", "it is not an envelope");
        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(15));
    }

    private static Task<AcsHost> StartWithAccountAsync()
    {
        var setup = new AcsHost.Setup { Options = o => o.Engine.Identity.AllowPlaintext = true };
        setup.Accounts.Set(Identity.ToCommonName(), new CwmpAccount(HttpCredential.FromPassword(Password)));
        return AcsHost.StartAsync(setup);
    }

    private static Task<string> CurlAsync(string[] arguments) => Curl.RunAsync(
        ["-s", "-m", "30", "-w", "|%{http_code}", .. arguments],
        TestContext.Current.CancellationToken);
}
