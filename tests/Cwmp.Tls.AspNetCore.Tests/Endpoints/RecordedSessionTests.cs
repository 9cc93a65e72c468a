// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Authentication;
using System.Text.RegularExpressions;
using Cwmp.Tls.Acs;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Messages;
using Cwmp.Tls.TestSupport;
using Microsoft.AspNetCore.Builder;

namespace Cwmp.Tls.AspNetCore.Tests.Endpoints;

/// <summary>
/// Recorded sessions, replayed by curl over mutual TLS 1.2 and 1.3: what may be sent when, and what comes back (TR-069 §3.4, §3.7). One
/// curl plays one session, on one connection and with its cookies.
/// </summary>
public sealed partial class RecordedSessionTests : IDisposable
{
    private const string Empty = "";
    private const string RebootResponse = "<cwmp:RebootResponse></cwmp:RebootResponse>";
    private const string GetRpcMethods = "<cwmp:GetRPCMethods></cwmp:GetRPCMethods>";
    private const string GetRpcMethodsResponse =
        "<cwmp:GetRPCMethodsResponse><MethodList " +
        "soap-enc:arrayType=\"xsd:string[1]\"><string>Reboot</string></MethodList></cwmp:GetRPCMethodsResponse>";

    private static readonly string TransferComplete = """
        <cwmp:TransferComplete><CommandKey>k</CommandKey><FaultStruct><FaultCode>0</FaultCode><FaultString></FaultString></FaultStruct>
        <StartTime>0001-01-01T00:00:00Z</StartTime><CompleteTime>0001-01-01T00:00:00Z</CompleteTime></cwmp:TransferComplete>
        """.ReplaceLineEndings("");

    private static readonly string Fault9001 = """
        <soap-env:Fault><faultcode>Client</faultcode><faultstring>CWMP fault</faultstring><detail><cwmp:Fault><FaultCode>9001</FaultCode>
        <FaultString>no</FaultString></cwmp:Fault></detail></soap-env:Fault>
        """.ReplaceLineEndings("");

