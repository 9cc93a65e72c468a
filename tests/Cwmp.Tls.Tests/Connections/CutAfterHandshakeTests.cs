// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Cwmp.Tls.Tests.Connections;

/// <summary>
/// A connection that ends after the handshake without an alert was cut, as far as anybody can tell: a refusal of our certificate takes an
/// alert. The servers are SslStream, which ends connections in every way a peer can.
/// </summary>
public sealed class CutAfterHandshakeTests : IDisposable
{
    private readonly TlsWorld _world = new();

    public void Dispose() => _world.Dispose();

    public static TheoryData<CwmpTlsMethod, bool, bool> Cuts()
    {
        var cuts = new TheoryData<CwmpTlsMethod, bool, bool>();
        foreach (CwmpTlsMethod method in (CwmpTlsMethod[])[CwmpTlsMethod.Tls12, CwmpTlsMethod.Tls13])
        {
            foreach ((bool reset, bool showsCertificate) in ((bool, bool)[])[(false, false), (false, true), (true, false), (true, true)])
            {
                cuts.Add(method, reset, showsCertificate);
            }
        }

        return cuts;
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task Cut_right_after_the_handshake_is_a_cut_that_may_be_a_refusal(CwmpTlsMethod method, bool reset, bool showsCertificate)
    {
        await using CwmpTlsSession session = await CutAsync(method, reset, showsCertificate, data: null);
        Func<Task> reading = async () => await session.ReadAsync(new byte[1]);

        TlsConnectionException cut = (await reading.Should().ThrowAsync<TlsConnectionException>()).Which;

        cut.Failure.Should().Be(reset ? TlsConnectionFailure.Reset : TlsConnectionFailure.Truncated, cut.Message);
        cut.IsBeforeFirstData.Should().BeTrue();
        cut.Alert.Should().BeNull();
        cut.Message.Should().Contain("right after the handshake")
            .And.Contain(showsCertificate ? "refuses our certificate" : "requires a certificate");
        TlsHandshakeException.Find(cut).Should().BeNull();
    }

    [Theory]
    [MemberData(nameof(Cuts))]
    public async Task Cut_after_data_says_nothing_of_certificates(CwmpTlsMethod method, bool reset, bool showsCertificate)
    {
        await using CwmpTlsSession session = await CutAsync(method, reset, showsCertificate, "half an answer"u8.ToArray());
        byte[] buffer = new byte[100];
        Func<Task> reading = async () =>
        {
            while (await session.ReadAsync(buffer) > 0)
            {
                // What came before the cut is delivered first.
            }
        };

        TlsConnectionException cut = (await reading.Should().ThrowAsync<TlsConnectionException>()).Which;

        cut.Failure.Should().Be(reset ? TlsConnectionFailure.Reset : TlsConnectionFailure.Truncated);
        cut.IsBeforeFirstData.Should().BeFalse();
        cut.Message.Should().NotContain("certificate");
    }

    [Fact]
    public async Task Server_that_sees_a_client_hang_up_after_the_handshake_reports_a_cut()
    {
        using LoopbackSockets sockets = await LoopbackSockets.ConnectAsync();
        await using CwmpTlsSession server = _world.Acs.CreateSession(sockets.Server);
        Task accepting = server.AcceptAsync();
        using var client = new SslStream(new NetworkStream(sockets.Client));
        await client.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = TlsWorld.Host,
            ClientCertificates = [_world.Pki.Cpe(TlsWorld.Device).Issue().Certificate],
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        }).WaitAsync(TlsWorld.Ceiling);
        await accepting.WaitAsync(TlsWorld.Ceiling);

        sockets.Client.Shutdown(SocketShutdown.Send);
        Func<Task> reading = async () => await server.ReadAsync(new byte[1]);

        (await reading.Should().ThrowAsync<TlsConnectionException>()).Which.IsBeforeFirstData.Should().BeTrue();
    }

    private async Task<CwmpTlsSession> CutAsync(CwmpTlsMethod method, bool reset, bool showsCertificate, byte[]? data)
    {
        LoopbackSockets sockets = _world.Own(await LoopbackSockets.ConnectAsync());
        CwmpTlsContext context = _world.Own(showsCertificate
            ? _world.CpeBuilder(method: method).Build()
            : new CwmpTlsContextBuilder(method).AddTrustAnchors(_world.Pki.Root.Certificate).UseNoCertificate().Build());
        CwmpTlsSession session = context.CreateSession(sockets.Client);
        Task connecting = session.ConnectAsync(TlsWorld.Host);
        using var server = new SslStream(new NetworkStream(sockets.Server));
        await server.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificate = _world.Pki.Acs(TlsWorld.Host).Issue().Certificate,
                ClientCertificateRequired = true,
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
                EnabledSslProtocols = SslProtocols.None,
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            }).WaitAsync(TlsWorld.Ceiling);
        await connecting.WaitAsync(TlsWorld.Ceiling);
        if (data is not null)
        {
            await server.WriteAsync(data);

            // A reset would overtake data that has not been read.
            byte[] one = new byte[1];
            (await session.ReadAsync(one)).Should().Be(1);
        }

        if (reset)
        {
            sockets.Server.LingerState = new LingerOption(true, 0);
            sockets.Server.Close();
        }
        else
        {
            sockets.Server.Shutdown(SocketShutdown.Send);
        }

        return session;
    }
}
