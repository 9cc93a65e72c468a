// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.ConnectionRequests;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Tests.Acs;
using Cwmp.Tls.Tests.Connections;
using Cwmp.Tls.Tests.Cpe.Support;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.Tests.Diagnostics;

/// <summary>What an operator sees: names, units and tags are promises.</summary>
public sealed class TelemetryTests
{
    [Fact]
    public async Task Good_handshake_is_a_span_and_a_measurement_on_both_sides()
    {
        using var recorder = new TelemetryRecorder();
        using var world = new TlsWorld();
        world.Acs = world.AcsBuilder(method: CwmpTlsMethod.Tls13).Build();

        await using (TlsPair pair = await world.OpenAsync())
        {
        }

        Activity[] spans = [.. recorder.Spans.Where(span => span.OperationName == "TLS handshake").OrderBy(span => span.Kind)];
        spans.Select(span => span.Kind).Should().Equal(ActivityKind.Server, ActivityKind.Client);
        spans.Should().OnlyContain(span => span.Status == ActivityStatusCode.Unset);
        TelemetryRecorder.Tags(spans[0]).Should().MatchRegex(
            "^cwmp.tls.side=server,network.peer.address=127.0.0.1,network.peer.port=\\d+,tls.cipher=TLS_AES_\\w+," +
            "tls.protocol.version=1.3,tls.resumed=(True|False)$");
        TelemetryRecorder.Tags(spans[1]).Should().MatchRegex(
            $"^cwmp.tls.side=client,network.peer.address=127.0.0.1,network.peer.port=\\d+,server.address={TlsWorld.Host},tls.cipher=\\w+," +
            "tls.protocol.version=1.3,tls.resumed=(True|False)$");
        recorder.TagsOf("cwmp.tls.handshake.duration").Should()
            .Contain("cwmp.tls.side=client,tls.protocol.version=1.3,tls.resumed=False")
            .And.Contain("cwmp.tls.side=server,tls.protocol.version=1.3,tls.resumed=False");
        recorder.TagsOf("cwmp.tls.verification.duration")
            .Should().Contain("cwmp.verification.cache=miss,cwmp.verification.verdict=accepted");
    }

    [Fact]
    public async Task Failed_handshake_says_why()
    {
        using var recorder = new TelemetryRecorder();
        using var world = new TlsWorld();
        world.Cpe = world.CpeBuilder(world.Pki.Cpe().SelfSigned().Issue()).Build();

        await world.FailAsync();

        Activity server = recorder.Spans.Single(span => span.Kind == ActivityKind.Server);
        server.Status.Should().Be(ActivityStatusCode.Error);
        server.GetTagItem("error.type").Should().Be("PeerCertificateRefused");
        recorder.TagsOf("cwmp.tls.handshake.duration").Should().Contain("cwmp.tls.side=server,error.type=PeerCertificateRefused");
        recorder.TagsOf("cwmp.tls.verification.duration")
            .Should().Contain("cwmp.verification.cache=miss,cwmp.verification.verdict=refused");
    }

    [Fact]
    public async Task Resumed_handshake_and_cached_verdict_are_told_apart()
    {
        using var recorder = new TelemetryRecorder();
        using var world = new TlsWorld();
        for (int i = 0; i < 3; i++)
        {
            await using TlsPair pair = await world.OpenAsync();
            await pair.Acs.WriteAsync(new byte[1]);
            await pair.Cpe.ReadAsync(new byte[1]);
        }

        recorder.TagsOf("cwmp.tls.handshake.duration")
            .Should().Contain(tags => tags.EndsWith("tls.resumed=True", StringComparison.Ordinal));
        recorder.TagsOf("cwmp.tls.verification.duration")
            .Should().Contain("cwmp.verification.cache=hit,cwmp.verification.verdict=accepted");
    }

