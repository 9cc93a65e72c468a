// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.TestSupport;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls.Tests.Connections;

/// <summary>The context serves those who run SslStream themselves, as Kestrel does, with the same verdicts.</summary>
public sealed class PlatformOptionsTests
{
    [Fact]
    public async Task Server_options_judge_as_a_session_does_and_tell_the_outcome()
    {
        using var world = new TlsWorld();
        TlsPeer? judged = null;
        using LoopbackSockets sockets = await LoopbackSockets.ConnectAsync();
        await using var server = new SslStream(new NetworkStream(sockets.Server));
        await using CwmpTlsSession cpe = world.Cpe.CreateSession(sockets.Client);

        // The shape of Kestrel's TlsHandshakeCallbackOptions.OnConnection.
        Task accepting = server.AuthenticateAsServerAsync(
            (_, _, _, _) => ValueTask.FromResult(world.Acs.CreateServerOptions((_, peer) => judged = peer)), null);
        await Task.WhenAll(accepting, cpe.ConnectAsync(TlsWorld.Host)).WaitAsync(TlsWorld.Ceiling);

        world.Acs.TryGetPeer(server, out TlsPeer? found).Should().BeTrue();
        found.Should().BeSameAs(judged);
        found!.Identity.Should().Be(DeviceIdentity.Parse(TlsWorld.Device));
        found.VerifyResult!.IsAccepted.Should().BeTrue();
        found.Certificate!.Subject.Should().Be("CN=" + TlsWorld.Device);
        found.Role.Should().Be(PeerRole.CpeDevice);
    }

    [Fact]
    public async Task Refused_peer_is_told_to_the_observer()
    {
        using var world = new TlsWorld();
        TlsPeer? judged = null;
        world.Cpe = world.CpeBuilder(world.Pki.Cpe().SelfSigned().Issue()).Build();
        using LoopbackSockets sockets = await LoopbackSockets.ConnectAsync();
        await using var server = new SslStream(new NetworkStream(sockets.Server));
        await using CwmpTlsSession cpe = world.Cpe.CreateSession(sockets.Client);
        Task connecting = cpe.ConnectAsync(TlsWorld.Host);

        Func<Task> accepting = () => server.AuthenticateAsServerAsync(world.Acs.CreateServerOptions((_, peer) => judged = peer));

        await accepting.Should().ThrowAsync<AuthenticationException>();
        judged!.IsAccepted.Should().BeFalse();
        judged.Identity.Should().BeNull("an identity that was refused is none");
        judged.VerifyResult!.FirstError!.Error.Should().Be(VerificationError.SelfSignedLeaf);
        await connecting;
    }

    [Fact]
    public async Task Client_options_check_the_host_that_is_dialled()
    {
        using var world = new TlsWorld();
        SslClientAuthenticationOptions options = world.Cpe.CreateClientOptions();

        // What HttpClient does for each connection.
        options.TargetHost = "other.example";
        using LoopbackSockets sockets = await LoopbackSockets.ConnectAsync();
        await using var client = new SslStream(new NetworkStream(sockets.Client));
        await using CwmpTlsSession acs = world.Acs.CreateSession(sockets.Server);
        Task accepting = acs.AcceptAsync();
        Func<Task> connecting = () => client.AuthenticateAsClientAsync(options);

        await connecting.Should().ThrowAsync<AuthenticationException>();
        world.Cpe.TryGetPeer(client, out TlsPeer? peer).Should().BeTrue();
        peer!.VerifyResult!.FirstError!.Error.Should().Be(VerificationError.HostNameMismatch);
        await Record.ExceptionAsync(() => accepting);
        world.Cpe.CreateClientOptions("[::1]").TargetHost.Should().Be("::1");
    }

    [Fact]
    public async Task Client_options_without_a_host_accept_nobody()
    {
        using var world = new TlsWorld();
        using LoopbackSockets sockets = await LoopbackSockets.ConnectAsync();
        await using var client = new SslStream(new NetworkStream(sockets.Client));
        await using CwmpTlsSession acs = world.Acs.CreateSession(sockets.Server);
        Task accepting = acs.AcceptAsync();
        Func<Task> connecting = () => client.AuthenticateAsClientAsync(world.Cpe.CreateClientOptions());

        await connecting.Should().ThrowAsync<AuthenticationException>();
        await Record.ExceptionAsync(() => accepting);
    }

