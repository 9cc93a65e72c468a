// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Authentication;
using Cwmp.Tls.Tracing;

namespace Cwmp.Tls.Tests.Tracing;

public sealed class RealHandshakeTests
{
    [Fact]
    public async Task Tls12_rows_come_in_the_order_of_the_paper()
    {
        RecordedHandshake recorded = await RecordedHandshake.RunAsync(new() { Protocol = SslProtocols.Tls12 });

        HandshakeTrace trace = recorded.Server.GetTrace()!;

        TestContext.Current.TestOutputHelper!.WriteLine(trace.ToTable(width: 0));
        trace.Frames.Select(f => f.Message).Where(m => m != "NewSessionTicket").Should().Equal(
            "ClientHello", "ServerHello", "Certificate", "ServerKeyExchange", "CertificateRequest", "ServerHelloDone",
            "Certificate", "ClientKeyExchange", "CertificateVerify", "ChangeCipherSpec", "encrypted handshake",
            "ChangeCipherSpec", "encrypted handshake", "application data", "application data", "encrypted alert", "encrypted alert", "FIN", "FIN");
    }

    [Fact]
    public async Task Tls13()
    {
        RecordedHandshake recorded = await RecordedHandshake.RunAsync(new() { Protocol = SslProtocols.Tls13 });

        HandshakeTrace trace = recorded.Client.GetTrace()!;

        TestContext.Current.TestOutputHelper!.WriteLine(trace.ToTable(width: 0));
    }
}
