// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Authentication;
using Cwmp.Tls.Certificates;

namespace Cwmp.Tls.Tests.Connections;

public sealed class SessionHandshakeTests
{
    public static TheoryData<CwmpTlsMethod> Methods() => [CwmpTlsMethod.Tls12, CwmpTlsMethod.Tls13];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Both_sides_verify_each_other(CwmpTlsMethod method)
    {
        using var world = new TlsWorld();
        world.Acs = world.AcsBuilder(method: method).Build();

        await using TlsPair pair = await world.OpenAsync();

        pair.Acs.VerifyResult!.IsAccepted.Should().BeTrue();
        pair.Cpe.VerifyResult!.IsAccepted.Should().BeTrue();
        pair.Acs.PeerIdentity.Should().Be(DeviceIdentity.Parse(TlsWorld.Device));
        pair.Cpe.PeerIdentity.Should().BeNull();
        pair.Acs.PeerCertificate!.Subject.Should().Be("CN=" + TlsWorld.Device);
        pair.Cpe.PeerCertificate!.Subject.Should().Be("CN=" + TlsWorld.Host);
        pair.Cpe.Protocol.Should().Be(method == CwmpTlsMethod.Tls12 ? SslProtocols.Tls12 : SslProtocols.Tls13);
        pair.Acs.CipherSuite.Should().Be(pair.Cpe.CipherSuite);
        pair.Acs.State.Should().Be(CwmpTlsSessionState.Open);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Data_flows_both_ways(CwmpTlsMethod method)
    {
        using var world = new TlsWorld();
        world.Acs = world.AcsBuilder(method: method).Build();
        await using TlsPair pair = await world.OpenAsync();
        byte[] sent = new byte[300_000];
        new Random(7).NextBytes(sent);

        Task<byte[]> atAcs = ReadAsync(pair.Acs, sent.Length);
        Task<byte[]> atCpe = ReadAsync(pair.Cpe, sent.Length);
        await Task.WhenAll(pair.Cpe.WriteAsync(sent).AsTask(), pair.Acs.WriteAsync(sent).AsTask(), atAcs, atCpe)
            .WaitAsync(TlsWorld.Ceiling);

        (await atAcs).Should().Equal(sent);
        (await atCpe).Should().Equal(sent);
    }

    private static async Task<byte[]> ReadAsync(CwmpTlsSession session, int count)
    {
        byte[] data = new byte[count];
        await session.AsStream(leaveOpen: true).ReadExactlyAsync(data);
        return data;
    }
}
