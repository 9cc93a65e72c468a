// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.TestSupport;
using Cwmp.Tls.Verification.Crls;

namespace Cwmp.Tls.InteropTests;

/// <summary>Which alert openssl reads when we refuse it, in either role.</summary>
public sealed class AlertTests
{
    private static readonly string[] Peers = ["expired", "unknown CA", "revoked", "wrong usage"];

    public static MatrixTheoryData<CwmpTlsMethod, string> Matrix() => new([CwmpTlsMethod.Tls12, CwmpTlsMethod.Tls13], Peers);

    public static TheoryData<CwmpTlsMethod> Methods() => OpenSslServerTests.Methods();

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task Refused_client_reads_why(CwmpTlsMethod method, string peer)
    {
        Require();
        using var world = new InteropWorld();
        TestCertificate cpe = peer == "wrong usage" ? world.Acs() : Issue(peer, world, world.Pki.Cpe(InteropWorld.Device));
        using CrlSource crls = Crls(world, cpe, peer);
        await using var acs = new EchoAcs(world.Context(world.Acs(), method, configure: builder => builder.UseCrls(crls)));

        await using OpenSslProcess client = world.StartClient(acs.Port, cpe, method);
        await client.WaitForExitAsync();

        client.Output.Should().Contain($"SSL alert number {NumberFor(peer)}");
        acs.Sessions.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Client_without_certificate_reads_why(CwmpTlsMethod method)
    {
        Require();
        using var world = new InteropWorld();
        await using var acs = new EchoAcs(world.Context(world.Acs(), method));

        await using OpenSslProcess client = world.StartClient(acs.Port, null, method);
        await client.WaitForExitAsync();

        client.Output.Should().Contain(method == CwmpTlsMethod.Tls13 ? "SSL alert number 116" : "SSL alert number 40");
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task Refused_server_reads_why(CwmpTlsMethod method, string peer)
    {
        Require();
        using var world = new InteropWorld();
        TestCertificate acs = peer == "wrong usage"
            ? world.Pki.Acs(InteropWorld.Host).WrongEku().Issue()
            : Issue(peer, world, world.Pki.Acs(InteropWorld.Host));
        using CrlSource crls = Crls(world, acs, peer);
        (OpenSslProcess server, int port) = await world.StartServerAsync(acs, method);
        await using OpenSslProcess _ = server;
        CwmpTlsContext context = world.Context(world.Cpe(), method, configure: builder => builder.UseCrls(crls));

        Func<Task> dialling = () => InteropWorld.DialAsync(context, port);

        await dialling.Should().ThrowAsync<TlsHandshakeException>();
        await server.WaitForAsync($"SSL alert number {NumberFor(peer)}");
    }

    private static void Require()
    {
        OpenSslProcess.Require();
        Assert.SkipUnless(EngineUnderTest.SendsAlerts, "this engine ends the connection without an alert");
    }

    // RFC 8446 §6.2.
    private static int NumberFor(string peer) => peer switch
    {
        "expired" => 45,
        "unknown CA" => 48,
        "revoked" => 44,
        _ => 43,
    };

    private static TestCertificate Issue(string peer, InteropWorld world, TestCertificateBuilder certificate) => peer switch
    {
        "expired" => certificate.Expired().Issue(),
        "unknown CA" => certificate.IssuedBy(world.Pki.Ca("Other").Issue()).Issue(),
        _ => certificate.Issue(),
    };

    // Of the root; it lists the peer where that is what it is refused for.
    private static CrlSource Crls(InteropWorld world, TestCertificate certificate, string peer)
    {
        DateTimeOffset now = world.Pki.Time.GetUtcNow();
        var builder = new CertificateRevocationListBuilder();
        if (peer == "revoked")
        {
            builder.AddEntry(certificate.Certificate);
        }

        return new CrlSource(CrlStore.FromDer(builder.Build(
            world.Pki.Root.Certificate, 1, now.AddDays(7), HashAlgorithmName.SHA256, thisUpdate: now.AddHours(-1))));
    }
}
