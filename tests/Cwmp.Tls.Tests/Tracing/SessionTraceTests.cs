// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Tests.Connections;
using Cwmp.Tls.TestSupport;
using Cwmp.Tls.Tracing;

namespace Cwmp.Tls.Tests.Tracing;

/// <summary>The trace as users get it: from both ends of a session.</summary>
public sealed class SessionTraceTests
{
    private static readonly string[] Tls12Rows =
    [
        "ClientHello", "ServerHello", "Certificate", "ServerKeyExchange", "CertificateRequest", "ServerHelloDone",
        "Certificate", "ClientKeyExchange", "CertificateVerify", "ChangeCipherSpec", "encrypted handshake",
        "NewSessionTicket", "ChangeCipherSpec", "encrypted handshake", "application data", "application data",
        "encrypted alert", "encrypted alert",
    ];

    [Fact]
    public async Task Session_of_TLS_12_shows_the_rows_of_the_paper_on_both_sides()
    {
        (HandshakeTrace acs, HandshakeTrace cpe) = await ConverseAsync(CwmpTlsMethod.Tls12);

        // A server that keeps its sessions itself sends no ticket.
        string[] rows = [.. Tls12Rows.Where(row => EngineUnderTest.SendsTickets || row != "NewSessionTicket")];

        // Whoever has sent and received close_notify need not wait for the other's FIN.
        foreach (HandshakeTrace trace in new[] { acs, cpe })
        {
            trace.Frames.Take(rows.Length).Select(f => f.Message).Should().Equal(rows);
            trace.Frames.Skip(rows.Length).Should().NotBeEmpty().And.OnlyContain(f => f.Message == "FIN");
        }

        acs.IsServer.Should().BeTrue();
        cpe.IsServer.Should().BeFalse();
        acs.ToTable().Should().Contain("1 certificate; CN=" + TlsWorld.Device).And.Contain("SNI " + TlsWorld.Host);
    }

    [Fact]
    public async Task Session_of_TLS_13_tells_data_from_the_handshake()
    {
        (HandshakeTrace acs, HandshakeTrace cpe) = await ConverseAsync(CwmpTlsMethod.Tls13);

        foreach (HandshakeTrace trace in new[] { acs, cpe })
        {
            trace.Frames.Take(2).Select(f => f.Message).Should().Equal("ClientHello", "ServerHello");
            trace.Frames.Should().Contain(f => f.Kind == HandshakeFrameKind.Encrypted)
                .And.Contain(f => f.Kind == HandshakeFrameKind.ApplicationData);
            trace.Frames[^1].Message.Should().Be("FIN");
            trace.ToTable(width: 0).Should().NotContain(TlsWorld.Device);
        }
    }

    [Fact]
    public async Task Refused_session_shows_how_it_ended()
    {
        using var world = new TlsWorld();
        using var stranger = new TestPki();
        world.Acs = world.AcsBuilder(method: CwmpTlsMethod.Tls12).SetTrace(HandshakeTraceLevel.Messages).Build();
        world.Cpe = world.CpeBuilder(stranger.Cpe().Issue()).Build();
        await using TlsPair pair = await world.MakeAsync();
        Task connect = pair.Cpe.ConnectAsync(TlsWorld.Host);
        Func<Task> accept = () => pair.Acs.AcceptAsync();

        await accept.Should().ThrowAsync<TlsHandshakeException>();

        pair.Acs.Trace!.Frames.Should().Contain(f => f.Kind == HandshakeFrameKind.CertificateVerify);
        pair.Acs.Trace!.Frames[^1].ToString().Should().EndWith("Sent FIN");
        await connect.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    // A request, an answer, and both ways closed, the CPE first.
    private static async Task<(HandshakeTrace Acs, HandshakeTrace Cpe)> ConverseAsync(CwmpTlsMethod method)
    {
        using var world = new TlsWorld();
        world.Acs = world.AcsBuilder(method: method).SetTrace(HandshakeTraceLevel.Messages).Build();
        world.Cpe = world.CpeBuilder().SetTrace(HandshakeTraceLevel.Messages).Build();
        await using TlsPair pair = await world.OpenAsync();
        byte[] buffer = new byte[16];

        await pair.Cpe.WriteAsync("Inform"u8.ToArray());
        int asked = await pair.Acs.ReadAsync(buffer);
        await pair.Acs.WriteAsync("InformResponse"u8.ToArray());
        int answered = await pair.Cpe.ReadAsync(buffer);
        Task closing = pair.Cpe.ShutdownAsync();
        int end = await pair.Acs.ReadAsync(buffer);
        await pair.Acs.ShutdownAsync();
        await closing;
        await pair.Cpe.DisposeAsync();
        await pair.Acs.DisposeAsync();

        (asked, answered, end).Should().Be((6, 14, 0));
        return (pair.Acs.Trace!, pair.Cpe.Trace!);
    }
}