    [Fact]
    public void Days_to_expiry_are_told_for_as_long_as_a_context_lives()
    {
        using var recorder = new TelemetryRecorder();
        using var pki = new TestPki();
        string host = $"{Guid.NewGuid():N}.example";
        using CertificateCredential credential = pki.Acs(host).Valid(TimeSpan.FromDays(-1), TimeSpan.FromDays(10)).Issue().ToCredential();
        CwmpTlsContext context = new CwmpTlsContextBuilder().AddTrustAnchors(pki.Root.Certificate).UseCredential(credential).Build();

        recorder.Collect();
        (string, double Value, string)[] alive = Mine();
        context.Dispose();
        recorder.Collect();

        alive.Should().ContainSingle().Which.Value.Should().BeApproximately(10, 0.01);
        Mine().Should().HaveCount(1, "nothing was added");

        (string, double Value, string)[] Mine() =>
            [.. recorder.Measurements.Where(m =>
                m.Instrument == "cwmp.tls.certificate.remaining" && m.Tags.Contains(host, StringComparison.Ordinal))];
    }

    [Fact]
    public async Task Session_of_the_acs_is_a_trace_with_its_rpcs_inside()
    {
        using var recorder = new TelemetryRecorder();
        string? seenInside = null;
        await using var lab = new AcsLab(async (session, cancellationToken) =>
        {
            seenInside = Activity.Current?.OperationName;
            await session.RebootAsync("", cancellationToken);
            try
            {
                await session.GetParameterValuesAsync("Device.", cancellationToken);
            }
            catch (CwmpFaultException)
            {
            }
        });
        ScriptedCpe cpe = lab.Cpe();

        await cpe.StartAsync();
        await cpe.AnswerAsync("<cwmp:RebootResponse/>");
        await cpe.FaultAsync(9005);

        Activity session = recorder.Spans.Single(span => span.OperationName == "CWMP session");
        TelemetryRecorder.Tags(session).Should().Be(
            $"cwmp.authentication=Certificate,cwmp.device={cpe.Device},cwmp.outcome=Completed,cwmp.session.id={lab.TheEnd.SessionId}");
        session.Kind.Should().Be(ActivityKind.Server);
        session.Parent.Should().BeNull("it outlives the POST that carries the Inform");
        session.Links.Should().ContainSingle();
        seenInside.Should().Be("CWMP session");
        Activity[] rpcs = [.. recorder.Spans.Where(span => span.ParentSpanId == session.SpanId)];
        rpcs.Select(rpc => (rpc.OperationName, rpc.Kind, TelemetryRecorder.Tags(rpc))).Should().Equal(
            ("CWMP Reboot", ActivityKind.Client, "cwmp.method=Reboot"),
            ("CWMP GetParameterValues", ActivityKind.Client, "cwmp.method=GetParameterValues,error.type=9005"));
        recorder.TagsOf("cwmp.acs.session.active").Should().Contain("");
        recorder.TagsOf("cwmp.acs.session.duration").Should().Contain("cwmp.authentication=Certificate,cwmp.outcome=Completed");
        recorder.TagsOf("cwmp.acs.rpc.duration").Should().Contain("cwmp.method=Reboot")
            .And.Contain("cwmp.method=GetParameterValues,error.type=9005");
        recorder.TagsOf("cwmp.faults").Should().Contain("cwmp.fault.code=9005,cwmp.fault.side=cpe");
        recorder.TagsOf("cwmp.acs.io").Should().Contain("network.io.direction=receive").And.Contain("network.io.direction=transmit");
    }

    [Fact]
    public async Task Session_that_breaks_off_ends_its_open_rpc_and_fails()
    {
        using var recorder = new TelemetryRecorder();
        await using (var lab = new AcsLab((session, cancellationToken) => session.RebootAsync("", cancellationToken)))
        {
            await lab.Cpe().StartAsync();
        }

        Activity rpc = recorder.Spans.Single(span => span.OperationName == "CWMP Reboot");
        Activity session = recorder.Spans.Single(span => span.OperationName == "CWMP session");
        rpc.GetTagItem("error.type").Should().Be("Shutdown");
        session.GetTagItem("cwmp.outcome").Should().Be("Shutdown");
        session.Status.Should().Be(ActivityStatusCode.Error);
    }

    [Fact]
    public async Task Refused_sender_is_counted_by_reason()
    {
        using var recorder = new TelemetryRecorder();
        await using var lab = new AcsLab(AcsLab.Nothing);
        ScriptedCpe cpe = lab.Cpe();

        await cpe.InformAsync(device: new DeviceIdentity("00256D", "Router", "other"));

        recorder.TagsOf("cwmp.acs.refusals").Should().Contain("error.type=CertificateOfAnotherDevice");
    }

