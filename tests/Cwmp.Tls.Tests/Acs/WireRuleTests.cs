// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.Acs.Posts;
using Cwmp.Tls.Serialization;

namespace Cwmp.Tls.Tests.Acs;

/// <summary>What cookies, namespaces, IDs and redirects look like on the wire (TR-069 §3.4), as far as the engine decides it.</summary>
public sealed class WireRuleTests
{
    [Fact]
    public async Task Cpe_without_cookies_is_known_by_its_connection()
    {
        await using var lab = new AcsLab((session, token) => session.RebootAsync("", token));
        ScriptedCpe cpe = lab.Cpe();
        cpe.KeepsCookies = false;

        await cpe.StartAsync();
        cpe.Received.Should().Be("Reboot");

        (await cpe.AnswerAsync("<cwmp:RebootResponse/>")).StatusCode.Should().Be(204);
    }

    [Fact]
    public async Task Cpe_without_cookies_is_known_on_another_connection_by_the_certificate_it_shows()
    {
        await using var lab = new AcsLab((session, token) => session.RebootAsync("", token));
        ScriptedCpe cpe = lab.Cpe();
        cpe.KeepsCookies = false;
        await cpe.InformAsync();
        cpe.Reconnect();
        await cpe.EmptyAsync();
        cpe.Received.Should().Be("Reboot");
        cpe.Reconnect();

        (await cpe.AnswerAsync("<cwmp:RebootResponse/>")).StatusCode.Should().Be(204);
        lab.TheEnd.Outcome.Should().Be("Completed");
    }

    [Fact]
    public async Task Cpe_without_cookies_is_known_on_another_connection_by_the_password_it_sends()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe cpe = lab.Cpe();
        cpe.KeepsCookies = false;
        cpe.Evidence = cpe.Password(cpe.Device);
        await cpe.InformAsync();
        cpe.Reconnect();

