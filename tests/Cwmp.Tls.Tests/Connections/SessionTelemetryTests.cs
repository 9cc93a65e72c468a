// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics.Metrics;
using Cwmp.Tls.TestSupport;
using Cwmp.Tls.Tracing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Cwmp.Tls.Tests.Connections;

/// <summary>What a session shows of itself: trace and logs.</summary>
public sealed class SessionTelemetryTests
{
    [Fact]
    public async Task Trace_shows_the_frames_of_the_paper()
    {
        using var world = new TlsWorld();
        world.Acs = world.AcsBuilder(method: CwmpTlsMethod.Tls12).SetTrace(HandshakeTraceLevel.Capture).SetFlags(CwmpTlsFlags.NoResumption)
            .Build();
        await using TlsPair pair = await world.OpenAsync();
        await pair.Cpe.WriteAsync("data"u8.ToArray());
        await pair.Acs.ReadAsync(new byte[4]);
        Task closing = pair.Cpe.ShutdownAsync();
        await pair.Acs.ReadAsync(new byte[1]);
        await pair.Acs.ShutdownAsync();
        await closing;
        await pair.Cpe.DisposeAsync();
        await pair.Acs.DisposeAsync();

        HandshakeTrace trace = pair.Acs.Trace!;

        trace.Frames.Select(frame => frame.Kind).Should().Equal(
            HandshakeFrameKind.ClientHello,
            HandshakeFrameKind.ServerHello,
            HandshakeFrameKind.Certificate,
            HandshakeFrameKind.ServerKeyExchange,
            HandshakeFrameKind.CertificateRequest,
            HandshakeFrameKind.ServerHelloDone,
            HandshakeFrameKind.Certificate,
            HandshakeFrameKind.ClientKeyExchange,
            HandshakeFrameKind.CertificateVerify,
            HandshakeFrameKind.ChangeCipherSpec,
            HandshakeFrameKind.EncryptedHandshake,
            HandshakeFrameKind.ChangeCipherSpec,
            HandshakeFrameKind.EncryptedHandshake,
            HandshakeFrameKind.ApplicationData,
            HandshakeFrameKind.Alert,
            HandshakeFrameKind.Alert,
            HandshakeFrameKind.EndOfStream);
        trace.IsServer.Should().BeTrue();
        trace.ToTable().Should().Contain("CN=Test Root", "the server names the CA it trusts");
        trace.IsCaptured.Should().BeTrue();
    }

    [Fact]
    public async Task Trace_is_off_by_default()
    {
        using var world = new TlsWorld();

        await using TlsPair pair = await world.OpenAsync();

        pair.Acs.Trace.Should().BeNull();
        world.Acs.TraceLevel.Should().Be(HandshakeTraceLevel.Off);
    }

    [Fact]
    public async Task Authorities_are_named_unless_forbidden()
    {
        using var world = new TlsWorld();
        world.Acs = world.AcsBuilder(method: CwmpTlsMethod.Tls12).SetTrace(HandshakeTraceLevel.Messages)
            .SetFlags(CwmpTlsFlags.NoAuthorityNames).Build();

        await using TlsPair pair = await world.OpenAsync();

        var request =
            (CertificateRequestDetails)pair.Acs.Trace!.Frames.Single(frame => frame.Kind == HandshakeFrameKind.CertificateRequest).Details!;
        request.Authorities.Should().BeEmpty();
    }

    [Fact]
    public async Task Handshakes_and_failures_are_logged_by_cause_and_without_secrets()
    {
        using var world = new TlsWorld();
        var logs = new FakeLogCollector();
        using var factory = new LoggerFactory([new FakeLoggerProvider(logs)], new LoggerFilterOptions { MinLevel = LogLevel.Trace });
        TestCertificate acs = world.Pki.Acs(TlsWorld.Host).Issue();
        world.Acs = world.AcsBuilder(acs).SetLoggerFactory(factory).Build();
        await using (TlsPair good = await world.OpenAsync())
        {
        }

        world.Cpe = world.CpeBuilder(world.Pki.Cpe().SelfSigned().Issue()).Build();
        await world.FailAsync();

        IReadOnlyList<FakeLogRecord> records = logs.GetSnapshot();
        records.Should().Contain(record => record.Id.Id == 3000);
        records.Should().Contain(record =>
            record.Id.Id == 3010 && record.Level == LogLevel.Debug && record.Message.Contains(TlsWorld.Device));
        records.Should().Contain(record =>
            record.Id.Id == 3011 && record.Level == LogLevel.Information && record.Message.Contains("PeerCertificateRefused"));
        records.Should().NotContain(record => record.Level >= LogLevel.Error);
        string key = string.Concat(acs.ToKeyPem().Split('\n')[1..3]);
        records.Should().NotContain(record => record.Message.Contains(key) || record.Message.Contains("PRIVATE"));
    }

    [Fact]
    public async Task Handshakes_are_measured()
    {
        using var world = new TlsWorld();
        var outcomes = new System.Collections.Concurrent.ConcurrentQueue<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, meter) =>
        {
            if (instrument.Name == "cwmp.tls.handshake.duration")
            {
                meter.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
            outcomes.Enqueue(string.Join(",", tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
        listener.Start();

        await using (TlsPair pair = await world.OpenAsync())
        {
        }

        await world.FailAsync("other.example");

        // Other tests run beside this one, so there may be more.
        outcomes.Should().Contain(tags => tags.Contains("cwmp.tls.side=server") && tags.Contains("tls.protocol.version=1.3"));
        outcomes.Should().Contain(tags => tags.Contains("cwmp.tls.side=client") && tags.Contains("error.type=HostNameMismatch"));
    }
}
