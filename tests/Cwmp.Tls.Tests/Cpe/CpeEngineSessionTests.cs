// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using Cwmp.Tls.Cpe;
using Cwmp.Tls.Cpe.Model;
using Cwmp.Tls.Cpe.Sessions;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Tests.Cpe.Support;

namespace Cwmp.Tls.Tests.Cpe;

/// <summary>cwmp-session.md §2 and §3, seen on the wire.</summary>
public sealed class CpeEngineSessionTests : IAsyncDisposable
{
    private readonly CpeBench _bench = new();

    private FakeAcs Acs => _bench.Acs;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task First_session_is_Inform_then_empty_post()
    {
        CpeSessionResult result = await _bench.BootAsync();

        Acs.Posts.Select(p => p.ToString()).Should().Equal("Inform", "(empty)");
        Acs.Posts[0].Events.Should().Equal("0 BOOTSTRAP", "1 BOOT");
        result.InformDelivered.Should().BeTrue();
        result.Version.Should().Be(CwmpVersion.Cwmp14);
    }

    [Fact]
    public async Task Inform_says_who_when_and_what_the_root_model_forces()
    {
        await _bench.BootAsync();

        Inform inform = Acs.Posts[0].Inform;
        inform.DeviceId.Should().Be(_bench.Tree.DeviceId);
        inform.MaxEnvelopes.Should().Be(1);
        inform.RetryCount.Should().Be(0);
        inform.CurrentTime.Text.Should().Be("2024-02-29T12:00:00Z");
        inform.ParameterList.Select(p => p.Name).Should().Equal(
            "Device.RootDataModelVersion", "Device.DeviceInfo.HardwareVersion", "Device.DeviceInfo.SoftwareVersion",
            "Device.DeviceInfo.ProvisioningCode", "Device.ManagementServer.ParameterKey", "Device.ManagementServer.ConnectionRequestURL",
            "Device.ManagementServer.AliasBasedAddressing");
        Acs.Posts[0].Envelope!.SupportedCwmpVersions.Should().Equal(CwmpVersion.All);
        Acs.Posts[0].Envelope!.Id.Should().NotBeNullOrEmpty();
    }

    [Fact]
    public async Task Inform_of_the_other_root_carries_its_own_list()
    {
        await using CpeBench bench = new(CpeModel.InternetGatewayDevice);
        await bench.BootAsync();

        bench.Acs.Posts[0].Inform.ParameterList.Select(p => p.Name["InternetGatewayDevice.".Length..]).Should().Equal(
            "DeviceSummary", "DeviceInfo.SpecVersion", "DeviceInfo.HardwareVersion", "DeviceInfo.SoftwareVersion",
            "DeviceInfo.ProvisioningCode",
            "ManagementServer.ParameterKey", "ManagementServer.ConnectionRequestURL", "ManagementServer.AliasBasedAddressing",
            "WANDevice.1.WANConnectionDevice.1.WANIPConnection.1.ExternalIPAddress");
    }

    [Fact]
    public async Task Header_fields_follow_what_the_post_carries()
    {
        Acs.Requests.Enqueue(new GetRPCMethods());
        await _bench.BootAsync();

        AcsPost inform = Acs.Posts[0];
        AcsPost empty = Acs.Posts[1];
        AcsPost answer = Acs.Posts[2];
        inform.Http.Content!.Headers.ContentType!.ToString().Should().Be("text/xml; charset=utf-8");
        inform.Header("SOAPAction").Should().Be("\"\"");
        empty.Http.Content!.Headers.ContentType.Should().BeNull();
        empty.Http.Content.Headers.ContentLength.Should().Be(0);
        empty.Header("SOAPAction").Should().BeNull();
        answer.Header("SOAPAction").Should().Be(string.Empty);
        Acs.Posts.Should().OnlyContain(p => p.Http.Version == new Version(1, 1) && p.Http.Headers.ExpectContinue != true);
    }

