// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Authentication;
using System.Text;
using Cwmp.Tls.TestSupport;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Time;

namespace Cwmp.Tls.InteropTests;

/// <summary>Our session as the CPE, openssl s_server as the ACS.</summary>
public sealed class OpenSslServerTests
{
    // Version, key, resumption.
    public static MatrixTheoryData<CwmpTlsMethod, TestKey, bool> Matrix() => new(
        [CwmpTlsMethod.Tls12, CwmpTlsMethod.Tls13], [TestKey.EcP256, TestKey.Rsa2048], [true, false]);

    public static TheoryData<CwmpTlsMethod> Methods() => [CwmpTlsMethod.Tls12, CwmpTlsMethod.Tls13];

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task Both_verify_each_other_and_data_passes(CwmpTlsMethod method, TestKey key, bool resume)
    {
        OpenSslProcess.Require();
        using var world = new InteropWorld();
        (OpenSslProcess server, int port) = await world.StartServerAsync(world.Acs(key), method);
        await using var _ = server;
        CwmpTlsContext context = world.Context(world.Cpe(key), method, resume ? default : CwmpTlsFlags.NoResumption);

        bool resumed = false;
        for (int i = 0; i < 3; i++)
        {
            await using CwmpTlsSession session = await InteropWorld.DialAsync(context, port);
            session.VerifyResult!.IsAccepted.Should().BeTrue();
            session.VerifyResult.Chain.Should().HaveCount(3);
            session.Protocol.Should().Be(method == CwmpTlsMethod.Tls12 ? SslProtocols.Tls12 : SslProtocols.Tls13);
            (await AskAsync(session, "Inform")).Should().Be("mrofnI");
            resumed |= session.IsResumed;
            await session.ShutdownAsync();
        }

        resumed.Should().Be(resume);
        server.Output.Should().Contain("CN = " + InteropWorld.Device);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Server_refuses_a_client_without_certificate(CwmpTlsMethod method)
    {
        TlsHandshakeException failure = await RefusedAsync(method, _ => null);

        failure.Failure.Should().Be(TlsHandshakeFailure.OwnCertificateMissing, failure.ToString());
        failure.Alert!.Value.Name.Should().Be(method == CwmpTlsMethod.Tls12 ? "handshake_failure" : "certificate_required");
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Server_refuses_a_client_of_another_CA(CwmpTlsMethod method)
    {
        TlsHandshakeException failure =
            await RefusedAsync(method, world => world.Pki.Cpe().IssuedBy(world.Pki.Ca("Other").Issue()).Issue());

        failure.Failure.Should().Be(TlsHandshakeFailure.OwnCertificateRefusedByPeer, failure.ToString());
        failure.Alert!.Value.Name.Should().Be("unknown_ca");
        failure.Cause.Should().StartWith("The ACS refused our certificate: unknown CA");
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Server_refuses_an_expired_client(CwmpTlsMethod method)
    {
        TlsHandshakeException failure = await RefusedAsync(method, world => world.Pki.Cpe().Expired().Issue());

        failure.Failure.Should().Be(TlsHandshakeFailure.OwnCertificateRefusedByPeer, failure.ToString());
        failure.Alert!.Value.Name.Should().Be("certificate_expired");
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task We_refuse_a_server_for_another_host(CwmpTlsMethod method) =>
        (await RefusingAsync(method, world => world.Acs(), "other.example")).Failure.Should().Be(TlsHandshakeFailure.HostNameMismatch);

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task We_refuse_an_expired_server(CwmpTlsMethod method) =>
        (await RefusingAsync(method, world => world.Pki.Acs(InteropWorld.Host).Expired().Issue()))
            .VerifyResult!.FirstError!.Error.Should().Be(VerificationError.Expired);

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task We_refuse_a_server_of_another_CA(CwmpTlsMethod method) =>
        (await RefusingAsync(method, world => world.Pki.Acs(InteropWorld.Host).IssuedBy(world.Pki.Ca("Other").Issue()).Issue()))
            .VerifyResult!.FirstError!.Error.Should().Be(VerificationError.IssuerNotFound);

    [Fact]
    public async Task Versions_that_do_not_meet_are_named()
    {
        OpenSslProcess.Require();
        using var world = new InteropWorld();
        (OpenSslProcess server, int port) = await world.StartServerAsync(world.Acs(), CwmpTlsMethod.Tls13);
        await using var _ = server;

        Func<Task> dialling = () => InteropWorld.DialAsync(world.Context(world.Cpe(), CwmpTlsMethod.Tls12), port);

        (await dialling.Should().ThrowAsync<TlsHandshakeException>()).Which.Failure.Should().Be(TlsHandshakeFailure.NoCommonProtocol);
    }

    [Fact]
    public async Task Killed_server_is_not_an_orderly_end()
    {
        OpenSslProcess.Require();
        using var world = new InteropWorld();
        (OpenSslProcess server, int port) = await world.StartServerAsync(world.Acs(), CwmpTlsMethod.Tls13);
        await using var _ = server;
        await using CwmpTlsSession session = await InteropWorld.DialAsync(world.Context(world.Cpe(), default), port);
        await AskAsync(session, "x");

        await server.KillAsync();
        Func<Task> reading = () => session.ReadAsync(new byte[1]).AsTask();

        (await reading.Should().ThrowAsync<TlsConnectionException>()).Which.Failure
            .Should().BeOneOf(TlsConnectionFailure.Truncated, TlsConnectionFailure.Reset);
    }

    private static async Task<TlsHandshakeException> RefusedAsync(CwmpTlsMethod method, Func<InteropWorld, TestCertificate?> client)
    {
        OpenSslProcess.Require();
        using var world = new InteropWorld();
        (OpenSslProcess server, int port) = await world.StartServerAsync(world.Acs(), method);
        await using var _ = server;

        // A device without a clock does not notice that its own certificate has expired.
        CwmpTlsContext context = world.Context(client(world), method, configure: builder => builder.SetClock(VerificationClock.Unknown()));
        Func<Task> talking = async () =>
        {
            await using CwmpTlsSession session = await InteropWorld.DialAsync(context, port);
            await AskAsync(session, "Inform");
        };
        return (await talking.Should().ThrowAsync<TlsHandshakeException>()).Which;
    }

    private static async Task<TlsHandshakeException> RefusingAsync(CwmpTlsMethod method, Func<InteropWorld, TestCertificate> acs,
        string host = InteropWorld.Host)
    {
        OpenSslProcess.Require();
        using var world = new InteropWorld();
        (OpenSslProcess server, int port) = await world.StartServerAsync(acs(world), method);
        await using var _ = server;
        Func<Task> dialling = () => InteropWorld.DialAsync(world.Context(world.Cpe(), method), port, host);
        return (await dialling.Should().ThrowAsync<TlsHandshakeException>()).Which;
    }

    internal static async Task<string?> AskAsync(CwmpTlsSession session, string line)
    {
        await session.WriteAsync(Encoding.ASCII.GetBytes(line + "\n"));
        using var reader = new StreamReader(session.AsStream(leaveOpen: true));
        return await reader.ReadLineAsync().WaitAsync(OpenSslProcess.Ceiling);
    }
}
