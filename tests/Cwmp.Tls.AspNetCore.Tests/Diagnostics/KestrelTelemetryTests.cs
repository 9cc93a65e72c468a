// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net.Sockets;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.AspNetCore.Tests.Diagnostics;

/// <summary>Handshakes in Kestrel are reported like all others.</summary>
public sealed class KestrelTelemetryTests : IDisposable
{
    private static readonly DeviceIdentity Identity = new("012345", "STB", "1");

    private readonly ConcurrentQueue<string> _handshakes = new();
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly Bell _measured = new();
    private readonly MeterListener _meters;
    private readonly ActivityListener _activities;

    public KestrelTelemetryTests()
    {
        _meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == CwmpTelemetry.MeterName && instrument.Name == "cwmp.tls.handshake.duration")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        _meters.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            _handshakes.Enqueue(
                string.Join(",", tags.ToArray().OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={tag.Value}")));
            _measured.Ring();
        });
        _meters.Start();
        _activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == CwmpTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                _spans.Enqueue(span);
                _measured.Ring();
            },
        };
        ActivitySource.AddActivityListener(_activities);
    }

    [Fact]
    public async Task Good_handshake_tells_version_and_cipher()
    {
        await using AcsHost host = await AcsHost.StartAsync();

        await new TestDevice(host.CreateClient(host.Pki.Cpe(Identity).Issue()), host.Tls, Identity).RunAsync();

        _handshakes.Should().Contain("cwmp.tls.side=server,tls.protocol.version=1.3,tls.resumed=False");
        _spans.Should().Contain(span =>
            span.OperationName == "TLS handshake" && span.Kind == ActivityKind.Server && span.Status == ActivityStatusCode.Unset
            && (string?)span.GetTagItem("network.peer.address") == "127.0.0.1"
                && ((string?)span.GetTagItem("tls.cipher"))!.StartsWith("TLS_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refused_certificate_is_the_cause()
    {
        await using AcsHost host = await AcsHost.StartAsync();
        var device = new TestDevice(host.CreateClient(host.Pki.Cpe(Identity).SelfSigned().Issue()), host.Tls, Identity);

        await device.Invoking(d => d.RunAsync()).Should().ThrowAsync<HttpRequestException>();

        await UntilAsync("cwmp.tls.side=server,error.type=PeerCertificateRefused");
        await _measured.UntilAsync(() => _spans.Any(span =>
            (string?)span.GetTagItem("error.type") == "PeerCertificateRefused" && span.Status == ActivityStatusCode.Error));
    }

    [Fact]
    public async Task Missing_certificate_is_the_cause()
    {
        await using AcsHost host = await AcsHost.StartAsync(
            new AcsHost.Setup { Context = (builder, _) => builder.SetVerify(CwmpTlsVerifyMode.RequireCertificate) });
        var device = new TestDevice(host.CreateClient(), host.Tls, Identity);

        await device.Invoking(d => d.RunAsync()).Should().ThrowAsync<HttpRequestException>();

        await UntilAsync("cwmp.tls.side=server,error.type=PeerCertificateMissing");
    }

    [Fact]
    public async Task Connection_without_a_hello_is_a_probe()
    {
        await using AcsHost host = await AcsHost.StartAsync();
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(host.Tls.Host, host.Tls.Port, TestContext.Current.CancellationToken);
        }

        await UntilAsync("cwmp.tls.side=server,error.type=PeerClosedBeforeHandshake");
    }

    [Fact]
    public async Task Silent_connection_runs_into_the_timeout()
    {
        await using AcsHost host =
            await AcsHost.StartAsync(new AcsHost.Setup { Tls = tls => tls.HandshakeTimeout = TimeSpan.FromMilliseconds(200) });
        using var client = new TcpClient();
        await client.ConnectAsync(host.Tls.Host, host.Tls.Port, TestContext.Current.CancellationToken);

        await UntilAsync("cwmp.tls.side=server,error.type=Timeout");
    }

    public void Dispose()
    {
        _meters.Dispose();
        _activities.Dispose();
    }

    // Kestrel notices the end of a connection in its own time.
    private Task UntilAsync(string tags) => _measured.UntilAsync(() => _handshakes.Contains(tags));
}