    [Fact]
    public async Task Acs_requests_are_answered_one_by_one_with_their_ID()
    {
        Acs.Requests.Enqueue(new GetRPCMethods());
        Acs.Requests.Enqueue(new GetParameterValues { ParameterNames = ["Device.DeviceInfo.SoftwareVersion"] });

        CpeSessionResult result = await _bench.BootAsync();

        Acs.Posts.Select(p => p.ToString()).Should().Equal("Inform", "(empty)", "GetRPCMethodsResponse", "GetParameterValuesResponse");
        Acs.Posts[2].Envelope!.Id.Should().Be("acs-2");
        Acs.Posts[3].Envelope!.Id.Should().Be("acs-3");
        result.RequestsAnswered.Should().Be(2);
    }

    [Fact]
    public async Task Answer_to_a_request_without_ID_carries_none()
    {
        Acs.SetHandler(post => post.IsEmpty ? Acs.Envelope(new GetRPCMethods(), null, e => e with { Id = null }) : null);

        await _bench.BootAsync();

        Acs.Posts[2].Envelope!.Id.Should().BeNull();
    }

    [Fact]
    public async Task Answers_use_the_namespace_of_the_request()
    {
        Acs.SetHandler(post =>
            post.IsEmpty ? Acs.Envelope(new GetRPCMethods(), null, e => e with { Namespace = CwmpNamespace.Cwmp10 }) : null);

        await _bench.BootAsync();

        Acs.Posts[2].Envelope!.Namespace.Should().Be(CwmpNamespace.Cwmp10);
    }

    [Fact]
    public async Task Held_requests_wait_behind_an_empty_post_until_released()
    {
        await _bench.BootAsync();
        bool hold = true;
        Acs.Hold = () => hold;
        Acs.Clear();
        Acs.Requests.Enqueue(new GetRPCMethods());
        Acs.SetHandler(post =>
        {
            hold = post.Body is Inform;
            return null;
        });

        Task<KickedResponse> kicked = _bench.Engine.SendAsync(new Kicked { Command = "c" });
        await _bench.SessionAsync();

        Acs.Posts.Select(p => p.ToString()).Should().Equal("Inform", "(empty)", "GetRPCMethodsResponse", "Kicked", "(empty)");
        (await kicked).NextURL.Should().Be("http://next.example/");
    }

    [Fact]
    public async Task Own_requests_go_before_the_empty_post()
    {
        await _bench.BootAsync();
        Acs.Clear();

        Task<GetRPCMethodsResponse> a = _bench.Engine.SendAsync(new GetRPCMethods());
        await _bench.SessionAsync();

        (await a).MethodList.Should().Equal("Inform");
        Acs.Posts.Select(p => p.ToString()).Should().Equal("Inform", "GetRPCMethods", "(empty)");
    }

    [Fact]
    public async Task Retry_fault_gets_the_identical_octets_in_the_same_session()
    {
        int faults = 2;
        Acs.SetHandler(post =>
            post.Body is Inform && faults-- > 0 ? Acs.Envelope(CwmpFault.Create(CwmpFaultCode.AcsRetryRequest), post.Envelope) : null);

        await _bench.BootAsync();

        Acs.Posts.Take(3).Select(p => p.ToString()).Should().Equal("Inform", "Inform", "Inform");
        Acs.Posts[1].Octets.Should().Equal(Acs.Posts[0].Octets);
        Acs.Posts[2].Octets.Should().Equal(Acs.Posts[0].Octets);
        Acs.Conversations.Should().Be(1);
    }

    [Fact]
    public async Task Fault_to_the_Inform_fails_the_session()
    {
        Acs.SetHandler(post => Acs.Envelope(CwmpFault.Create(CwmpFaultCode.AcsRequestDenied), post.Envelope));
        _bench.Start();

        CpeSessionResult result = await _bench.SessionAsync();

        result.Failure.Should().Be(CpeSessionFailure.InformRefused);
        result.Message.Should().Contain("8001");
        result.InformDelivered.Should().BeFalse();
    }