    private static readonly DeviceIdentity Identity = new("012345", "Set-Top", "0123/4");
    private static readonly string Inform = InnerOf(Envelopes.Inform(Identity));

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<SslProtocols> Protocols => [SslProtocols.Tls12, SslProtocols.Tls13];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Cpe_sends_its_own_requests_first_and_each_gets_its_own_response(SslProtocols protocol)
    {
        Play play = await PlayAsync(protocol, new ScriptedAcs(reboot: false), Inform, TransferComplete, GetRpcMethods, Empty);

        play.Lines.Should().Equal("200 InformResponse", "200 TransferCompleteResponse", "200 GetRPCMethodsResponse", "204");
        play.End.Should().Be("Completed");
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Acs_puts_one_request_in_each_response_until_it_has_none(SslProtocols protocol)
    {
        Play play = await PlayAsync(protocol, new ScriptedAcs(), Inform, Empty, RebootResponse, RebootResponse);

        play.Lines.Should().Equal("200 InformResponse", "200 Reboot", "200 Reboot", "204");
        play.End.Should().Be("Completed");
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Fault_to_a_request_does_not_end_the_session(SslProtocols protocol)
    {
        Play play = await PlayAsync(protocol, new ScriptedAcs(), Inform, Empty, Fault9001, RebootResponse);

        play.Lines.Should().Equal("200 InformResponse", "200 Reboot", "200 Reboot", "204");
        play.End.Should().Be("Completed");
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Held_requests_are_released_by_an_envelope_before_the_last_204(SslProtocols protocol)
    {
        Play play = await PlayAsync(
            protocol, new ScriptedAcs(hold: true), Inform, Empty, RebootResponse, RebootResponse, GetRpcMethodsResponse, TransferComplete,
                Empty);

        play.Lines.Should().Equal(
            "200 InformResponse hold", "200 Reboot hold", "200 Reboot hold", "200 GetRPCMethods", "204", "200 TransferCompleteResponse",
                "204");
        play.End.Should().Be("Completed");
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Request_while_a_response_is_owed_is_denied_and_the_response_still_counts(SslProtocols protocol)
    {
        Play play = await PlayAsync(protocol, new ScriptedAcs(), Inform, Empty, TransferComplete, RebootResponse, RebootResponse);

        play.Lines.Should().Equal("200 InformResponse", "200 Reboot", "200 Fault 8001", "200 Reboot", "204");
        play.End.Should().Be("Completed");
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Empty_post_while_a_response_is_owed_ends_the_session(SslProtocols protocol)
    {
        Play play = await PlayAsync(protocol, new ScriptedAcs(), Inform, Empty, RebootResponse, Empty, RebootResponse);

        // The first empty POST after an answer may be a lost one over again; the second cannot.
        play.Lines[..3].Should().Equal("200 InformResponse", "200 Reboot", "200 Reboot");
        play.Lines[3..].Should().Equal("400", "400");
        play.End.Should().Be("ProtocolViolation");
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Surplus_empty_post_after_the_204_is_answered_204(SslProtocols protocol)
    {
        Play play = await PlayAsync(protocol, new ScriptedAcs(reboot: false), Inform, Empty, Empty, Empty);

        play.Lines.Should().Equal("200 InformResponse", "204", "204", "204");
        play.End.Should().Be("Completed");
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Fault_8005_asks_for_the_same_request_again(SslProtocols protocol)
    {
        Play play =
            await PlayAsync(protocol, new ScriptedAcs(reboot: false, retryOnce: true), Inform, TransferComplete, TransferComplete, Empty);

        play.Lines.Should().Equal("200 InformResponse", "200 Fault 8005", "200 TransferCompleteResponse", "204");
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task What_is_no_request_of_a_cpe_gets_a_fault_and_the_session_goes_on(SslProtocols protocol)
    {
        Play play = await PlayAsync(
            protocol, new ScriptedAcs(reboot: false), Inform, "<cwmp:Reboot><CommandKey></CommandKey></cwmp:Reboot>",
                "<cwmp:X_Y></cwmp:X_Y>", Empty);

        play.Lines.Should().Equal("200 InformResponse", "200 Fault 8000", "200 Fault 8000", "204");
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task What_is_no_envelope_is_400_and_the_end(SslProtocols protocol)
    {
        Play play = await PlayAsync(protocol, new ScriptedAcs(reboot: false), Inform, "</not xml>", Empty);

        play.Lines.Should().Equal("200 InformResponse", "400", "400");
        play.End.Should().Be("ProtocolViolation");
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Session_begins_with_an_Inform_and_with_nothing_else(SslProtocols protocol)
    {
        Play play = await PlayAsync(protocol, new ScriptedAcs(reboot: false), Empty, TransferComplete, RebootResponse, Inform, Empty);

        play.Lines.Should().Equal("400", "400", "400", "200 InformResponse", "204");
        play.End.Should().Be("Completed");
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Second_Inform_ends_the_session_and_begins_another(SslProtocols protocol)
    {
        Play play = await PlayAsync(protocol, new ScriptedAcs(reboot: false), Inform, Inform, Empty);

        play.Lines.Should().Equal("200 InformResponse", "200 InformResponse", "204");
        play.Ends.Should().Equal("Superseded", "Completed");
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Redirect_of_an_Inform_is_a_302_without_a_session(SslProtocols protocol)
    {
        Play play = await PlayAsync(protocol, new ScriptedAcs(redirectTo: new Uri("https://other.example/acs?x=1")), Inform, Empty);

        play.Lines.Should().Equal("302", "400");
        play.Text.Should().Contain("\nLocation: https://other.example/acs?x=1\r\n");
        play.Ends.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Heads_are_what_cheap_devices_can_read(SslProtocols protocol)
    {
        Play play = await PlayAsync(protocol, new ScriptedAcs(), Inform, Empty, RebootResponse, RebootResponse);

        string[] heads =
            [.. play.Text.Split("HTTP/1.1 ").Skip(1).Select(text => text[..text.IndexOf("\r\n\r\n", StringComparison.Ordinal)])];
        heads.Should().HaveCount(4);
        heads[..3].Should().OnlyContain(head =>
            head.Contains("\nContent-Length: ") && head.Contains("\nContent-Type: text/xml; charset=utf-8"));
        heads[3].Should().NotContain("Content-Length").And.NotContain("Content-Type");
        play.Text.Should().NotContain("Transfer-Encoding").And.NotContain("<?xml").And.NotContain("Connection: close")
            .And.NotContain("SOAPAction");
        heads[0].Should().MatchRegex("\nSet-Cookie: session=[-_A-Za-z0-9]{32}; Path=/; HttpOnly; Secure")
            .And.NotContainAny("xpires", "Max-Age");
        string.Concat(heads[1..]).Should().NotContain("Set-Cookie");
    }

    private static string InnerOf(string envelope)
    {
        const string Start = "<soap-env:Body>";
        int start = envelope.IndexOf(Start, StringComparison.Ordinal) + Start.Length;
        return envelope[start..envelope.IndexOf("</soap-env:Body>", StringComparison.Ordinal)];
    }

    private async Task<Play> PlayAsync(SslProtocols protocol, ScriptedAcs acs, params string[] bodies)
    {
        await using AcsHost host = await AcsHost.StartAsync(new AcsHost.Setup { Map = app => app.MapCwmpAcs("/acs", acs) });
        (string certificate, string key) = host.Pki.Cpe(Identity).IssuedBy(host.Pki.Intermediate).Issue().Save(_folder.Path, "cpe");
        string root = _folder.Write("root.pem", host.Pki.Root.ToPem());
        var arguments = new List<string>();
        for (int i = 0; i < bodies.Length; i++)
        {
            string body = bodies[i];
            arguments.AddRange(i > 0 ? ["--next"] : []);
            arguments.AddRange(
            [
                "-s", "-i", "-m", "60", "-b", "", protocol == SslProtocols.Tls12
                ? "--tls-max"
                : "--tlsv1.3", .. protocol == SslProtocols.Tls12
                ? ["1.2"]
                : (string[])[],
                "--cacert", root, "--cert", certificate, "--key", key, "-w", "\n\n", host.Tls.ToString(),
            ]);

            // The IDs of the ACS's requests are not those of a recording; order alone tells what is answered.
            arguments.AddRange(body.Length == 0
                ? ["-X", "POST", "-H", "Content-Type:", "-d", ""]
                : ["-H", "Content-Type: text/xml; charset=\"utf-8\"", "-H", "SOAPAction;", "--data-binary",
                    "@" + _folder.Write($"{i}.xml",
                        body.StartsWith("</", StringComparison.Ordinal) ? body : Envelopes.Wrap(body, $"cpe-{i}"))]);
        }

        string output = await Curl.RunAsync(arguments, TestContext.Current.CancellationToken);
        return new Play(output, [.. host.Sessions.Select(session => session.Outcome)]);
    }

    /// <summary>What curl wrote, and how the sessions ended.</summary>
    private sealed partial record Play(string Text, string[] Ends)
    {
        public string[] Lines { get; } = [.. Text.Split("HTTP/1.1 ").Skip(1).Select(Summarize)];

        public string End => Ends.Should().ContainSingle().Which;

        private static string Summarize(string response)
        {
            string line = response[..3];
            Match body = FirstInBody().Match(response);
            line += body.Success ? " " + body.Groups[1].Value : "";
            Match fault = FaultCode().Match(response);
            line += fault.Success ? " " + fault.Groups[1].Value : "";
            return line + (Hold().IsMatch(response) ? " hold" : "");
        }

        [GeneratedRegex("<(?:[-\\w]+:)?Body><(?:[-\\w]+:)?(\\w+)")]
        private static partial Regex FirstInBody();

        [GeneratedRegex("<FaultCode>(\\d+)<")]
        private static partial Regex FaultCode();

        [GeneratedRegex("HoldRequests[^>]*>1<")]
        private static partial Regex Hold();
    }

    /// <summary>Two reboots, unless told otherwise.</summary>
    private sealed class ScriptedAcs(bool reboot = true, bool hold = false, bool retryOnce = false, Uri? redirectTo = null) : CwmpAcs
    {
        private int _transfers;

        public override Task<AcsInformAnswer> OnInformAsync(AcsSession session, CancellationToken cancellationToken) =>
            Task.FromResult(redirectTo
                is not null ? AcsInformAnswer.Redirect(redirectTo) : hold ? AcsInformAnswer.AcceptAndHoldRequests : AcsInformAnswer.Accept);

        public override Task OnTransferCompleteAsync(AcsSession session, TransferComplete request, CancellationToken cancellationToken) =>
            retryOnce && _transfers++ == 0 ? throw new CwmpFaultException(CwmpFaultCode.AcsRetryRequest) : Task.CompletedTask;

        public override async Task RunAsync(AcsSession session, CancellationToken cancellationToken)
        {
            for (int i = 0; reboot && i < 2; i++)
            {
                try
                {
                    await session.RebootAsync("", cancellationToken);
                }
                catch (CwmpFaultException)
                {
                    // The next one then.
                }
            }
        }
    }
}