    [Fact]
    public async Task New_options_show_a_renewed_certificate()
    {
        using var world = new TlsWorld();
        var source = new CertificateCredentialSource(world.Credential(world.Pki.Acs(TlsWorld.Host).Issue()));
        world.Acs = new CwmpTlsContextBuilder().AddTrustAnchors(world.Pki.Root.Certificate).UseCredential(source).Build();
        _ = world.Acs.CreateServerOptions();
        TestCertificate renewed = world.Pki.Acs(TlsWorld.Host).Issue();

        source.Update(world.Credential(renewed));
        SslServerAuthenticationOptions options = world.Acs.CreateServerOptions();

        options.ServerCertificateContext!.TargetCertificate.Thumbprint.Should().Be(renewed.Certificate.Thumbprint);
        options.AllowRenegotiation.Should().BeFalse();
        options.ClientCertificateRequired.Should().BeTrue();
        await Task.CompletedTask;
    }

    [Fact]
    public async Task Observer_that_throws_changes_no_verdict()
    {
        using var world = new TlsWorld();
        using LoopbackSockets sockets = await LoopbackSockets.ConnectAsync();
        await using var server = new SslStream(new NetworkStream(sockets.Server));
        await using CwmpTlsSession cpe = world.Cpe.CreateSession(sockets.Client);

        Task accepting = server.AuthenticateAsServerAsync(
            world.Acs.CreateServerOptions((_, _) => throw new InvalidOperationException("of the observer")));
        await Task.WhenAll(accepting, cpe.ConnectAsync(TlsWorld.Host)).WaitAsync(TlsWorld.Ceiling);

        server.IsMutuallyAuthenticated.Should().BeTrue();
    }

    [Fact]
    public void Unknown_stream_has_no_peer()
    {
        using var world = new TlsWorld();
        using var stream = new SslStream(new MemoryStream());

        world.Acs.TryGetPeer(stream, out TlsPeer? peer).Should().BeFalse();
        peer.Should().BeNull();
    }

    public enum Form
    {
        NoObserver,
        Observer,
        ObserverOfConnection,
    }

    [Theory]
    [InlineData(Form.NoObserver)]
    [InlineData(Form.Observer)]
    [InlineData(Form.ObserverOfConnection)]
    public async Task Options_survive_a_second_hello(Form form)
    {
        using var world = new TlsWorld();
        using LoopbackSockets sockets = await LoopbackSockets.ConnectAsync();
        await using var server = new SslStream(new NetworkStream(sockets.Server));
        int asked = 0;
        var seen = new List<SslStream>();
        Task accepting = server.AuthenticateAsServerAsync(
            (stream, hello, _, _) =>
            {
                asked++;
                return ValueTask.FromResult(form switch
                {
                    Form.NoObserver => world.Acs.CreateServerOptions(),
                    Form.Observer => world.Acs.CreateServerOptions((judged, _) => seen.Add(judged)),
                    _ => world.Acs.CreateServerOptions(stream, (_, _) => hello.ServerName.Should().BeEmpty()),
                });
            },
            null);

        IReadOnlyList<string> answers = await HelloRetryClient.RunAsync(
            new NetworkStream(sockets.Client), TestContext.Current.CancellationToken);

        answers.Should().Equal("HelloRetryRequest", "ServerHello");
        asked.Should().Be(2);
        sockets.Client.Dispose();
        (await Record.ExceptionAsync(() => accepting)).Should().NotBeOfType<InvalidOperationException>();
    }

    [Fact]
    public void Observers_share_a_callback_only_with_their_equals()
    {
        using var world = new TlsWorld();
        var log = new List<TlsPeer>();
        Action<SslStream, TlsPeer> first = (_, peer) => log.Add(peer);
        Action<SslStream, TlsPeer> second = (_, peer) => log.Remove(peer);

        RemoteCertificateValidationCallback?[] callbacks =
        [
            Callback(null),
            Callback(first),
            Callback(second),
            Callback(first + second),
            Callback(Observe),
            Callback((_, peer) => peer.ToString()),
        ];

        callbacks.Distinct().Should().HaveCount(callbacks.Length);
        Callback(null).Should().BeSameAs(callbacks[0]);
        Callback(first).Should().BeSameAs(callbacks[1]);
        Callback(first + second).Should().BeSameAs(callbacks[3]);
        Callback(Observe).Should().BeSameAs(callbacks[4]);

        RemoteCertificateValidationCallback? Callback(Action<SslStream, TlsPeer>? observer) =>
            world.Acs.CreateServerOptions(observer).RemoteCertificateValidationCallback;

        static void Observe(SslStream stream, TlsPeer peer)
        {
        }
    }
}