    [Fact]
    public async Task Fault_with_status_500_is_a_fault_and_anything_else_with_it_is_not()
    {
        Acs.SetHandler(post =>
        {
            HttpResponseMessage response = Acs.Envelope(CwmpFault.Create(CwmpFaultCode.AcsRequestDenied), post.Envelope);
            response.StatusCode = System.Net.HttpStatusCode.InternalServerError;
            return response;
        });
        _bench.Start();
        (await _bench.SessionAsync()).Failure.Should().Be(CpeSessionFailure.InformRefused);

        Acs.SetHandler(_ => FakeAcs.Status(500, "<html>oops</html>"));
        await _bench.AdvanceAsync(TimeSpan.FromSeconds(10));
        (await _bench.SessionAsync()).Failure.Should().Be(CpeSessionFailure.HttpStatus);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(405)]
    [InlineData(413)]
    [InlineData(415)]
    [InlineData(503)]
    [InlineData(303)]
    [InlineData(206)]
    public async Task Every_other_status_fails_the_session(int status)
    {
        Acs.SetHandler(_ => FakeAcs.Status(status));
        _bench.Start();

        CpeSessionResult result = await _bench.SessionAsync();

        result.Failure.Should().Be(CpeSessionFailure.HttpStatus);
        result.Message.Should().Contain(status.ToString());
        result.RetryDelay.Should().BeGreaterThanOrEqualTo(TimeSpan.FromSeconds(5)).And.BeLessThanOrEqualTo(TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("{}")]
    [InlineData("\u0001\u0002")]
    public async Task Garbage_fails_the_session(string body)
    {
        Acs.SetHandler(_ => FakeAcs.Status(200, body));
        _bench.Start();

        (await _bench.SessionAsync()).Failure.Should().Be(CpeSessionFailure.MalformedResponse);
    }

    [Fact]
    public async Task White_space_counts_as_an_empty_response()
    {
        Acs.SetHandler(post => post.IsEmpty ? FakeAcs.Status(200, " \r\n\0") : null);

        await _bench.BootAsync();
    }

    [Fact]
    public async Task Empty_answer_to_the_Inform_is_a_violation()
    {
        Acs.SetHandler(_ => FakeAcs.NoContent());
        _bench.Start();

        (await _bench.SessionAsync()).Failure.Should().Be(CpeSessionFailure.ProtocolViolation);
    }

    [Fact]
    public async Task Endless_answer_is_cut_off_at_the_limit()
    {
        Acs.SetHandler(_ => new HttpResponseMessage { Content = new StreamContent(new EndlessStream()) });
        _bench.Start();

        (await _bench.SessionAsync()).Failure.Should().Be(CpeSessionFailure.ResponseTooLarge);
    }

    [Fact]
    public async Task Announced_length_beyond_the_limit_is_not_even_read()
    {
        EndlessStream stream = new();
        Acs.SetHandler(_ =>
        {
            HttpResponseMessage response = new() { Content = new StreamContent(stream) };
            response.Content.Headers.ContentLength = long.MaxValue;
            return response;
        });
        _bench.Start();

        (await _bench.SessionAsync()).Failure.Should().Be(CpeSessionFailure.ResponseTooLarge);
        stream.Position.Should().Be(0);
    }

    [Fact]
    public async Task Silent_acs_is_given_up_after_the_response_timeout_and_not_before_30_s()
    {
        TaskCompletionSource posted = new();
        Acs.On = async _ =>
        {
            posted.TrySetResult();
            await Task.Delay(Timeout.Infinite);
            return null;
        };
        _bench.Start();
        await posted.Task;

        _bench.Time.Advance(TimeSpan.FromSeconds(59));
        await Task.Yield();
        _bench.Engine.State.Should().Be(CpeEngineState.InSession);
        _bench.Time.Advance(TimeSpan.FromSeconds(2));

        (await _bench.SessionAsync()).Failure.Should().Be(CpeSessionFailure.ResponseTimeout);
    }

    [Fact]
    public async Task Acs_of_an_older_version_is_followed_into_its_namespace()
    {
        Acs.SetHandler(post => post.Body is Inform
            ? Acs.Envelope(new InformResponse(), post.Envelope, e => e with { Namespace = CwmpNamespace.Cwmp10, UseCwmpVersion = null })
            : null);
        CpeSessionResult first = await _bench.BootAsync();
        first.Version.Should().Be(CwmpVersion.Cwmp10);

        Task<GetRPCMethodsResponse> own = _bench.Engine.SendAsync(new GetRPCMethods());
        await _bench.SessionAsync();
        await own;

        Acs.Posts.Last(p => p.Body is GetRPCMethods).Envelope!.Namespace.Should().Be(CwmpNamespace.Cwmp10);
    }

    [Fact]
    public async Task Version_that_was_not_offered_fails_the_session()
    {
        _bench.Configure = options => options.Versions = [CwmpVersion.Cwmp14];
        Acs.SetHandler(post => Acs.Envelope(new InformResponse(), post.Envelope, e => e with { UseCwmpVersion = new CwmpVersion(1, 0) }));
        _bench.Start();

        (await _bench.SessionAsync()).Failure.Should().Be(CpeSessionFailure.NoCommonVersion);
    }

    [Fact]
    public async Task Old_device_sends_no_version_header()
    {
        _bench.Configure = options => options.Versions = [CwmpVersion.Cwmp10, CwmpVersion.Cwmp11];

        await _bench.BootAsync();

        Acs.Posts[0].Envelope!.SupportedCwmpVersions.Should().BeEmpty();
        Acs.Posts[0].Envelope!.Namespace.Should().Be(CwmpNamespace.Cwmp11);
    }

    [Fact]
    public async Task Fault_8006_is_told_from_other_faults()
    {
        Acs.SetHandler(post => Acs.Envelope(CwmpFault.Create(CwmpFaultCode.AcsVersionIncompatible), post.Envelope));
        _bench.Start();

        (await _bench.SessionAsync()).Failure.Should().Be(CpeSessionFailure.NoCommonVersion);
    }

    [Fact]
    public async Task Session_timeout_hint_is_sent_when_asked_for()
    {
        _bench.Configure = options => options.SessionTimeoutHint = 120;

        await _bench.BootAsync();

        Acs.Posts[0].Envelope!.SessionTimeout.Should().Be(120);
    }

    [Fact]
    public async Task Cookies_come_back_in_the_session_and_not_in_the_next()
    {
        Acs.SetHandler(post =>
        {
            HttpResponseMessage response = Acs.Default(post);
            if (post.Body is Inform)
            {
                response.Headers.TryAddWithoutValidation("Set-Cookie", "session=abc; Path=/; HttpOnly; Secure");
                response.Headers.TryAddWithoutValidation("Set-Cookie", "node=7");
            }

            return response;
        });
        await _bench.BootAsync();
        await _bench.RequestAsync();

        Acs.Posts.Select(p => p.Header("Cookie")).Should().Equal(null, "session=abc; node=7", null, "session=abc; node=7");
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Redirect_posts_the_same_to_the_new_url_for_this_session_alone(int status)
    {
        Acs.SetHandler(post => post.Url.Host == "acs.example" ? FakeAcs.Redirect(status, "https://node7.example/cwmp?n=7") : null);
        CpeSessionResult result = await _bench.BootAsync();
        await _bench.RequestAsync();

        Acs.Posts.Select(p => $"{p.Url.Host} {p}").Should().Equal(
            "acs.example Inform", "node7.example Inform", "node7.example (empty)",
            "acs.example Inform", "node7.example Inform", "node7.example (empty)");
        Acs.Posts[1].Octets.Should().Equal(Acs.Posts[0].Octets);
        result.Url.Should().Be("https://node7.example/cwmp?n=7");
        _bench.Get("ManagementServer.URL").Should().Be(CpeBench.Url);
    }

    [Fact]
    public async Task Redirect_may_come_at_any_point_and_be_relative()
    {
        Acs.SetHandler(post => post.IsEmpty && post.Url.AbsolutePath == "/cwmp" ? FakeAcs.Redirect(307, "/other") : null);

        await _bench.BootAsync();

        Acs.Posts.Select(p => $"{p.Url.AbsolutePath} {p}").Should().Equal("/cwmp Inform", "/cwmp (empty)", "/other (empty)");
    }

    [Theory]
    [InlineData(5, CpeSessionFailure.None)]
    [InlineData(6, CpeSessionFailure.TooManyRedirects)]
    public async Task Five_redirects_in_a_row_are_followed_and_no_more(int redirects, CpeSessionFailure expected)
    {
        int left = redirects;
        Acs.SetHandler(_ => left-- > 0 ? FakeAcs.Redirect(302, $"https://n{left}.example/") : null);
        _bench.Start();

        (await _bench.SessionAsync()).Failure.Should().Be(expected);
    }

    [Theory]
    [InlineData("http://acs.example/cwmp")]
    [InlineData("ftp://acs.example/")]
    [InlineData("https://user:secret@acs.example/")]
    [InlineData("")]
    [InlineData("https://")]
    public async Task Redirect_out_of_tls_is_refused_and_nothing_is_sent_there(string location)
    {
        Acs.SetHandler(_ => FakeAcs.Redirect(302, location));
        _bench.Configure = options => options.PlainHttp = CpePlainHttp.Acs;
        _bench.Start();

        CpeSessionResult result = await _bench.SessionAsync();

        result.Failure.Should().Be(CpeSessionFailure.RedirectRefused);
        Acs.Posts.Should().ContainSingle();
        result.Message.Should().NotContain("secret");
    }

    [Fact]
    public async Task Plain_http_is_not_dialled_without_its_policy()
    {
        await using CpeBench bench = new(url: "http://acs.example/cwmp");
        bench.Start();

        (await bench.SessionAsync()).Failure.Should().Be(CpeSessionFailure.PlainHttpRefused);
        bench.Acs.Posts.Should().BeEmpty();
    }

    [Fact]
    public async Task Plain_http_is_possible_by_name()
    {
        await using CpeBench bench = new(url: "http://acs.example/cwmp") { Configure = options => options.PlainHttp = CpePlainHttp.Acs };

        await bench.BootAsync();
    }

    [Fact]
    public async Task Basic_goes_unasked_inside_tls()
    {
        _bench.Set("ManagementServer.Username", "00D09E-1");
        _bench.Set("ManagementServer.Password", "p:w");

        await _bench.BootAsync();

        string expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("00D09E-1:p:w"));
        Acs.Posts.Select(p => p.Header("Authorization")).Should().Equal(expected, expected);
    }

    [Fact]
    public async Task Another_host_gets_the_password_only_if_it_asks()
    {
        _bench.Set("ManagementServer.Username", "u");
        _bench.Set("ManagementServer.Password", "p");
        Acs.SetHandler(post => post.Url.Host == "acs.example" ? FakeAcs.Redirect(302, "https://other.example/") : null);

        await _bench.BootAsync();

        Acs.Posts.Where(p => p.Url.Host == "other.example").Should().OnlyContain(p => p.Header("Authorization") == null);
    }

    [Fact]
    public async Task Digest_challenge_is_answered_and_the_answer_kept_for_the_session()
    {
        _bench.Set("ManagementServer.Username", "u");
        _bench.Set("ManagementServer.Password", "p");
        Acs.SetHandler(post => post.Header("Authorization")?.StartsWith("Digest ", StringComparison.Ordinal) == true ? null : Challenge());

        await _bench.BootAsync();

        Acs.Posts.Select(p => p.ToString()).Should().Equal("Inform", "Inform", "(empty)");
        Acs.Posts[1].Header("Authorization").Should().Contain("uri=\"/cwmp\"").And.Contain("nc=00000001").And.Contain("qop=auth")
            .And.Contain("opaque=\"o\"");
        Acs.Posts[2].Header("Authorization").Should().Contain("nc=00000002");
    }

    [Theory]
    [InlineData("Digest realm=\"r\", qop=\"auth\", nonce=\"n\", algorithm=MD5-sess", "algorithm=MD5-sess")]
    [InlineData("Digest realm=\"r\", qop=\"auth\", nonce=\"n\", algorithm=SHA-256", "algorithm=SHA-256")]
    [InlineData("Digest realm=\"a, b\", nonce=\"n\"", "realm=\"a, b\"")]
    [InlineData("Basic realm=\"r\", Digest realm=\"r\", qop=\"auth,auth-int\", nonce=\"n\"", "qop=auth,")]
    public async Task Every_form_of_digest_is_answered(string challenge, string expected)
    {
        _bench.Set("ManagementServer.Username", "u");
        _bench.Set("ManagementServer.Password", "p");
        Acs.SetHandler(post =>
            post.Header("Authorization")?.StartsWith("Digest ", StringComparison.Ordinal) == true ? null : Challenge(challenge));

        await _bench.BootAsync();

        string answer = Acs.Posts[^1].Header("Authorization")!;
        (answer + ",").Should().Contain(expected);
        answer.Contains("qop=", StringComparison.Ordinal).Should().Be(challenge.Contains("qop", StringComparison.Ordinal));
        answer.Contains("nc=", StringComparison.Ordinal)
            .Should().Be(challenge.Contains("qop", StringComparison.Ordinal), "RFC 2617 §3.2.2: only with qop");
    }

    [Fact]
    public async Task Stale_nonce_is_replaced_and_any_post_of_the_session_may_be_challenged()
    {
        _bench.Set("ManagementServer.Username", "u");
        _bench.Set("ManagementServer.Password", "p");
        Acs.SetHandler(post => post switch
        {
            { IsEmpty: true } when post.Header("Authorization")?.Contains("nonce=\"2\"", StringComparison.Ordinal) != true
                => Challenge("Digest realm=\"r\", qop=\"auth\", nonce=\"2\", stale=true"),
            _ when post.Header("Authorization")?.StartsWith("Digest ", StringComparison.Ordinal) != true
                => Challenge("Digest realm=\"r\", qop=\"auth\", nonce=\"1\""),
            _ => null,
        });

        await _bench.BootAsync();

        Acs.Posts.Select(p => p.ToString()).Should().Equal("Inform", "Inform", "(empty)", "(empty)");
        Acs.Posts[^1].Header("Authorization").Should().Contain("nonce=\"2\"").And.Contain("nc=00000001");
    }

    [Fact]
    public async Task Acs_that_calls_every_nonce_stale_is_given_up()
    {
        _bench.Set("ManagementServer.Username", "u");
        _bench.Set("ManagementServer.Password", "p");
        int nonce = 0;
        Acs.SetHandler(_ => Challenge($"Digest realm=\"r\", qop=\"auth\", nonce=\"{++nonce}\", stale=true"));
        _bench.Start();

        (await _bench.SessionAsync()).Failure.Should().Be(CpeSessionFailure.AuthenticationFailed);
        Acs.Posts.Count.Should().BeLessThanOrEqualTo(5);
    }

    [Fact]
    public async Task Session_and_cookies_go_on_at_the_redirected_url_and_the_next_session_begins_at_the_configured_one()
    {
        Acs.SetHandler(post =>
        {
            if (post.Url.Host == "acs.example")
            {
                HttpResponseMessage redirect = FakeAcs.Redirect(307, "https://node7.acs.example/session/");
                redirect.Headers.TryAddWithoutValidation("Set-Cookie", "shared=1; Domain=acs.example; Path=/");
                redirect.Headers.TryAddWithoutValidation("Set-Cookie", "own=1");
                return redirect;
            }

            HttpResponseMessage response = Acs.Default(post);
            response.Headers.TryAddWithoutValidation("Set-Cookie", "node=7");
            return response;
        });
        Acs.Requests.Enqueue(new GetRPCMethods());
        await _bench.BootAsync();
        await _bench.RequestAsync();

        Acs.Posts.Select(p => $"{p.Url.Host} {p.Header("Cookie")}").Should().Equal(
            "acs.example ",
            "node7.acs.example shared=1",
            "node7.acs.example node=7; shared=1",
            "node7.acs.example node=7; shared=1",
            "acs.example ",
            "node7.acs.example shared=1",
            "node7.acs.example node=7; shared=1");
        _bench.Get("ManagementServer.URL").Should().Be("https://acs.example/cwmp");
    }

    [Fact]
    public async Task Without_tls_basic_is_never_sent()
    {
        await using CpeBench bench = new(url: "http://acs.example/cwmp") { Configure = options => options.PlainHttp = CpePlainHttp.Acs };
        bench.Set("ManagementServer.Username", "u");
        bench.Set("ManagementServer.Password", "p");
        bench.Acs.SetHandler(_ => Challenge("Basic realm=\"r\""));
        bench.Start();

        (await bench.SessionAsync()).Failure.Should().Be(CpeSessionFailure.AuthenticationFailed);
        bench.Acs.Posts.Should().ContainSingle().Which.Header("Authorization").Should().BeNull();
    }

    [Fact]
    public async Task Wrong_password_is_one_attempt_per_challenge_and_then_the_retry_policy()
    {
        _bench.Set("ManagementServer.Username", "u");
        _bench.Set("ManagementServer.Password", "wrong");
        Acs.SetHandler(_ => Challenge());
        _bench.Start();

        CpeSessionResult result = await _bench.SessionAsync();

        result.Failure.Should().Be(CpeSessionFailure.AuthenticationFailed);
        Acs.Posts.Should().HaveCount(2);
        result.ToString().Should().NotContain("wrong");
    }

    [Fact]
    public async Task Challenge_without_credentials_says_what_is_missing()
    {
        Acs.SetHandler(_ => Challenge());
        _bench.Start();

        CpeSessionResult result = await _bench.SessionAsync();

        result.Failure.Should().Be(CpeSessionFailure.AuthenticationFailed);
        result.Message.Should().Contain("Username is empty");
    }

    [Fact]
    public async Task Acs_that_asks_without_end_is_stopped()
    {
        _bench.Configure = options => options.MaxRequestsPerSession = 20;
        Acs.SetHandler(post => post.Body is Inform ? null : Acs.Envelope(new GetRPCMethods()));
        _bench.Start();

        CpeSessionResult result = await _bench.SessionAsync();

        result.Failure.Should().Be(CpeSessionFailure.ProtocolViolation);
        result.RequestsAnswered.Should().Be(20);
    }

    [Fact]
    public async Task Broken_connection_fails_the_session_by_its_cause()
    {
        Acs.On = _ => throw new HttpRequestException(HttpRequestError.ResponseEnded, "cut", new IOException());
        _bench.Start();

        (await _bench.SessionAsync()).Failure.Should().Be(CpeSessionFailure.ConnectionLost);
    }

    [Fact]
    public async Task Device_without_url_says_so()
    {
        await using CpeBench bench = new(url: "");
        bench.Start();

        (await bench.SessionAsync()).Failure.Should().Be(CpeSessionFailure.NoAcsUrl);
    }

    [Fact]
    public async Task Compressed_answer_that_was_not_offered_is_refused()
    {
        Acs.SetHandler(post =>
        {
            HttpResponseMessage response = Acs.Default(post);
            response.Content.Headers.ContentEncoding.Add("gzip");
            return response;
        });
        _bench.Start();

        (await _bench.SessionAsync()).Failure.Should().Be(CpeSessionFailure.MalformedResponse);
    }

    private static HttpResponseMessage Challenge(string challenge = "Digest realm=\"r\", qop=\"auth\", nonce=\"n\", opaque=\"o\"")
    {
        HttpResponseMessage response = FakeAcs.Status(401);
        response.Headers.TryAddWithoutValidation("WWW-Authenticate", challenge);
        return response;
    }

    private sealed class EndlessStream : Stream
    {
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => _position; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            _position += count;
            Array.Fill(buffer, (byte)'x', offset, count);
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
