// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.IO.Compression;
using System.Net;
using System.Security.Authentication;
using System.Text;
using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.Acs.Posts;
using Cwmp.Tls.AspNetCore.Endpoints;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Messages;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.AspNetCore.Tests.Endpoints;

/// <summary>Sessions over mutual TLS: what the HTTP binding adds to the engine's rules.</summary>
public sealed class SessionTests
{
    private static readonly DeviceIdentity Identity = new("012345", "Set-Top", "0123/4");

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Session_runs_from_Inform_to_204(SslProtocols protocol)
    {
        await using AcsHost host =
            await StartAsync((session, cancellationToken) => session.CallAsync(new Reboot { CommandKey = "key" }, cancellationToken));
        TestDevice device = Device(host, protocol);

        TestDevice.Answer inform = await device.InformAsync();
        TestDevice.Answer reboot = await device.EmptyAsync();
        TestDevice.Answer end = await device.PostAsync(Envelopes.RebootResponse(Envelopes.IdOf(reboot.Body)));

        inform.Status.Should().Be(HttpStatusCode.OK);
        inform.Body.Should().Contain("InformResponse").And.StartWith("<", "no byte order mark and no blanks").And.NotContain("<?xml");
        inform.Header("Content-Type").Should().Be("text/xml; charset=utf-8");
        inform.Header("Content-Length").Should().Be(Encoding.UTF8.GetByteCount(inform.Body)
            .ToString(System.Globalization.CultureInfo.InvariantCulture));
        inform.IsChunked.Should().BeFalse();
        inform.Header("Set-Cookie").Should().MatchRegex("^session=[-_A-Za-z0-9]{32}; Path=/; HttpOnly; Secure$");
        reboot.Body.Should().Contain("<cwmp:Reboot>");
        reboot.Header("Set-Cookie").Should().BeNull();
        end.Should().BeEquivalentTo(new { Status = HttpStatusCode.NoContent, Body = "", IsChunked = false });
        host.Sessions.Should().ContainSingle().Which.Should().Match<AcsSessionSummary>(
            s =>
                s.Device == Identity && s.AuthenticatedBy == AcsAuthentication.Certificate && s.Outcome == "Completed");
    }

    [Fact]
    public async Task Device_that_returns_no_cookie_is_known_by_its_connection()
    {
        await using AcsHost host = await StartAsync();

        await Device(host, cookies: false).RunAsync();

        host.Sessions.Should().ContainSingle();
    }

