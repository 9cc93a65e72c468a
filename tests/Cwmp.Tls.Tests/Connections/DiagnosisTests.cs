// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.TestSupport;
using Cwmp.Tls.Tracing;

namespace Cwmp.Tls.Tests.Connections;

/// <summary>Every way in which a handshake fails has a name, found from the bytes rather than from an error text.</summary>
public sealed class DiagnosisTests
{
    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: acs.example\r\n\r\n", TlsHandshakeFailure.PlainHttpOnTlsPort)]
    [InlineData("POST /acs HTTP/1.1\r\nHost: acs.example\r\n\r\n", TlsHandshakeFailure.PlainHttpOnTlsPort)]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n", TlsHandshakeFailure.NotTls)]
    [InlineData("PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n", TlsHandshakeFailure.NotTls)]
    [InlineData("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", TlsHandshakeFailure.NotTls)]
    public async Task Server_names_what_is_not_TLS(string sent, TlsHandshakeFailure expected)
    {
        TlsHandshakeException failure = await AcceptAsync(client => client.SendAsync(System.Text.Encoding.Latin1.GetBytes(sent)));

        failure.Failure.Should().Be(expected, failure.ToString());
        failure.Stage.Should().Be(TlsHandshakeStage.ClientHello);
    }

    [Fact]
    public async Task Server_names_a_client_that_only_knocks()
    {
        TlsHandshakeException failure = await AcceptAsync(client =>
        {
            client.Shutdown(SocketShutdown.Both);
            return Task.CompletedTask;
        });

        failure.Failure.Should().Be(TlsHandshakeFailure.PeerClosedBeforeHandshake, failure.ToString());
        failure.Side.Should().Be(TlsSide.Peer);
    }

    [Fact]
    public async Task Server_names_a_reset()
    {
        TlsHandshakeException failure = await AcceptAsync(client =>
        {
            client.LingerState = new LingerOption(true, 0);
            client.Close();
            return Task.CompletedTask;
        });

        failure.Failure.Should().Be(TlsHandshakeFailure.PeerReset, failure.ToString());
    }

    [Fact]
    public async Task Server_names_garbage_inside_TLS()
    {
        byte[] hello = ClientHello();
        hello.AsSpan(9, 60).Fill(0xEE);

        TlsHandshakeException failure = await AcceptAsync(client => client.SendAsync(hello));

        failure.Failure.Should().BeOneOf([TlsHandshakeFailure.MalformedHandshake, TlsHandshakeFailure.NoCommonProtocol],
            failure.ToString());
        failure.Side.Should().Be(TlsSide.Local);
    }

    [Fact]
    public async Task Server_names_a_client_that_stops_half_way()
    {
        TlsHandshakeException failure = await AcceptAsync(async client =>
        {
            await client.SendAsync(ClientHello().AsMemory(0, 50));
            client.Shutdown(SocketShutdown.Send);
        });

        failure.Failure.Should().Be(TlsHandshakeFailure.PeerClosedDuringHandshake, failure.ToString());
        failure.Stage.Should().Be(TlsHandshakeStage.ClientHello);
    }

    [Fact]
    public async Task Server_names_the_alert_it_receives()
    {
        TlsHandshakeException failure = await AcceptAsync(async client =>
        {
            await client.SendAsync(ClientHello());
            await client.SendAsync(new byte[] { 21, 3, 3, 0, 2, 2, 80 });
        });

        failure.Failure.Should().Be(TlsHandshakeFailure.PeerSentAlert, failure.ToString());
        failure.Alert.Should().Be(new TlsAlert(2, 80));
        failure.Cause.Should().Contain("internal_error");
        failure.Side.Should().Be(TlsSide.Peer);
    }

    [Theory]
    [InlineData(42)]
    [InlineData(43)]
    [InlineData(44)]
    [InlineData(45)]
    [InlineData(46)]
    [InlineData(48)]
    public async Task Server_understands_that_its_certificate_was_refused(byte alert)
    {
        TlsHandshakeException failure = await AcceptAsync(async client =>
        {
            await client.SendAsync(ClientHello());
            await client.SendAsync(new byte[] { 21, 3, 3, 0, 2, 2, alert });
        });

        failure.Failure.Should().Be(TlsHandshakeFailure.OwnCertificateRefusedByPeer, failure.ToString());
        failure.Alert!.Value.Description.Should().Be(alert);
    }

    [Fact]
    public async Task Client_names_a_port_that_speaks_plain_http()
    {
        TlsHandshakeException failure = await ConnectAsync(async server =>
        {
            await server.ReceiveAsync(new byte[2000]);
            await server.SendAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
        });

        failure.Failure.Should().Be(TlsHandshakeFailure.PlainHttpOnTlsPort, failure.ToString());
        failure.Cause.Should().Contain("HTTP");
    }

