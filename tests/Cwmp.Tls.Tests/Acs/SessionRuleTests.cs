// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.Acs.Posts;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Tests.Acs;

/// <summary>
/// The rules of a session (TR-069 §3.7), row by row: what the CPE may post next, what the ACS may answer, how it ends, and when.
/// </summary>
public sealed class SessionRuleTests
{
    private static readonly ParameterValue Interval = ParameterValue.UnsignedInt("Device.ManagementServer.PeriodicInformInterval", 300);

    [Fact]
    public async Task Inform_is_answered_and_an_empty_post_without_work_ends_with_204()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe cpe = lab.Cpe();

        AcsReply inform = await cpe.InformAsync("1 BOOT");
        AcsReply empty = await cpe.EmptyAsync();

        inform.StatusCode.Should().Be(200);
        ScriptedCpe.Element(inform, "ID").Should().Be("inform-1");
        ScriptedCpe.Element(inform, "MaxEnvelopes").Should().Be("1");
        inform.SessionToken.Should().HaveLength(32);
        empty.StatusCode.Should().Be(204);
        empty.EndsSession.Should().BeTrue();
        lab.TheEnd.Outcome.Should().Be("Completed");
        lab.TheEnd.Device.Should().Be(cpe.Device);
        lab.TheEnd.AuthenticatedBy.Should().Be(AcsAuthentication.Certificate);
        lab.Engine.ActiveSessions.Should().Be(0);
    }

    [Fact]
    public async Task Handler_code_reads_top_to_bottom_while_posts_come_and_go()
    {
        var seen = new List<string>();
        await using var lab = new AcsLab(async (session, token) =>
        {
            seen.Add(session.Inform.Event[0].EventCode.Text);
            IReadOnlyList<ParameterValue> values = await session.GetParameterValuesAsync("Device.DeviceInfo.", token);
            seen.Add(values[0].Text);
            seen.Add((await session.SetParameterValuesAsync([Interval], "key", token)).ToString());
            await session.RebootAsync("again", token);
            seen.Add("done");
        });
        ScriptedCpe cpe = lab.Cpe();

        await cpe.StartAsync();
        cpe.Received.Should().Be("GetParameterValues");
        await cpe.AnswerAsync(ScriptedCpe.GetResponse(("Device.DeviceInfo.ModelName", "R1")));
        cpe.Received.Should().Be("SetParameterValues");
        await cpe.AnswerSetAsync(status: 1);
        cpe.Received.Should().Be("Reboot");
        AcsReply last = await cpe.AnswerAsync("<cwmp:RebootResponse/>");

        last.StatusCode.Should().Be(204);
        seen.Should().Equal("2 PERIODIC", "R1", "NotYetApplied", "done");
        lab.TheEnd.Rpcs.Should().Equal("GetParameterValues", "SetParameterValues", "Reboot");
    }

    [Fact]
    public async Task Handler_begins_when_the_cpe_has_sent_its_own_requests()
    {
        int requests = -1;
        await using var lab = new AcsLab((session, _) =>
        {
            requests = session.CpeRequests.Count;
            return Task.CompletedTask;
        });
        ScriptedCpe cpe = lab.Cpe();

        await cpe.InformAsync("7 TRANSFER COMPLETE");
        AcsReply answer = await cpe.TransferCompleteAsync();
        requests.Should().Be(-1);
        await cpe.TransferCompleteAsync("other", "tc-2");
        await cpe.EmptyAsync();

        ScriptedCpe.Text(answer).Should().Contain("TransferCompleteResponse").And.Contain("tc-1");
        requests.Should().Be(2);
        lab.TheEnd.Rpcs.Should().Equal("TransferComplete", "TransferComplete");
    }

    // §2.1, row 1: a response is owed, so nothing else may come.
    [Fact]
    public async Task Request_of_the_cpe_while_it_owes_an_answer_is_denied_and_the_answer_still_counts()
    {
        await using var lab = new AcsLab((session, token) => session.RebootAsync("", token));
        ScriptedCpe cpe = lab.Cpe();
        await cpe.StartAsync();
        string? owed = cpe.RequestId;

        AcsReply denied = await cpe.TransferCompleteAsync();
        AcsReply last = await cpe.PostAsync(cpe.Envelope("<cwmp:RebootResponse/>", owed));

        ScriptedCpe.Element(denied, "FaultCode").Should().Be("8001");
        ScriptedCpe.Element(denied, "ID").Should().Be("tc-1");
        last.StatusCode.Should().Be(204);
        lab.TheEnd.Outcome.Should().Be("Completed");
    }

    [Fact]
    public async Task Empty_post_instead_of_the_owed_answer_ends_the_session()
    {
        AcsSessionEndedException? thrown = null;
        var finished = new TaskCompletionSource();
        await using var lab = new AcsLab(async (session, token) =>
        {
            await session.RebootAsync("", token);
            try
            {
                await session.FactoryResetAsync(token);
            }
            catch (AcsSessionEndedException exception)
            {
                thrown = exception;
            }

            finished.SetResult();
        });
        ScriptedCpe cpe = lab.Cpe();
        await cpe.StartAsync();
        await cpe.AnswerAsync("<cwmp:RebootResponse/>");

        AcsReply reply = await cpe.EmptyAsync();
        await finished.Task.WaitAsync(AcsLab.Ceiling);

        reply.StatusCode.Should().Be(400);
        thrown!.Failure.Should().Be(AcsSessionFailure.ProtocolViolation);
        lab.TheEnd.Failure.Should().Be(AcsSessionFailure.ProtocolViolation);
    }

    // §2.1, row 2, and what an empty POST with HoldRequests=false means.
    [Fact]
    public async Task Request_after_the_cpe_said_it_has_none_is_refused()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe cpe = lab.Cpe();
        await cpe.StartAsync();

        AcsReply late = await cpe.TransferCompleteAsync();

        late.StatusCode.Should().Be(400);
    }

    // §2.1, row 4, and §2.2, row 4.
    [Fact]
    public async Task Held_requests_wait_until_the_handler_is_done_and_are_released_by_an_envelope()
    {
        var acs = new HoldingAcs();
        await using var lab = new AcsLab(acs);
        ScriptedCpe cpe = lab.Cpe();

        AcsReply inform = await cpe.InformAsync();
        ScriptedCpe.Element(inform, "HoldRequests").Should().BeOneOf("1", "true");
        ScriptedCpe.Element(await cpe.TransferCompleteAsync(), "FaultCode").Should().Be("8001");
        AcsReply reboot = await cpe.EmptyAsync();
        cpe.Received.Should().Be("Reboot");
        ScriptedCpe.Element(reboot, "HoldRequests").Should().BeOneOf("1", "true");
        AcsReply release = await cpe.AnswerAsync("<cwmp:RebootResponse/>");
        cpe.Received.Should().Be("GetRPCMethods");
        ScriptedCpe.Element(release, "HoldRequests").Should().BeOneOf(null, "0", "false");
        AcsReply emptyHanded = await cpe.AnswerAsync(
            "<cwmp:GetRPCMethodsResponse><MethodList " +
            "soap-enc:arrayType=\"xsd:string[1]\"><string>Reboot</string></MethodList></cwmp:GetRPCMethodsResponse>");
        emptyHanded.StatusCode.Should().Be(204);
        emptyHanded.EndsSession.Should().BeFalse();
        await cpe.TransferCompleteAsync();
        cpe.Received.Should().Be("TransferCompleteResponse");
        AcsReply last = await cpe.EmptyAsync();

        last.StatusCode.Should().Be(204);
        last.EndsSession.Should().BeTrue();
        acs.Transfers.Should().Be(1);
        lab.TheEnd.Outcome.Should().Be("Completed");
    }

    [Fact]
    public async Task Cpe_that_falls_silent_after_its_requests_were_released_has_ended_in_good_order()
    {
        await using var lab = new AcsLab(new HoldingAcs());
        ScriptedCpe cpe = lab.Cpe();
        await cpe.InformAsync();
        await cpe.EmptyAsync();
        await cpe.AnswerAsync("<cwmp:RebootResponse/>");
        await cpe.AnswerAsync(
            "<cwmp:GetRPCMethodsResponse><MethodList soap-enc:arrayType=\"xsd:string[0]\"></MethodList></cwmp:GetRPCMethodsResponse>");

        lab.Time.Advance(TimeSpan.FromSeconds(32));

        lab.TheEnd.Outcome.Should().Be("Completed");
    }

    [Fact]
    public async Task Handler_may_release_the_hold_itself()
    {
        var acs = new HoldingAcs { ReleasesItself = true };
        await using var lab = new AcsLab(acs);
        ScriptedCpe cpe = lab.Cpe();
        await cpe.InformAsync();

        AcsReply reboot = await cpe.EmptyAsync();
        AcsReply last = await cpe.AnswerAsync("<cwmp:RebootResponse/>");

        ScriptedCpe.Element(reboot, "HoldRequests").Should().BeOneOf(null, "0", "false");
        last.StatusCode.Should().Be(204);
        last.EndsSession.Should().BeFalse();
    }

    // §2.2, row 1: a request gets its response or fault and nothing else.
    [Theory]
    [InlineData("TransferComplete", "<CommandKey/><FaultStruct><FaultCode>0</FaultCode><FaultString/></FaultStruct>" +
        "<StartTime>0001-01-01T00:00:00Z</StartTime><CompleteTime>0001-01-01T00:00:00Z</CompleteTime>", "TransferCompleteResponse")]
    [InlineData("AutonomousTransferComplete", "<AnnounceURL/><TransferURL/><IsDownload>1</IsDownload>" +
        "<FileType>1 Firmware Upgrade Image</FileType><FileSize>0</FileSize><TargetFileName/>" +
        "<FaultStruct><FaultCode>0</FaultCode><FaultString/></FaultStruct>" +
        "<StartTime>0001-01-01T00:00:00Z</StartTime><CompleteTime>0001-01-01T00:00:00Z</CompleteTime>",
        "AutonomousTransferCompleteResponse")]
    [InlineData("RequestDownload",
        "<FileType>1 Firmware Upgrade Image</FileType><FileTypeArg soap-enc:arrayType=\"cwmp:ArgStruct[0]\"></FileTypeArg>",
        "RequestDownloadResponse")]
    [InlineData("Kicked", "<Command>c</Command><Referer>r</Referer><Arg>a</Arg><Next>http://next/</Next>", "KickedResponse")]
    [InlineData("GetRPCMethods", "", "GetRPCMethodsResponse")]
    [InlineData("DUStateChangeComplete", "<Results><UUID>1</UUID><DeploymentUnitRef/><Version>1</Version>" +
        "<CurrentState>Installed</CurrentState><Resolved>1</Resolved><ExecutionUnitRefList/><StartTime>0001-01-01T00:00:00Z</StartTime>" +
        "<CompleteTime>0001-01-01T00:00:00Z</CompleteTime><Fault><FaultCode>0</FaultCode></Fault></Results>",
        "DUStateChangeCompleteResponse")]
    [InlineData("AutonomousDUStateChangeComplete", "<Results><UUID>1</UUID><DeploymentUnitRef/><Version>1</Version>" +
        "<CurrentState>Installed</CurrentState><Resolved>1</Resolved><ExecutionUnitRefList/><StartTime>0001-01-01T00:00:00Z</StartTime>" +
        "<CompleteTime>0001-01-01T00:00:00Z</CompleteTime><Fault><FaultCode>0</FaultCode></Fault>" +
        "<OperationPerformed>Install</OperationPerformed></Results>", "AutonomousDUStateChangeCompleteResponse")]
    public async Task Each_request_a_cpe_may_send_has_a_default_answer(string method, string arguments, string expected)
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe cpe = lab.Cpe();
        await cpe.InformAsync();

        AcsReply reply = await cpe.PostAsync(cpe.Envelope($"<cwmp:{method}>{arguments}</cwmp:{method}>", "its-id"));

        cpe.Received.Should().Be(expected);
        ScriptedCpe.Element(reply, "ID").Should().Be("its-id");
        reply.SessionToken.Should().BeNull();
    }

    [Theory]
    [InlineData("X_00256D_Odd")]
    [InlineData("Frobnicate")]
    [InlineData("GetParameterValues")]
    public async Task Unknown_methods_get_fault_8000_and_the_session_goes_on(string method)
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe cpe = lab.Cpe();
        await cpe.InformAsync();

        AcsReply fault = await cpe.PostAsync(cpe.Envelope(
            $"<cwmp:{method}><ParameterNames " +
            $"soap-enc:arrayType=\"xsd:string[1]\"><string>Device.</string></ParameterNames></cwmp:{method}>", "7"));
        AcsReply last = await cpe.EmptyAsync();

        fault.StatusCode.Should().Be(200);
        ScriptedCpe.Element(fault, "FaultCode").Should().Be("8000");
        ScriptedCpe.Element(fault, "ID").Should().Be("7");
        last.StatusCode.Should().Be(204);
    }

    [Fact]
    public async Task Surplus_empty_posts_after_the_204_are_answered_204()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe cpe = lab.Cpe();
        await cpe.StartAsync();

        AcsReply surplus = await cpe.EmptyAsync();

        surplus.StatusCode.Should().Be(204);
        lab.Ended.Should().ContainSingle();
    }

    [Fact]
    public async Task Surplus_empty_posts_are_tolerated_without_a_cookie_on_the_connection_of_the_session()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe cpe = lab.Cpe();
        cpe.KeepsCookies = false;
        await cpe.StartAsync();

        (await cpe.EmptyAsync()).StatusCode.Should().Be(204);
    }

    [Fact]
    public async Task Surplus_posts_are_tolerated_without_a_cookie_on_another_connection()
    {
        await using var lab = new AcsLab((session, token) => session.RebootAsync("", token));
        ScriptedCpe cpe = lab.Cpe();
        cpe.KeepsCookies = false;
        await cpe.StartAsync();
        string answer = cpe.Envelope("<cwmp:RebootResponse/>", cpe.RequestId);
        cpe.Reconnect();
        (await cpe.PostAsync(answer)).StatusCode.Should().Be(204);

        cpe.Reconnect();
        AcsReply repeated = await cpe.PostAsync(answer);
        cpe.Reconnect();
        AcsReply surplus = await cpe.EmptyAsync();
        AcsReply other = await cpe.PostAsync(cpe.Envelope("<cwmp:FactoryResetResponse/>", "x"));
        lab.Time.Advance(TimeSpan.FromSeconds(40));
        cpe.Reconnect();
        AcsReply late = await cpe.EmptyAsync();

        repeated.StatusCode.Should().Be(204);
        surplus.StatusCode.Should().Be(204);
        other.StatusCode.Should().Be(400);
        late.StatusCode.Should().Be(400);
        lab.TheEnd.Outcome.Should().Be("Completed");
    }

    [Fact]
    public async Task Surplus_empty_posts_are_not_answered_for_ever()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe cpe = lab.Cpe();
        await cpe.StartAsync();

        for (int i = 0; i < 4; i++)
        {
            (await cpe.EmptyAsync()).StatusCode.Should().Be(204);
        }

        (await cpe.EmptyAsync()).StatusCode.Should().Be(400);
    }

    [Fact]
    public async Task A_session_is_forgotten_some_time_after_its_end()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe cpe = lab.Cpe();
        await cpe.StartAsync();

        lab.Time.Advance(TimeSpan.FromSeconds(40));

        (await cpe.EmptyAsync()).StatusCode.Should().Be(400);
    }

    [Fact]
    public async Task Nothing_but_an_inform_begins_a_session()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe cpe = lab.Cpe();

        (await cpe.EmptyAsync()).StatusCode.Should().Be(400);
        (await cpe.TransferCompleteAsync()).StatusCode.Should().Be(400);
        (await cpe.AnswerAsync("<cwmp:RebootResponse/>")).StatusCode.Should().Be(400);
        lab.Engine.ActiveSessions.Should().Be(0);
    }

    [Fact]
    public async Task Response_out_of_the_blue_ends_the_session()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe cpe = lab.Cpe();
        await cpe.InformAsync();

        AcsReply reply = await cpe.AnswerAsync("<cwmp:RebootResponse/>");

        reply.StatusCode.Should().Be(400);
        lab.TheEnd.Failure.Should().Be(AcsSessionFailure.ProtocolViolation);
    }

    [Fact]
    public async Task Response_to_something_else_ends_the_session()
    {
        await using var lab = new AcsLab((session, token) => session.RebootAsync("", token));
        ScriptedCpe cpe = lab.Cpe();
        await cpe.StartAsync();

        AcsReply reply = await cpe.AnswerSetAsync();

        reply.StatusCode.Should().Be(400);
        lab.TheEnd.Failure.Should().Be(AcsSessionFailure.ProtocolViolation);
    }

    [Theory]
    [InlineData("<not-xml")]
    [InlineData("<html><body/></html>")]
    [InlineData("<!DOCTYPE x [<!ENTITY a \"b\">]><x>&a;</x>")]
    public async Task What_is_no_envelope_is_answered_400_and_ends_the_session(string body)
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe cpe = lab.Cpe();

        (await cpe.PostAsync(body)).StatusCode.Should().Be(400);
        await cpe.InformAsync();
        (await cpe.PostAsync(body)).StatusCode.Should().Be(400);

        lab.TheEnd.Failure.Should().Be(AcsSessionFailure.ProtocolViolation);
    }

    [Fact]
    public async Task Request_with_arguments_that_are_none_gets_fault_8003_and_the_session_goes_on()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe cpe = lab.Cpe();
        await cpe.InformAsync();

        AcsReply fault = await cpe.PostAsync(cpe.Envelope(
            ScriptedCpe.TransferComplete()
                .Replace("<FaultCode>0</FaultCode>", "<FaultCode>many</FaultCode>", StringComparison.Ordinal), "tc-1"));

        ScriptedCpe.Element(fault, "FaultCode").Should().Be("8003");
        ScriptedCpe.Element(fault, "ID").Should().Be("tc-1");
        (await cpe.EmptyAsync()).StatusCode.Should().Be(204);
    }

    [Fact]
    public async Task Inform_with_arguments_that_are_none_gets_fault_8003_in_its_own_namespace_and_begins_nothing()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe cpe = lab.Cpe();
        cpe.Namespace = ScriptedCpe.Cwmp10;

        AcsReply fault = await cpe.PostAsync(cpe.Envelope(
            ScriptedCpe.InformBody(cpe.Device).Replace("<RetryCount>0<", "<RetryCount>none<", StringComparison.Ordinal), "1"));

        ScriptedCpe.Element(fault, "FaultCode").Should().Be("8003");
        ScriptedCpe.Text(fault).Should().Contain(ScriptedCpe.Cwmp10);
        lab.Engine.ActiveSessions.Should().Be(0);
    }

    [Fact]
    public async Task Response_that_cannot_be_read_ends_the_session()
    {
        await using var lab = new AcsLab((session, token) => session.AddObjectAsync("Device.X.", cancellationToken: token));
        ScriptedCpe cpe = lab.Cpe();
        await cpe.StartAsync();

        AcsReply reply = await cpe.AnswerAsync(
            "<cwmp:AddObjectResponse><InstanceNumber>one</InstanceNumber><Status>0</Status></cwmp:AddObjectResponse>");

        reply.StatusCode.Should().Be(400);
        lab.TheEnd.Failure.Should().Be(AcsSessionFailure.ProtocolViolation);
    }

    [Fact]
    public async Task Header_that_must_be_understood_and_is_not_gets_a_soap_fault()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe cpe = lab.Cpe();

        AcsReply fault = await cpe.InformAsync(headers: "<x:Odd xmlns:x=\"urn:x\" soap-env:mustUnderstand=\"1\">1</x:Odd>");

        fault.StatusCode.Should().Be(200);
        ScriptedCpe.Element(fault, "faultcode").Should().EndWith("MustUnderstand");
        ScriptedCpe.Element(fault, "detail").Should().BeNull();
        lab.Engine.ActiveSessions.Should().Be(0);
    }

    [Fact]
    public async Task Envelope_over_the_limit_is_answered_413()
    {
        await using var lab = new AcsLab(
            AcsLab.Nothing, options => options.Serializer = new() { Limits = new() { MaxEnvelopeBytes = 64 * 1024 } });
        ScriptedCpe cpe = lab.Cpe();
        await cpe.InformAsync();

        AcsReply reply = await cpe.TransferCompleteAsync(new string('x', 64 * 1024));

        reply.StatusCode.Should().Be(413);
        lab.TheEnd.Failure.Should().Be(AcsSessionFailure.ProtocolViolation);
    }

    [Fact]
    public async Task Fault_of_the_cpe_surfaces_in_the_handler_and_the_session_goes_on()
    {
        CwmpFaultException? thrown = null;
        await using var lab = new AcsLab(async (session, token) =>
        {
            try
            {
                await session.GetParameterValuesAsync("Device.Nothing.", token);
            }
            catch (CwmpFaultException exception)
            {
                thrown = exception;
            }

            await session.RebootAsync("", token);
        });
        ScriptedCpe cpe = lab.Cpe();
        await cpe.StartAsync();

        await cpe.FaultAsync(9005);
        cpe.Received.Should().Be("Reboot");
        AcsReply last = await cpe.AnswerAsync("<cwmp:RebootResponse/>");

        thrown!.FaultCode.Should().Be(CwmpFaultCode.InvalidParameterName);
        thrown.MethodName.Should().Be("GetParameterValues");
        last.StatusCode.Should().Be(204);
    }

    // §2.3: 8005 asks for the identical message in the same session.
    [Fact]
    public async Task Fault_8005_lets_the_cpe_send_the_same_request_again()
    {
        var acs = new RetryingAcs();
        await using var lab = new AcsLab(acs);
        ScriptedCpe cpe = lab.Cpe();
        await cpe.InformAsync();

        AcsReply first = await cpe.TransferCompleteAsync();
        await cpe.TransferCompleteAsync();

        ScriptedCpe.Element(first, "FaultCode").Should().Be("8005");
        cpe.Received.Should().Be("TransferCompleteResponse");
        acs.Calls.Should().Be(2);
    }

    [Theory]
    [InlineData(8005)]
    [InlineData(8001)]
    public async Task Fault_to_an_inform_begins_no_session_and_the_same_inform_may_come_again(int code)
    {
        var acs = new RetryingAcs { InformFault = code };
        await using var lab = new AcsLab(acs);
        ScriptedCpe cpe = lab.Cpe();

        AcsReply fault = await cpe.InformAsync();
        lab.Engine.ActiveSessions.Should().Be(0);
        await cpe.InformAsync();

        ScriptedCpe.Element(fault, "FaultCode").Should().Be(code.ToString(System.Globalization.CultureInfo.InvariantCulture));
        fault.SessionToken.Should().BeNull();
        cpe.Received.Should().Be("InformResponse");
    }

    // §2.4
    [Fact]
    public async Task Session_times_out_when_no_post_comes_within_30_seconds()
    {
        var thrown = new TaskCompletionSource<AcsSessionEndedException>();
        await using var lab = new AcsLab(async (session, token) =>
        {
            try
            {
                await session.RebootAsync("", token);
            }
            catch (AcsSessionEndedException exception)
            {
                thrown.SetResult(exception);
            }
        });
        ScriptedCpe cpe = lab.Cpe();
        await cpe.StartAsync();

        lab.Time.Advance(TimeSpan.FromSeconds(29));
        lab.Engine.ActiveSessions.Should().Be(1);
        lab.Time.Advance(TimeSpan.FromSeconds(2));
        AcsSessionEndedException exception = await thrown.Task.WaitAsync(AcsLab.Ceiling);

        exception.Failure.Should().Be(AcsSessionFailure.CpeTimeout);
        exception.InnerException.Should().BeOfType<TimeoutException>();
        lab.TheEnd.Failure.Should().Be(AcsSessionFailure.CpeTimeout);
        (await cpe.AnswerAsync("<cwmp:RebootResponse/>")).StatusCode.Should().Be(400);
    }

    [Theory]
    [InlineData(120, 119, 122)]
    [InlineData(5, 29, 32)]
    [InlineData(100000, 299, 302)]
    public async Task Session_timeout_header_is_honoured_from_30_seconds_up_to_the_ceiling(int header, int alive, int dead)
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe cpe = lab.Cpe();
        await cpe.InformAsync(headers: $"<cwmp:SessionTimeout>{header}</cwmp:SessionTimeout>");

        lab.Time.Advance(TimeSpan.FromSeconds(alive));
        lab.Engine.ActiveSessions.Should().Be(1);
        lab.Time.Advance(TimeSpan.FromSeconds(dead - alive));

        lab.Engine.ActiveSessions.Should().Be(0);
        lab.TheEnd.Failure.Should().Be(AcsSessionFailure.CpeTimeout);
    }

    [Fact]
    public async Task Every_post_gives_the_session_its_full_time_again()
    {
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe cpe = lab.Cpe();
        await cpe.InformAsync();

        for (int i = 0; i < 5; i++)
        {
            lab.Time.Advance(TimeSpan.FromSeconds(25));
            (await cpe.TransferCompleteAsync(id: "tc-" + i)).StatusCode.Should().Be(200);
        }

        (await cpe.EmptyAsync()).StatusCode.Should().Be(204);
    }

    [Fact]
    public async Task No_session_outlives_its_longest_duration()
    {
        await using var lab = new AcsLab(AcsLab.Nothing, options => options.MaxSessionDuration = TimeSpan.FromMinutes(2));
        ScriptedCpe cpe = lab.Cpe();
        await cpe.InformAsync();

        for (int i = 0; i < 5; i++)
        {
            lab.Time.Advance(TimeSpan.FromSeconds(25));
            await cpe.TransferCompleteAsync(id: "tc-" + i);
        }

        lab.TheEnd.Failure.Should().Be(AcsSessionFailure.TooLong);
    }

    [Fact]
    public async Task The_cpe_cannot_send_requests_without_end()
    {
        await using var lab = new AcsLab(AcsLab.Nothing, options => options.MaxCpeRequests = 3);
        ScriptedCpe cpe = lab.Cpe();
        await cpe.InformAsync();
        for (int i = 0; i < 3; i++)
        {
            await cpe.TransferCompleteAsync(id: "tc-" + i);
            cpe.Received.Should().Be("TransferCompleteResponse");
        }

        AcsReply fault = await cpe.TransferCompleteAsync(id: "tc-4");

        ScriptedCpe.Element(fault, "FaultCode").Should().Be("8004");
    }

    [Fact]
    public async Task The_cpe_cannot_fill_the_memory_with_requests_that_are_kept()
    {
        AcsSession? seen = null;
        await using var lab = new AcsLab(
            (session, _) =>
            {
                seen = session;
                return Task.CompletedTask;
            },
            options => options.MaxCpeRequestBytes = 100_000);
        ScriptedCpe cpe = lab.Cpe();
        await cpe.InformAsync();
        string large = $"<cwmp:X_00256D_Tell><Text>{new string('x', 40_000)}</Text></cwmp:X_00256D_Tell>";
        for (int i = 0; i < 2; i++)
        {
            ScriptedCpe.Element(await cpe.PostAsync(cpe.Envelope(large, "v-" + i)), "FaultCode")
                .Should().Be("8000", "nobody answers it, but it was heard");
        }

        AcsReply fault = await cpe.PostAsync(cpe.Envelope(large, "v-3"));
        AcsReply small = await cpe.TransferCompleteAsync();
        await cpe.EmptyAsync();

        ScriptedCpe.Element(fault, "FaultCode").Should().Be("8004");
        ScriptedCpe.Element(small, "FaultCode").Should().BeNull("there is room for it");
        seen!.CpeRequests.Should().HaveCount(3);
    }

    private sealed class HoldingAcs : CwmpAcs
    {
        public bool ReleasesItself { get; init; }

        public int Transfers { get; private set; }

        public override Task<AcsInformAnswer> OnInformAsync(AcsSession session, CancellationToken cancellationToken) =>
            Task.FromResult(AcsInformAnswer.AcceptAndHoldRequests);

        public override async Task RunAsync(AcsSession session, CancellationToken cancellationToken)
        {
            session.HoldRequests = !ReleasesItself;
            await session.RebootAsync("", cancellationToken);
        }

        public override Task OnTransferCompleteAsync(AcsSession session, TransferComplete request, CancellationToken cancellationToken)
        {
            Transfers++;
            return Task.CompletedTask;
        }
    }

    private sealed class RetryingAcs : CwmpAcs
    {
        public int InformFault { get; set; }

        public int Calls { get; private set; }

        public override Task RunAsync(AcsSession session, CancellationToken cancellationToken) => Task.CompletedTask;

        public override Task<AcsInformAnswer> OnInformAsync(AcsSession session, CancellationToken cancellationToken)
        {
            int fault = InformFault;
            InformFault = 0;
            return fault == 0 ? base.OnInformAsync(session, cancellationToken) : throw new CwmpFaultException(new CwmpFaultCode(fault));
        }

        public override Task OnTransferCompleteAsync(AcsSession session, TransferComplete request, CancellationToken cancellationToken) =>
            Calls++ == 0 ? throw new CwmpFaultException(CwmpFaultCode.AcsRetryRequest) : Task.CompletedTask;
    }
}