    [Theory]
    [InlineData("session={0}")]
    [InlineData("$Version=\"1\"; session=\"{0}\"; $Path=\"/\"")]
    [InlineData("other=1, session={0}")]
    [InlineData("session=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA; session={0}")]
    public async Task Session_goes_on_on_another_connection_with_whatever_form_of_cookie(string form)
    {
        await using AcsHost host = await StartAsync();
        TestDevice.Answer inform = await Device(host, cookies: false).InformAsync();
        string token = inform.Header("Set-Cookie")!.Split(['=', ';'])[1];

        TestDevice.Answer end = await Device(host, cookies: false).EmptyAsync(
            r =>
                r.Headers.TryAddWithoutValidation("Cookie", string.Format(System.Globalization.CultureInfo.InvariantCulture, form, token)));

        end.Status.Should().Be(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task Stale_cookie_with_an_Inform_begins_a_new_session()
    {
        await using AcsHost host = await StartAsync();
        TestDevice device = Device(host);
        await device.RunAsync();

        await device.RunAsync();

        host.Sessions.Should().HaveCount(2);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    public async Task Compressed_Inform_is_understood(string coding)
    {
        await using AcsHost host = await StartAsync();

        TestDevice.Answer answer = await Device(host).PostAsync("x", r =>
        {
            r.Content = new ByteArrayContent(Pack(Encoding.UTF8.GetBytes(Envelopes.Inform(Identity)), coding));
            r.Content.Headers.ContentEncoding.Add(coding);
        });

        answer.Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Unknown_coding_is_415_and_says_which_are_known()
    {
        await using AcsHost host = await StartAsync();

        TestDevice.Answer answer = await Device(host).PostAsync("x", r => r.Content!.Headers.ContentEncoding.Add("compress"));

        answer.Status.Should().Be(HttpStatusCode.UnsupportedMediaType);
        answer.Header("Accept-Encoding").Should().Be("gzip, deflate");
    }

    [Fact]
    public async Task Compressed_bomb_and_oversize_are_413_and_change_nothing()
    {
        await using AcsHost host = await StartAsync(options: o => (o.MaxBodyBytes, o.MaxBufferedBytes) = (64 << 10, 1 << 20));
        TestDevice device = Device(host);
        byte[] bomb = Pack(new byte[32 << 20], "gzip");
        bomb.Length.Should().BeLessThan(64 << 10);

        TestDevice.Answer bombed = await device.PostAsync("x", r =>
        {
            r.Content = new ByteArrayContent(bomb);
            r.Content.Headers.ContentEncoding.Add("gzip");
        });
        TestDevice.Answer announced = await device.PostAsync(new string('x', (64 << 10) + 1));
        TestDevice.Answer chunked = await device.PostAsync(new string('x', (64 << 10) + 1), r => r.Headers.TransferEncodingChunked = true);

        new[] { bombed, announced, chunked }.Should().OnlyContain(a => a.Status == HttpStatusCode.RequestEntityTooLarge);
        host.Sessions.Should().BeEmpty();
        await device.RunAsync();
    }

    [Fact]
    public async Task Oddities_of_devices_are_tolerated()
    {
        await using AcsHost host = await StartAsync();
        TestDevice device = Device(host);

        TestDevice.Answer inform = await device.InformAsync(r =>
        {
            r.Content!.Headers.Remove("Content-Type");
            r.Headers.Remove("SOAPAction");
            r.Headers.TransferEncodingChunked = true;
            r.Headers.ExpectContinue = true;
        });
        TestDevice.Answer end = await device.EmptyAsync(r =>
        {
            r.Content!.Headers.TryAddWithoutValidation("Content-Type", "text/xml; charset=utf-8");
            r.Headers.TryAddWithoutValidation("SOAPAction", "\"urn:x\"");
        });

        inform.Status.Should().Be(HttpStatusCode.OK);
        end.Status.Should().Be(HttpStatusCode.NoContent);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("OPTIONS")]
    public async Task Other_methods_are_405_with_Allow(string method)
    {
        await using AcsHost host = await StartAsync();

        TestDevice.Answer answer = await Device(host).PostAsync("", r => r.Method = new HttpMethod(method));

        answer.Status.Should().Be(HttpStatusCode.MethodNotAllowed);
        answer.Header("Allow").Should().Be("POST");
    }

    [Theory]
    [InlineData(AcsRedirectStatus.Found, HttpStatusCode.Found)]
    [InlineData(AcsRedirectStatus.TemporaryRedirect, HttpStatusCode.TemporaryRedirect)]
    public async Task Handler_can_redirect(AcsRedirectStatus status, HttpStatusCode expected)
    {
        await using AcsHost host = await StartAsync((session, _) =>
        {
            session.Redirect(new Uri("https://other.example/acs?x=y"), status);
            return Task.CompletedTask;
        });
        TestDevice device = Device(host);
        await device.InformAsync();

        TestDevice.Answer answer = await device.EmptyAsync();

        answer.Status.Should().Be(expected);
        answer.Header("Location").Should().Be("https://other.example/acs?x=y");
    }

    [Fact]
    public async Task Full_ACS_answers_503_with_Retry_After()
    {
        await using AcsHost host =
            await StartAsync(options: o => (o.Engine.MaxSessions, o.Engine.RetryAfter) = (1, TimeSpan.FromSeconds(90)));
        await Device(host).InformAsync();

        TestDevice.Answer answer = await Device(host, identity: new DeviceIdentity("012345", "Set-Top", "other")).InformAsync();

        answer.Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        answer.Header("Retry-After").Should().Be("90");
    }

    [Fact]
    public async Task Posts_beyond_the_limit_get_503_and_are_let_in_when_there_is_room()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using AcsHost host = await StartAsync(
            (_, _) =>
            {
                entered.TrySetResult();
                return release.Task;
            },
            o => o.MaxConcurrentRequests = 1);
        TestDevice first = Device(host);
        TestDevice second = Device(host, identity: new DeviceIdentity("012345", "Set-Top", "other"));
        await first.InformAsync();
        Task<TestDevice.Answer> waiting = first.EmptyAsync();
        await entered.Task.WaitAsync(TestContext.Current.CancellationToken);

        TestDevice.Answer refused = await second.InformAsync();
        release.SetResult();
        await waiting;

        refused.Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        refused.Header("Retry-After").Should().Be("60");
        await second.RunAsync();
    }

    [Fact]
    public async Task Stopping_host_lets_open_sessions_finish_and_no_new_ones_begin()
    {
        await using AcsHost host = await StartAsync(options: o => o.DrainTimeout = TimeSpan.FromSeconds(30));
        TestDevice device = Device(host);
        await device.InformAsync();

        Task stopping = host.App.StopAsync(TestContext.Current.CancellationToken);
        TestDevice.Answer refused = await Device(host, identity: new DeviceIdentity("012345", "Set-Top", "other")).InformAsync();
        TestDevice.Answer end = await device.EmptyAsync();
        await stopping;

        refused.Status.Should().Be(HttpStatusCode.ServiceUnavailable);
        end.Status.Should().Be(HttpStatusCode.NoContent);
        host.Sessions.Should().ContainSingle().Which.Outcome.Should().Be("Completed");
    }

    private static byte[] Pack(byte[] content, string coding)
    {
        var packed = new MemoryStream();
        using (Stream stream = coding == "gzip"
            ? new GZipStream(packed, CompressionLevel.Optimal)
            : new ZLibStream(packed, CompressionLevel.Optimal))
        {
            stream.Write(content);
        }

        return packed.ToArray();
    }

    private static Task<AcsHost> StartAsync(Func<AcsSession, CancellationToken, Task>? handler = null,
        Action<CwmpAcsOptions>? options = null) =>
        AcsHost.StartAsync(new AcsHost.Setup { Handler = handler, Options = options });

    private static TestDevice Device(
        AcsHost host, SslProtocols protocol = SslProtocols.None, bool cookies = true, DeviceIdentity? identity = null)
    {
        TestCertificate certificate = host.Pki.Cpe(identity ?? Identity).Issue();
        return new TestDevice(host.CreateClient(certificate, protocol, cookies), host.Tls, identity ?? Identity);
    }
}