    [Fact]
    public async Task Client_names_a_server_that_does_not_answer_its_hello()
    {
        TlsHandshakeException failure = await ConnectAsync(async server =>
        {
            await server.ReceiveAsync(new byte[4000]);
            server.Shutdown(SocketShutdown.Both);
        });

        failure.Failure.Should().Be(TlsHandshakeFailure.PeerClosedDuringHandshake, failure.ToString());
        failure.Stage.Should().Be(TlsHandshakeStage.ServerHello);
    }

    [Theory]
    [InlineData(40, TlsHandshakeFailure.NoCommonCipherSuite)]
    [InlineData(70, TlsHandshakeFailure.NoCommonProtocol)]
    [InlineData(112, TlsHandshakeFailure.PeerSentAlert)]
    [InlineData(120, TlsHandshakeFailure.NoCommonApplicationProtocol)]
    public async Task Client_understands_alerts(byte alert, TlsHandshakeFailure expected)
    {
        TlsHandshakeException failure = await ConnectAsync(async server =>
        {
            await server.ReceiveAsync(new byte[4000]);
            await server.SendAsync(new byte[] { 21, 3, 3, 0, 2, 2, alert });
        });

        failure.Failure.Should().Be(expected, failure.ToString());
        failure.Side.Should().Be(TlsSide.Peer);
    }

    [Fact]
    public async Task Sides_without_a_common_version_both_know_it()
    {
        using var world = new TlsWorld();
        world.Acs = world.AcsBuilder(method: CwmpTlsMethod.Tls13).Build();
        world.Cpe = world.CpeBuilder(method: CwmpTlsMethod.Tls12).Build();

        (Exception? acs, Exception? cpe) = await world.FailAsync();

        Of(acs).Failure.Should().Be(TlsHandshakeFailure.NoCommonProtocol);
        Of(acs).Side.Should().Be(TlsSide.Local);
        Of(acs).Cause.Should().Contain("TLS 1.2").And.Contain("TLS 1.3");
        Of(cpe).Failure.Should().Be(TlsHandshakeFailure.NoCommonProtocol);
        Of(cpe).Side.Should().Be(TlsSide.Peer);
    }

