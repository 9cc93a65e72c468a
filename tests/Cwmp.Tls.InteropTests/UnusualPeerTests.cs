// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.TestSupport;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls.InteropTests;

/// <summary>openssl peers that do what the specification allows and few do, or what it forbids and old ones do all the same.</summary>
public sealed class UnusualPeerTests
{
    public static TheoryData<CwmpTlsMethod> Methods() => OpenSslServerTests.Methods();

    // TLS knows them; the rule that takes RSA and EC alone (CA/B BR 6.1.5) comes first.
    public static MatrixTheoryData<CwmpTlsMethod, string> OtherKeys() =>
        new([CwmpTlsMethod.Tls12, CwmpTlsMethod.Tls13], ["ED25519", "RSA-PSS"]);

    [Theory]
    [MemberData(nameof(OtherKeys))]
    public async Task Client_with_a_key_of_another_kind_is_refused_by_name(CwmpTlsMethod method, string key)
    {
        OpenSslProcess.Require();
        using var world = new InteropWorld();
        (string certificate, string keyFile) = await IssueAsync(world, key, "/CN=" + InteropWorld.Device, "clientAuth");
        await using var acs = new EchoAcs(world.Context(world.Acs(), method));

        await using OpenSslProcess client = world.StartClient(acs.Port, null, method, "-cert", certificate, "-key", keyFile);

        TlsHandshakeException failure = await acs.FailureAsync();
        failure.VerifyResult!.Findings.Should().ContainSingle().Which.Error.Should().Be(VerificationError.WeakKey);
    }

