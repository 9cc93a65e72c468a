// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Certificates;
using Cwmp.Tls.TestSupport;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls.InteropTests;

/// <summary>Our session as the ACS, openssl s_client as the CPE.</summary>
public sealed class OpenSslClientTests
{
    public static MatrixTheoryData<CwmpTlsMethod, TestKey, bool> Matrix() => OpenSslServerTests.Matrix();

    public static TheoryData<CwmpTlsMethod> Methods() => OpenSslServerTests.Methods();

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task Both_verify_each_other_and_data_passes(CwmpTlsMethod method, TestKey key, bool resume)
    {
        OpenSslProcess.Require();
        using var world = new InteropWorld();
        await using var acs = new EchoAcs(world.Context(world.Acs(key), method, resume ? default : CwmpTlsFlags.NoResumption));
        TestCertificate cpe = world.Cpe(key);
        string ticket = world.NewFile();

        await TalkAsync(world, acs, cpe, method, "-sess_out", ticket);
        string[] more = resume ? ["-sess_in", ticket] : [];
        await TalkAsync(world, acs, cpe, method, more);

        acs.Sessions.Should().HaveCount(2);
        acs.Sessions.Should().OnlyContain(session =>
            session.Identity == DeviceIdentity.Parse(InteropWorld.Device) && session.End == TlsPeerEnd.CloseNotify);
        acs.Sessions.Select(session => session.IsResumed).Should().Equal(false, resume);
        acs.Failures.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task We_refuse_a_client_without_certificate(CwmpTlsMethod method) =>
        (await RefusingAsync(method, _ => null)).Failure.Should().Be(TlsHandshakeFailure.PeerCertificateMissing);

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task We_refuse_a_client_of_another_CA(CwmpTlsMethod method) =>
        (await RefusingAsync(method, world => world.Pki.Cpe().IssuedBy(world.Pki.Ca("Other").Issue()).Issue()))
            .VerifyResult!.FirstError!.Error.Should().Be(VerificationError.IssuerNotFound);

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task We_refuse_an_expired_client(CwmpTlsMethod method) =>
        (await RefusingAsync(method, world => world.Pki.Cpe().Expired().Issue())).VerifyResult!.FirstError!.Error
            .Should().Be(VerificationError.Expired);

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task We_refuse_a_client_with_a_server_certificate(CwmpTlsMethod method) =>
        (await RefusingAsync(method, world => world.Acs())).VerifyResult!.FirstError!.Error
            .Should().Be(VerificationError.ExtendedKeyUsageMismatch);

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Client_that_does_not_trust_us_says_so(CwmpTlsMethod method)
    {
        OpenSslProcess.Require();
        using var world = new InteropWorld();
        TestCertificate stranger = world.Pki.Acs(InteropWorld.Host).IssuedBy(world.Pki.Ca("Other").Issue()).Issue();
        await using var acs = new EchoAcs(world.Context(stranger, method));

        await using OpenSslProcess client = world.StartClient(acs.Port, world.Cpe(), method);
        await client.WaitForExitAsync();

        TlsHandshakeException failure = await acs.FailureAsync();
        failure.Failure.Should().Be(TlsHandshakeFailure.OwnCertificateRefusedByPeer);
        failure.Alert!.Value.Name.Should().Be("unknown_ca");
        failure.Side.Should().Be(TlsSide.Peer);
    }

    [Fact]
    public async Task Killed_client_is_not_an_orderly_end()
    {
        OpenSslProcess.Require();
        using var world = new InteropWorld();
        await using var acs = new EchoAcs(world.Context(world.Acs(), default));
        await using (OpenSslProcess client = world.StartClient(acs.Port, world.Cpe(), CwmpTlsMethod.Tls13, "-quiet"))
        {
            await client.Input.WriteLineAsync("hello");
            await client.WaitForAsync("hello");
        }

        await acs.WaitForSessionsAsync(1);
        acs.Sessions.Should().ContainSingle().Which.End.Should().BeOneOf(TlsPeerEnd.Truncated, TlsPeerEnd.Reset);
    }

    private static async Task TalkAsync(InteropWorld world, EchoAcs acs, TestCertificate cpe, CwmpTlsMethod method, params string[] more)
    {
        int before = acs.Sessions.Count;
        await using OpenSslProcess client = world.StartClient(acs.Port, cpe, method, more);
        await client.Input.WriteLineAsync("Inform");
        await client.WaitForAsync("echo Inform");

        // s_client ends with close_notify when told to quit.
        await client.Input.WriteLineAsync("Q");
        (await client.WaitForExitAsync()).Should().Be(0);
        await acs.WaitForSessionsAsync(before + 1);
        client.Output.Should().Contain("Verification: OK");
    }

    private static async Task<TlsHandshakeException> RefusingAsync(CwmpTlsMethod method, Func<InteropWorld, TestCertificate?> cpe)
    {
        OpenSslProcess.Require();
        using var world = new InteropWorld();
        await using var acs = new EchoAcs(world.Context(world.Acs(), method));

        await using OpenSslProcess client = world.StartClient(acs.Port, cpe(world), method);
        TlsHandshakeException failure = await acs.FailureAsync();
        await client.WaitForExitAsync();

        acs.Sessions.Should().BeEmpty();
        failure.Side.Should().Be(TlsSide.Local);
        return failure;
    }
}