    [Fact]
    public async Task Sides_without_a_common_cipher_suite_both_know_it()
    {
        SkipUnlessSuitesCanBeChosen();
        using var world = new TlsWorld();
        world.Acs = world.AcsBuilder(method: CwmpTlsMethod.Tls12)
            .SetCipherProfile(CwmpTlsCipherProfile.Create("one", TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256)).Build();
        world.Cpe = world.CpeBuilder(method: CwmpTlsMethod.Tls12)
            .SetCipherProfile(CwmpTlsCipherProfile.Create("other", TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384)).Build();

        (Exception? acs, Exception? cpe) = await world.FailAsync();

        Of(acs).Failure.Should().Be(TlsHandshakeFailure.NoCommonCipherSuite);
        Of(acs).Cause.Should().Contain("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
        Of(cpe).Failure.Should().Be(TlsHandshakeFailure.NoCommonCipherSuite);
    }

    [Fact]
    public async Task Legacy_profile_serves_a_device_that_knows_static_RSA_alone()
    {
        SkipUnlessSuitesCanBeChosen();
        using var world = new TlsWorld();
        var old = CwmpTlsCipherProfile.Create("2011", TlsCipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA);
        world.Cpe = world.CpeBuilder(world.Pki.Cpe().WithKey(TestKey.Rsa2048).Issue()).SetCipherProfile(old).Build();
        TestCertificate rsa = world.Pki.Acs(TlsWorld.Host).WithKey(TestKey.Rsa2048)
            .WithKeyUsage(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment).Issue();
        world.Acs = world.AcsBuilder(rsa).Build();
        (Exception? modern, _) = await world.FailAsync();
        world.Acs = world.AcsBuilder(rsa).SetCipherProfile(CwmpTlsCipherProfile.LegacyStaticRsa).Build();

        await using TlsPair pair = await world.OpenAsync();

        Of(modern).Failure.Should().Be(TlsHandshakeFailure.NoCommonCipherSuite, "the modern profile has no static RSA");
        pair.Acs.CipherSuite.Should().Be(TlsCipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA);
        pair.Acs.Protocol.Should().Be(SslProtocols.Tls12);
    }

    [Fact]
    public async Task Application_protocol_is_agreed_or_named_as_the_cause()
    {
        using var world = new TlsWorld();
        world.Acs = world.AcsBuilder().SetApplicationProtocols("http/1.1").Build();
        world.Cpe = world.CpeBuilder().SetApplicationProtocols("h2", "http/1.1").Build();
        await using (TlsPair pair = await world.OpenAsync())
        {
            pair.Acs.ApplicationProtocol.Should().Be(SslApplicationProtocol.Http11);
            pair.Cpe.ApplicationProtocol.Should().Be(SslApplicationProtocol.Http11);
        }

        world.Cpe = world.CpeBuilder().SetApplicationProtocols("h2").Build();
        (Exception? acs, Exception? cpe) = await world.FailAsync();

        Of(acs).Failure.Should().Be(TlsHandshakeFailure.NoCommonApplicationProtocol);
        Of(cpe).Failure.Should().Be(TlsHandshakeFailure.NoCommonApplicationProtocol);
    }

    [Fact]
    public async Task Refused_client_learns_of_it_when_it_writes_first_as_well()
    {
        using var world = new TlsWorld();
        world.Acs = world.AcsBuilder(method: CwmpTlsMethod.Tls13).Build();
        world.Cpe = world.CpeBuilder(world.Pki.Cpe().SelfSigned().Issue()).Build();
        await using TlsPair pair = await world.MakeAsync();
        Task<Exception?> accepting = Record.ExceptionAsync(() => pair.Acs.AcceptAsync()).AsTask();
        await pair.Cpe.ConnectAsync(TlsWorld.Host);
        await accepting;
        await pair.Acs.DisposeAsync();

        // The first write may still be taken by the operating system; one of the next ones fails.
        Func<Task> writing = async () =>
        {
            for (int i = 0; i < 100; i++)
            {
                await pair.Cpe.WriteAsync(new byte[64 * 1024]);
            }
        };

        Exception failure = (await writing.Should().ThrowAsync<Exception>()).Which;
        if (EngineUnderTest.SendsAlerts)
        {
            failure.Should().BeOfType<TlsHandshakeException>().Which.Failure.Should().Be(TlsHandshakeFailure.OwnCertificateRefusedByPeer);
        }
        else
        {
            failure.Should().BeOfType<TlsConnectionException>().Which.IsBeforeFirstData
                .Should().BeTrue("SslStream sends no alert for a certificate");
        }
    }

    [Fact]
    public async Task Diagnosis_is_found_inside_other_exceptions()
    {
        TlsHandshakeException failure = await AcceptAsync(client => client.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray()));

        TlsHandshakeException.Find(new InvalidOperationException("outer", new IOException("inner", failure))).Should().BeSameAs(failure);
        TlsHandshakeException.Find(new InvalidOperationException()).Should().BeNull();
        TlsHandshakeException.Find(null).Should().BeNull();
        failure.Should().BeAssignableTo<AuthenticationException>("code written for SslStream catches that");
    }

    internal static void SkipUnlessSuitesCanBeChosen() =>
        Assert.SkipUnless(OperatingSystem.IsLinux() || OperatingSystem.IsMacOS(),
            "this platform does not let a program choose its cipher suites");

    private static TlsHandshakeException Of(Exception? exception) => exception.Should().BeOfType<TlsHandshakeException>().Subject;

    private static async Task<TlsHandshakeException> AcceptAsync(Func<Socket, Task> client)
    {
        using var world = new TlsWorld();
        using LoopbackSockets sockets = await LoopbackSockets.ConnectAsync();
        await using CwmpTlsSession session = world.Acs.CreateSession(sockets.Server);
        Task accepting = session.AcceptAsync();
        await client(sockets.Client);
        return Of(await Record.ExceptionAsync(() => accepting.WaitAsync(TlsWorld.Ceiling)));
    }

    private static async Task<TlsHandshakeException> ConnectAsync(Func<Socket, Task> server)
    {
        using var world = new TlsWorld();
        using LoopbackSockets sockets = await LoopbackSockets.ConnectAsync();
        await using CwmpTlsSession session = world.Cpe.CreateSession(sockets.Client);
        Task connecting = session.ConnectAsync(TlsWorld.Host);
        await server(sockets.Server);
        return Of(await Record.ExceptionAsync(() => connecting.WaitAsync(TlsWorld.Ceiling)));
    }

    // What SslStream would send.
    private static byte[] ClientHello()
    {
        using var sent = new MemoryStream();
        using var stream = new SslStream(new HelloCatcher(sent));
        Record.Exception(() => stream.AuthenticateAsClient(TlsWorld.Host));
        return sent.ToArray();
    }

    private sealed class HelloCatcher(MemoryStream sent) : MemoryStream
    {
        public override bool CanRead => true;

        public override int Read(Span<byte> buffer) => 0;

        public override int Read(byte[] buffer, int offset, int count) => 0;

        public override void Write(byte[] buffer, int offset, int count) => sent.Write(buffer, offset, count);

        public override void Write(ReadOnlySpan<byte> buffer) => sent.Write(buffer);
    }
}