    [Theory]
    [MemberData(nameof(OtherKeys))]
    public async Task Server_with_a_key_of_another_kind_is_refused_by_name(CwmpTlsMethod method, string key)
    {
        OpenSslProcess.Require();
        using var world = new InteropWorld();
        (string certificate, string keyFile) = await IssueAsync(world, key, "/CN=" + InteropWorld.Host, "serverAuth");
        (OpenSslProcess server, int port) = await world.StartServerAsync(certificate, keyFile, method, "-rev");
        await using var _ = server;

        Func<Task> dialling = async () => await InteropWorld.DialAsync(world.Context(world.Cpe(), method), port);

        (await dialling.Should().ThrowAsync<TlsHandshakeException>()).Which.VerifyResult!.Findings
            .Should().ContainSingle().Which.Error.Should().Be(VerificationError.WeakKey);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Client_on_P521_is_accepted(CwmpTlsMethod method)
    {
        OpenSslProcess.Require();
        using var world = new InteropWorld();
        (string certificate, string keyFile) = await IssueAsync(world, "P-521", "/CN=" + InteropWorld.Device, "clientAuth");
        await using var acs = new EchoAcs(world.Context(world.Acs(), method));

        await using OpenSslProcess client = world.StartClient(acs.Port, null, method, "-cert", certificate, "-key", keyFile);
        await client.Input.WriteLineAsync("Inform");
        await client.WaitForAsync("echo Inform");
        await client.Input.WriteLineAsync("Q");
        await acs.WaitForSessionsAsync(1);

        acs.Sessions.Should().ContainSingle().Which.Identity.Should().Be(DeviceIdentity.Parse(InteropWorld.Device));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Chain_in_the_wrong_order_is_put_in_order(CwmpTlsMethod method)
    {
        OpenSslProcess.Require();
        using var world = new InteropWorld();
        TestCertificate top = world.Pki.Ca("Top").IssuedBy(world.Pki.Root).Issue();
        TestCertificate middle = world.Pki.Ca("Middle").IssuedBy(top).Issue();
        TestCertificate leaf = world.Pki.Acs(InteropWorld.Host).IssuedBy(middle).Issue();
        (string certificate, string key) = world.Save(leaf);
        string shuffled = world.NewFile(world.Pki.Root.ToPem() + top.ToPem() + world.Pki.Ca("Unrelated").Issue().ToPem() + middle.ToPem());
        (OpenSslProcess server, int port) = await world.StartServerAsync(certificate, key, method, "-rev", "-cert_chain", shuffled);
        await using var _ = server;

        await using CwmpTlsSession session = await InteropWorld.DialAsync(world.Context(world.Cpe(), method), port);

        session.VerifyResult!.Chain.Should().HaveCount(4);
        (await OpenSslServerTests.AskAsync(session, "Inform")).Should().Be("mrofnI");
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Missing_intermediate_is_named_as_the_cause(CwmpTlsMethod method)
    {
        OpenSslProcess.Require();
        using var world = new InteropWorld();
        (string certificate, string key) = world.Save(world.Acs());
        string leafAlone =
            world.NewFile((await File.ReadAllTextAsync(certificate)).Split("-----END CERTIFICATE-----")[0] + "-----END CERTIFICATE-----\n");
        (OpenSslProcess server, int port) = await world.StartServerAsync(leafAlone, key, method, "-rev", "-no-CApath");
        await using var _ = server;

        Func<Task> dialling = async () => await InteropWorld.DialAsync(world.Context(world.Cpe(), method), port);

        TlsHandshakeException failure = (await dialling.Should().ThrowAsync<TlsHandshakeException>()).Which;
        failure.VerifyResult!.FirstError!.Error.Should().Be(VerificationError.IssuerNotFound);
        failure.NextStep.Should().Contain("intermediate");
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task Hundred_certificates_are_judged_and_do_no_harm(CwmpTlsMethod method)
    {
        OpenSslProcess.Require();
        using var world = new InteropWorld();
        TestCertificate ca = world.Pki.Ca("Same name").IssuedBy(world.Pki.Root).Issue();
        var all = new StringBuilder();
        for (int i = 0; i < 100; i++)
        {
            all.Append(world.Pki.Ca("Same name").IssuedBy(world.Pki.Ca("Other").Issue()).Issue().ToPem());
        }

        (string certificate, string key) = world.Save(world.Pki.Cpe(InteropWorld.Device).IssuedBy(ca).Issue());
        string[] show = ["-cert", certificate, "-key", key, "-cert_chain", world.NewFile(all + ca.ToPem())];
        await using var acs = new EchoAcs(world.Context(world.Acs(), method));

        await using OpenSslProcess client = world.StartClient(acs.Port, null, method, show);
        await client.Input.WriteLineAsync("Inform");
        await acs.WaitForOutcomeAsync();

        acs.Failures.Should().BeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Client_that_knows_static_RSA_alone_needs_the_legacy_profile(bool legacy)
    {
        OpenSslProcess.Require();
        using var world = new InteropWorld();
        CwmpTlsCipherProfile profile = legacy ? CwmpTlsCipherProfile.LegacyStaticRsa : CwmpTlsCipherProfile.Modern;
        await using var acs =
            new EchoAcs(world.Context(world.Acs(TestKey.Rsa2048), default, configure: builder => builder.SetCipherProfile(profile)));

        await using OpenSslProcess client =
            world.StartClient(acs.Port, world.Cpe(TestKey.Rsa2048), CwmpTlsMethod.Tls12, "-cipher", "AES128-SHA");
        await client.Input.WriteLineAsync("Inform");
        if (legacy)
        {
            await client.WaitForAsync("echo Inform");
            await client.Input.WriteLineAsync("Q");
            await acs.WaitForSessionsAsync(1);
            client.Output.Should().Contain("AES128-SHA");
        }
        else
        {
            TlsHandshakeException failure = await acs.FailureAsync();
            failure.Failure.Should().Be(TlsHandshakeFailure.NoCommonCipherSuite);
            failure.Message.Should().Contain("TLS_RSA_WITH_AES_128_CBC_SHA").And.Contain("legacy");
        }
    }

    [Fact]
    public async Task Client_of_TLS_11_is_refused_by_name()
    {
        OpenSslProcess.Require();
        using var world = new InteropWorld();
        await using var acs = new EchoAcs(world.Context(world.Acs(TestKey.Rsa2048), default));

        await using OpenSslProcess client =
            world.StartClient(acs.Port, world.Cpe(TestKey.Rsa2048), null, "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0");

        TlsHandshakeException failure = await acs.FailureAsync();
        failure.Failure.Should().Be(TlsHandshakeFailure.NoCommonProtocol);
        failure.Message.Should().Contain("TLS 1.1");
    }

    [Fact]
    public async Task Server_of_TLS_11_is_refused_by_name()
    {
        OpenSslProcess.Require();
        using var world = new InteropWorld();
        (string certificate, string key) = world.Save(world.Acs(TestKey.Rsa2048));
        (OpenSslProcess server, int port) =
            await world.StartServerAsync(certificate, key, null, "-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0");
        await using var _ = server;

        Func<Task> dialling = async () => await InteropWorld.DialAsync(world.Context(world.Cpe(), default), port);

        (await dialling.Should().ThrowAsync<TlsHandshakeException>()).Which.Failure.Should().Be(TlsHandshakeFailure.NoCommonProtocol);
    }

    [Fact]
    public async Task Client_that_renegotiates_gets_nowhere()
    {
        OpenSslProcess.Require();
        using var world = new InteropWorld();
        await using var acs = new EchoAcs(world.Context(world.Acs(), CwmpTlsMethod.Tls12));

        await using OpenSslProcess client = world.StartClient(acs.Port, world.Cpe(), CwmpTlsMethod.Tls12);
        await client.Input.WriteLineAsync("Inform");
        await client.WaitForAsync("echo Inform");
        await client.Input.WriteLineAsync("R");
        await acs.WaitForSessionsAsync(1);

        client.Output.Should().Contain("RENEGOTIATING");
        client.Output.Split("Verify return code").Should().HaveCount(2, "no second handshake took place");
        acs.Sessions.Should().ContainSingle().Which.Failure.Should().BeOfType<TlsConnectionException>();
    }

    [Theory]
    [InlineData("r")]
    [InlineData("R")]
    public async Task Server_that_asks_to_renegotiate_gets_nowhere(string command)
    {
        OpenSslProcess.Require();
        using var world = new InteropWorld();
        (string certificate, string key) = world.Save(world.Acs());
        (OpenSslProcess server, int port) = await world.StartServerAsync(certificate, key, CwmpTlsMethod.Tls12, "-cert_chain", certificate);
        await using var _ = server;
        await using CwmpTlsSession session = await InteropWorld.DialAsync(world.Context(world.Cpe(), CwmpTlsMethod.Tls12), port);
        await server.WaitForAsync("CIPHER is");

        string seen = await CommandAsync(server, session, command);

        (seen == "still here" || session.PeerEnd != TlsPeerEnd.NotEnded).Should().BeTrue(seen);
        server.Output.Split("CIPHER is").Should().HaveCount(2, "no second handshake took place");
    }

    [Fact]
    public async Task Server_that_asks_for_a_certificate_after_the_handshake_does_no_harm()
    {
        OpenSslProcess.Require();
        using var world = new InteropWorld();
        (string certificate, string key) = world.Save(world.Acs());
        (OpenSslProcess server, int port) =
            await world.StartServerAsync(certificate, key, CwmpTlsMethod.Tls13, "-cert_chain", certificate, "-verify", "3");
        await using var _ = server;
        await using CwmpTlsSession session = await InteropWorld.DialAsync(world.Context(world.Cpe(), CwmpTlsMethod.Tls13), port);
        await server.WaitForAsync("CIPHER is");

        string seen = await CommandAsync(server, session, "c");

        (seen == "still here" || session.PeerEnd != TlsPeerEnd.NotEnded).Should().BeTrue(seen);
    }

    [Theory]
    [InlineData("k")]
    [InlineData("K")]
    public async Task Keys_may_be_updated_in_the_middle(string command)
    {
        OpenSslProcess.Require();
        using var world = new InteropWorld();
        await using var acs = new EchoAcs(world.Context(world.Acs(), CwmpTlsMethod.Tls13));

        await using OpenSslProcess client = world.StartClient(acs.Port, world.Cpe(), CwmpTlsMethod.Tls13);
        await client.Input.WriteLineAsync("before");
        await client.WaitForAsync("echo before");
        await client.Input.WriteLineAsync(command);
        await client.WaitForAsync("KEYUPDATE");
        await client.Input.WriteLineAsync("after");

        await client.WaitForAsync("echo after");
    }

    // s_server takes what comes with a command for a part of it, so the line after it is sent until it arrives.
    private static async Task<string> CommandAsync(OpenSslProcess server, CwmpTlsSession session, string command)
    {
        await server.Input.WriteLineAsync(command);
        Task<string> reading = ReadToEndOrLineAsync(session);
        await Eventually.HoldsAsync(
            () => reading.IsCompleted, () => server.Input.WriteLineAsync("still here"), TimeSpan.FromMilliseconds(50));

        return await reading;
    }

    private static async Task<string> ReadToEndOrLineAsync(CwmpTlsSession session)
    {
        var text = new StringBuilder();
        byte[] buffer = new byte[1000];
        try
        {
            int count;
            while (!text.ToString().Contains('\n', StringComparison.Ordinal)
                && (count = await session.ReadAsync(buffer).AsTask().WaitAsync(OpenSslProcess.Ceiling)) > 0)
            {
                text.Append(Encoding.UTF8.GetString(buffer, 0, count));
            }
        }
        catch (Exception e) when (e is TlsConnectionException or TlsHandshakeException)
        {
            text.Append(e.Message);
        }

        return text.ToString().TrimEnd();
    }

    private static async Task<(string Certificate, string Key)> IssueAsync(InteropWorld world, string kind, string subject, string usage)
    {
        string[] algorithm = kind switch
        {
            "ED25519" => ["-algorithm", "ED25519"],
            "RSA-PSS" => ["-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048"],
            _ => ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:" + kind],
        };
        (string ca, string caKey) = world.Save(world.Pki.Root);
        (string key, string request, string certificate) = (world.NewFile(), world.NewFile(), world.NewFile());
        string extensions = world.NewFile(
            $"basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage={usage}\n" +
            $"subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\nsubjectAltName=DNS:{InteropWorld.Host}\n");
        foreach (string[] command in (string[][])
        [
            ["genpkey", .. algorithm, "-out", key],
            ["req", "-new", "-key", key, "-subj", subject, "-out", request],
            ["x509", "-req", "-in", request, "-CA", ca, "-CAkey", caKey, "-days", "30", "-extfile", extensions, "-out", certificate],
        ])
        {
            await using OpenSslProcess openssl = OpenSslProcess.Start(command);
            (await openssl.WaitForExitAsync()).Should().Be(0, openssl.Output);
        }

        return (certificate, key);
    }
}