        (await cpe.EmptyAsync()).StatusCode.Should().Be(204);
        lab.TheEnd.AuthenticatedBy.Should().Be(AcsAuthentication.Password);
    }

    [Fact]
    public async Task Another_device_without_cookies_finds_no_session()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        await lab.Cpe("A1").InformAsync();

        (await lab.Cpe("B2").EmptyAsync()).StatusCode.Should().Be(400);
        lab.Engine.ActiveSessions.Should().Be(1);
    }

    [Fact]
    public async Task Cpe_that_returns_cookies_is_not_found_without_one()
    {
        await using var lab = new AcsLab((session, token) => session.RebootAsync("", token));
        ScriptedCpe cpe = lab.Cpe();
        await cpe.StartAsync();
        cpe.Cookies.Clear();
        cpe.Reconnect();

        (await cpe.AnswerAsync("<cwmp:RebootResponse/>")).StatusCode.Should().Be(400);
        lab.Engine.ActiveSessions.Should().Be(1);
    }

    [Fact]
    public async Task Late_post_of_the_last_session_is_no_part_of_the_present_one()
    {
        await using var lab = new AcsLab((session, token) => session.RebootAsync("", token));
        ScriptedCpe old = lab.Cpe();
        await old.StartAsync();
        ScriptedCpe present = lab.Cpe();
        await present.StartAsync();

        AcsReply late = await old.AnswerAsync("<cwmp:RebootResponse/>");

        late.StatusCode.Should().Be(400);
        (await present.AnswerAsync("<cwmp:RebootResponse/>")).StatusCode.Should().Be(204);
        lab.Ended.Select(session => session.Outcome).Should().Equal("Superseded", "Completed");
    }

    [Fact]
    public async Task Stale_cookie_with_an_inform_begins_a_new_session()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe cpe = lab.Cpe();
        await cpe.StartAsync();
        string stale = cpe.Cookies.Single();

        AcsReply reply = await cpe.InformAsync();

        reply.StatusCode.Should().Be(200);
        reply.SessionToken.Should().NotBe(stale);
        (await cpe.EmptyAsync()).StatusCode.Should().Be(204);
    }

    [Fact]
    public async Task Stale_cookie_beside_the_right_one_does_no_harm()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe cpe = lab.Cpe();
        await cpe.StartAsync();
        string stale = cpe.Cookies.Single();
        await cpe.InformAsync();
        cpe.Cookies.Insert(0, stale);
        cpe.Cookies.Insert(0, "nonsense");
        cpe.Reconnect();

        (await cpe.EmptyAsync()).StatusCode.Should().Be(204);
        lab.Ended.Should().HaveCount(2);
    }

    [Fact]
    public async Task Quoted_cookie_is_the_same_cookie()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe cpe = lab.Cpe();
        await cpe.InformAsync();
        cpe.Cookies[0] = "\"" + cpe.Cookies[0] + "\"";
        cpe.Reconnect();

        (await cpe.EmptyAsync()).StatusCode.Should().Be(204);
    }

    [Fact]
    public async Task Tokens_do_not_repeat_and_have_192_bits()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe cpe = lab.Cpe();
        var tokens = new HashSet<string>();

        for (int i = 0; i < 100; i++)
        {
            tokens.Add((await cpe.InformAsync()).SessionToken!);
        }

        tokens.Should().HaveCount(100).And.OnlyContain(token => token.Length == 32);
    }

    [Fact]
    public async Task Token_with_the_right_half_alone_opens_nothing()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe cpe = lab.Cpe();
        await cpe.InformAsync();
        char last = cpe.Cookies[0][^1];
        cpe.Cookies[0] = cpe.Cookies[0][..^1] + (last == 'A' ? 'B' : 'A');
        cpe.Reconnect();

        (await cpe.EmptyAsync()).StatusCode.Should().Be(400);
    }

    [Theory]
    [InlineData("urn:dslforum-org:cwmp-1-0")]
    [InlineData("urn:dslforum-org:cwmp-1-1")]
    [InlineData("urn:dslforum-org:cwmp-1-2")]
    [InlineData("urn:dslforum-org:cwmp-1-3")]
    [InlineData("urn:dslforum-org:cwmp-1-4")]
    public async Task Every_envelope_of_a_session_is_in_the_namespace_of_its_inform(string ns)
    {
        await using var lab = new AcsLab((session, token) => session.RebootAsync("", token));
        ScriptedCpe cpe = lab.Cpe();
        cpe.Namespace = ns;

        AcsReply inform = await cpe.InformAsync();
        AcsReply transfer = await cpe.TransferCompleteAsync();
        AcsReply reboot = await cpe.EmptyAsync();

        ScriptedCpe.Text(inform).Should().Contain(ns);
        ScriptedCpe.Text(transfer).Should().Contain(ns);
        ScriptedCpe.Text(reboot).Should().Contain(ns);
    }

    [Fact]
    public async Task Version_is_named_only_to_a_cpe_that_lists_its_versions()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe cpe = lab.Cpe();

        AcsReply old = await cpe.InformAsync();
        AcsReply modern = await cpe.InformAsync(
            headers: "<cwmp:SupportedCWMPVersions soap-env:mustUnderstand=\"0\">1.0, 1.1, 1.2, 1.3, 1.4</cwmp:SupportedCWMPVersions>");

        ScriptedCpe.Element(old, "UseCWMPVersion").Should().BeNull();
        ScriptedCpe.Element(modern, "UseCWMPVersion").Should().Be("1.4");
    }

    [Fact]
    public async Task No_version_in_common_is_fault_8006()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe cpe = lab.Cpe();

        AcsReply fault =
            await cpe.InformAsync(headers: "<cwmp:SupportedCWMPVersions soap-env:mustUnderstand=\"0\">2.0</cwmp:SupportedCWMPVersions>");

        ScriptedCpe.Element(fault, "FaultCode").Should().Be("8006");
        lab.Engine.ActiveSessions.Should().Be(0);
    }

    [Theory]
    [InlineData("inform-1")]
    [InlineData(null)]
    public async Task Id_of_a_request_comes_back_and_its_absence_too(string? id)
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe cpe = lab.Cpe();

        AcsReply reply = await cpe.InformAsync(id: id!);

        ScriptedCpe.Element(reply, "ID").Should().Be(id);
    }

    [Fact]
    public async Task Ids_of_the_acs_differ_within_a_session()
    {
        await using var lab = new AcsLab(async (session, token) =>
        {
            await session.RebootAsync("", token);
            await session.RebootAsync("", token);
        });
        ScriptedCpe cpe = lab.Cpe();
        await cpe.StartAsync();
        string first = cpe.RequestId!;

        await cpe.AnswerAsync("<cwmp:RebootResponse/>");

        cpe.RequestId.Should().NotBe(first);
    }

    [Theory]
    [InlineData(" ")]
    [InlineData("\r\n\r\n")]
    [InlineData("\0")]
    public async Task Blank_body_is_an_empty_post(string body)
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe cpe = lab.Cpe();
        await cpe.InformAsync();

        (await cpe.PostAsync(body)).StatusCode.Should().Be(204);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Xml_declaration_is_written_only_where_asked_for(bool asked)
    {
        await using var lab =
            new AcsLab(AcsLab.Nothing, options => options.Serializer = new CwmpSerializer { WritesXmlDeclaration = asked });
        ScriptedCpe cpe = lab.Cpe();

        AcsReply reply = await cpe.InformAsync();

        ScriptedCpe.Text(reply).StartsWith("<?xml", StringComparison.Ordinal).Should().Be(asked);
    }

    [Theory]
    [InlineData(AcsRedirectStatus.Found, 302)]
    [InlineData(AcsRedirectStatus.TemporaryRedirect, 307)]
    public async Task Inform_can_be_redirected_and_begins_nothing(AcsRedirectStatus status, int statusCode)
    {
        await using var lab = new AcsLab(new RedirectingAcs(status));
        ScriptedCpe cpe = lab.Cpe();

        AcsReply reply = await cpe.InformAsync();

        reply.StatusCode.Should().Be(statusCode);
        reply.Location.Should().Be(new Uri("https://acs2.example.net/cwmp"));
        reply.SessionToken.Should().BeNull();
        lab.Engine.ActiveSessions.Should().Be(0);
    }

    [Fact]
    public async Task Handler_can_redirect_later_and_the_session_ends_here()
    {
        Exception? afterwards = null;
        await using var lab = new AcsLab(async (session, token) =>
        {
            await session.RebootAsync("", token);
            session.Redirect(new Uri("https://acs2.example.net/cwmp"));
            try
            {
                await session.RebootAsync("", token);
            }
            catch (AcsSessionEndedException exception)
            {
                afterwards = exception;
            }
        });
        ScriptedCpe cpe = lab.Cpe();
        await cpe.StartAsync();

        AcsReply reply = await cpe.AnswerAsync("<cwmp:RebootResponse/>");

        reply.StatusCode.Should().Be(302);
        reply.EndsSession.Should().BeTrue();
        lab.TheEnd.Outcome.Should().Be("Redirected");
        AcsSessionEndedException ended = afterwards.Should().BeOfType<AcsSessionEndedException>().Which;
        ended.Failure.Should().Be(AcsSessionFailure.None);
        ended.Outcome.Should().Be("Redirected", "a redirect is told from a session that completed");
        ended.RedirectLocation.Should().Be(new Uri("https://acs2.example.net/cwmp"));
    }

    [Theory]
    [InlineData("/relative")]
    [InlineData("ftp://host/x")]
    [InlineData("https://user:secret@host/x")]
    public void Redirects_lead_to_plain_http_urls(string location)
    {
        Action redirect = () => AcsInformAnswer.Redirect(new Uri(location, UriKind.RelativeOrAbsolute));

        redirect.Should().Throw<ArgumentException>();
    }

    [Fact]
    public async Task Redirect_to_a_name_beyond_ascii_is_in_the_form_of_dns()
    {
        await using var lab =
            new AcsLab(new RedirectingAcs(AcsRedirectStatus.Found) { Location = new Uri("https://gerät.example:7547/ä?x=ü") });

        AcsReply reply = await lab.Cpe().InformAsync();

        reply.Location!.AbsoluteUri.Should().Be("https://xn--gert-noa.example:7547/%C3%A4?x=%C3%BC");
    }

    private sealed class RedirectingAcs(AcsRedirectStatus status) : CwmpAcs
    {
        public Uri Location { get; init; } = new("https://acs2.example.net/cwmp");

        public override Task RunAsync(AcsSession session, CancellationToken cancellationToken) => Task.CompletedTask;

        public override Task<AcsInformAnswer> OnInformAsync(AcsSession session, CancellationToken cancellationToken) =>
            Task.FromResult(AcsInformAnswer.Redirect(Location, status));
    }
}
