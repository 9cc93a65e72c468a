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
}