    [Fact]
    public async Task Session_of_the_cpe_is_a_span_with_what_it_was_asked_inside()
    {
        using var recorder = new TelemetryRecorder();
        await using var bench = new CpeBench();
        bench.Acs.Requests.Enqueue(new GetParameterValues { ParameterNames = ["Device.DeviceInfo.SoftwareVersion"] });
        bench.Acs.Requests.Enqueue(new GetParameterValues { ParameterNames = ["Device.NoSuchThing"] });

        await bench.BootAsync();

        Activity session = recorder.Spans.Single(span => span.OperationName == "CWMP session");
        session.Kind.Should().Be(ActivityKind.Client);
        TelemetryRecorder.Tags(session).Should().Be("cwmp.outcome=Completed,cwmp.retry_count=0,server.address=acs.example");
        Activity[] rpcs = [.. recorder.Spans.Where(span => span.OperationName == "CWMP GetParameterValues")];
        rpcs.Select(rpc => (rpc.Kind, rpc.TraceId, TelemetryRecorder.Tags(rpc))).Should().Equal(
            (ActivityKind.Server, session.TraceId, "cwmp.method=GetParameterValues"),
            (ActivityKind.Server, session.TraceId, "cwmp.method=GetParameterValues,error.type=9005"));
        recorder.TagsOf("cwmp.cpe.session.duration").Should().Contain("cwmp.outcome=Completed");
        recorder.TagsOf("cwmp.cpe.rpc.duration").Should().Contain("cwmp.method=GetParameterValues")
            .And.Contain("cwmp.method=GetParameterValues,error.type=9005");
        recorder.TagsOf("cwmp.cpe.io").Should().Contain("network.io.direction=receive").And.Contain("network.io.direction=transmit");
    }

    [Fact]
    public async Task Session_of_the_cpe_that_fails_is_counted_as_one_to_retry()
    {
        using var recorder = new TelemetryRecorder();
        await using var bench = new CpeBench(url: "ftp://acs.example/");
        bench.Start();

        await bench.SessionAsync();

        Activity session = recorder.Spans.Single(span => span.OperationName == "CWMP session");
        session.Status.Should().Be(ActivityStatusCode.Error);
        session.GetTagItem("error.type").Should().Be("NoAcsUrl");
        recorder.TagsOf("cwmp.cpe.session.retries").Should().Contain("error.type=NoAcsUrl");
        recorder.TagsOf("cwmp.cpe.session.duration").Should().Contain("cwmp.outcome=NoAcsUrl");
    }

    [Fact]
    public async Task Connection_requests_are_counted_on_both_ends()
    {
        using var recorder = new TelemetryRecorder();
        using var gate = new ConnectionRequestGate();
        await using var listener = new ConnectionRequestListener(
            new ConnectionRequestListenerOptions
            {
                EndPoint = new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0),
                Username = "user",
                Password = "word"
            }, gate);
        listener.Start();
        var client = new ConnectionRequestClient(new ConnectionRequestClientOptions { AllowTarget = _ => true });

        await client.SendAsync(listener.GetUrl(System.Net.IPAddress.Loopback), "user", "word");

        recorder.TagsOf("cwmp.connection_requests").Should()
            .Contain("cwmp.connection_request.transport=http,cwmp.outcome=Accepted,network.io.direction=transmit")
            .And.Contain("cwmp.connection_request.transport=http,cwmp.outcome=Accepted,network.io.direction=receive");
    }

    [Fact]
    public void Nobody_listening_means_no_span()
    {
        using var other = new ActivitySource("Somebody.Else");

        CwmpTelemetry.MeterName.Should().Be("Cwmp.Tls");
        CwmpTelemetry.ActivitySourceName.Should().Be("Cwmp.Tls");
        Activity.Current.Should().BeNull();
        CwmpActivities.StartCall(null, "Reboot").Should().BeNull();
        new[] { other.HasListeners() }.Should().Equal(false);
    }
}
