// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;
using System.Net.Sockets;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Security.Authentication;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Connections.Engines;
using Cwmp.Tls.Connections.Engines.OpenSsl;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.Tests.Connections;

/// <summary>What the engine over OpenSSL has to see to by itself.</summary>
[SupportedOSPlatform("linux")]
public sealed partial class OpenSslEngineTests : IDisposable
{
    private const ulong NoExtendedMasterSecret = 1;

    private readonly TestPki _pki = new();
    private readonly List<IDisposable> _owned = [];

    public OpenSslEngineTests() => Assert.SkipUnless(OpenSslEngine.IsAvailable, "needs OpenSSL 3");

    public void Dispose()
    {
        _owned.ForEach(owned => owned.Dispose());
        _pki.Dispose();
    }

    [Fact]
    public async Task Session_of_another_device_gives_nobody_its_identity()
    {
        OpenSslEngineContext server = Context(SslProtocols.Tls12, Server());
        OpenSslEngineContext device = Context(SslProtocols.Tls12, Device());
        OpenSslEngineContext thief = Context(SslProtocols.Tls12, null);
        LibSsl.SSL_CTX_set_options(Client(device), NoExtendedMasterSecret);
        await TalkAsync(server, device);
        nint session = device.ClientSessions.Find(TlsWorld.Host, out PresentedChain shown, take: true);
        session.Should().NotBe(0);

        // RFC 7627 §5.3: the session was made without the extension that the thief offers, so it is not resumed. The thief shows nothing.
        thief.ClientSessions.Add(TlsWorld.Host, new StoredSession(session, shown));
        List<PresentedChain> first = await TalkAsync(server, thief);
        (server.ServerSessions.Count, thief.ClientSessions.Count).Should().Be((2, 1));
        List<PresentedChain> resumed = await TalkAsync(server, thief, isResumed: true);

        first.Should().HaveCount(2, "the session's chain is looked at, and then what is shown");
        first[1].Leaf.IsEmpty.Should().BeTrue();
        resumed.Should().ContainSingle().Which.Leaf.IsEmpty.Should().BeTrue("the session was made without a certificate");
    }

    [Fact]
    public async Task Read_goes_on_while_what_a_write_left_is_held_up()
    {
        using LoopbackSockets sockets = await LoopbackSockets.ConnectAsync();
        await using var transport = new StallingStream(new NetworkStream(sockets.Server));
        await using ITlsEngineConnection server = Context(SslProtocols.Tls13, Server()).CreateConnection(
            transport, new TlsConnectionSettings { Judge = new TestJudge() });
        await using ITlsEngineConnection client = Context(SslProtocols.Tls13, Device()).CreateConnection(
            new NetworkStream(sockets.Client), new TlsConnectionSettings { Judge = new TestJudge(), Host = TlsWorld.Host });
        await Task.WhenAll(server.HandshakeAsync(default), client.HandshakeAsync(default)).WaitAsync(TlsWorld.Ceiling);
        transport.Stall();

        // A write that has put out its record, and a read that finds it before the write sends it.
        Session(server).Write("written"u8).Result.Should().Be(StepResult.Done);
        await client.WriteAsync("x"u8.ToArray(), default);
        Func<Task<int>> reading = () => server.ReadAsync(new byte[9], default).AsTask().WaitAsync(TimeSpan.FromSeconds(10));

        (await reading()).Should().Be(1, "a peer that reads nothing until it has written everything would wait for ever");
    }

    [Fact]
    public async Task Write_learns_that_a_read_could_not_send_its_record()
    {
        using LoopbackSockets sockets = await LoopbackSockets.ConnectAsync();
        var transport = new StallingStream(new NetworkStream(sockets.Server));
        await using ITlsEngineConnection server = Context(SslProtocols.Tls13, Server()).CreateConnection(
            transport, new TlsConnectionSettings { Judge = new TestJudge() });
        await using ITlsEngineConnection client = Context(SslProtocols.Tls13, Device()).CreateConnection(
            new NetworkStream(sockets.Client), new TlsConnectionSettings { Judge = new TestJudge(), Host = TlsWorld.Host });
        await Task.WhenAll(server.HandshakeAsync(default), client.HandshakeAsync(default)).WaitAsync(TlsWorld.Ceiling);
        transport.Stall();
        Session(server).Write("written"u8).Result.Should().Be(StepResult.Done);
        using var cancel = new CancellationTokenSource();
        Task reading = server.ReadAsync(new byte[9], cancel.Token).AsTask();
        await transport.DisposeAsync();
        await cancel.CancelAsync();
        await Record.ExceptionAsync(() => reading.WaitAsync(TlsWorld.Ceiling));

        Func<Task> next = () => server.WriteAsync(new byte[10], default).AsTask().WaitAsync(TlsWorld.Ceiling);

        (await next.Should().ThrowAsync<TlsEngineException>()).Which.Fault.Should().Be(TlsEngineFault.TransportFailed);
    }

    [Fact]
    public void Choice_of_suites_leaves_the_systems_security_level()
    {
        using SafeSslContextHandle byDefault = Native(null);
        using SafeSslContextHandle chosen = Native([TlsCipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA]);

        SSL_CTX_get_security_level(chosen).Should().Be(SSL_CTX_get_security_level(byDefault));
    }

    [Fact]
    public void Suites_that_OpenSSL_lacks_are_not_replaced_by_others()
    {
        Action making = () => Native([TlsCipherSuite.TLS_RSA_WITH_RC4_128_MD5]).Dispose();

        making.Should().Throw<NotSupportedException>().WithMessage("*TLS_RSA_WITH_RC4_128_MD5*");
    }

    [Fact]
    public async Task What_the_judge_throws_is_reported_as_it_is()
    {
        var thrown = new InvalidTimeZoneException("the judge is out");
        using LoopbackSockets sockets = await LoopbackSockets.ConnectAsync();
        await using ITlsEngineConnection server = Context(SslProtocols.Tls13, Server()).CreateConnection(
            new NetworkStream(sockets.Server), new TlsConnectionSettings { Judge = new TestJudge { Thrown = thrown } });
        await using ITlsEngineConnection client = Context(SslProtocols.Tls13, Device()).CreateConnection(
            new NetworkStream(sockets.Client), new TlsConnectionSettings { Judge = new TestJudge(), Host = TlsWorld.Host });
        Task clients = client.HandshakeAsync(default);

        Func<Task> handshake = () => server.HandshakeAsync(default).WaitAsync(TlsWorld.Ceiling);

        (await handshake.Should().ThrowAsync<InvalidTimeZoneException>()).Which.Should().BeSameAs(thrown);
        await clients.WaitAsync(TlsWorld.Ceiling);
    }

    [Fact]
    public async Task Credential_may_go_once_the_context_is_made()
    {
        CertificateCredential credential = Server();
        OpenSslEngineContext server = Context(SslProtocols.Tls13, credential);
        OpenSslEngineContext device = Context(SslProtocols.Tls13, Device());

        credential.Dispose();

        (await TalkAsync(server, device)).Should().ContainSingle();
    }

    [Fact]
    public void Key_that_OpenSSL_refuses_is_a_mistake_of_the_builder()
    {
        CertificateCredential weak = Credential(_pki.Acs(TlsWorld.Host).WithWeakKey());

        Action building = () => new CwmpTlsContextBuilder()
            .SetEngine(CwmpTlsEngine.OpenSsl).AddTrustAnchors(_pki.Root.Certificate).UseCredential(weak).Build().Dispose();

        building.Should().Throw<CwmpTlsConfigurationException>().WithMessage("*key*");
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task Read_write_cancel_and_disposal_at_once_end_in_their_own_exceptions(SslProtocols protocol)
    {
        OpenSslEngineContext serverContext = Context(protocol, Server());
        OpenSslEngineContext clientContext = Context(protocol, Device());
        for (int round = 0; round < 40; round++)
        {
            using LoopbackSockets sockets = await LoopbackSockets.ConnectAsync();
            await using ITlsEngineConnection server = serverContext.CreateConnection(
                new NetworkStream(sockets.Server), new TlsConnectionSettings { Judge = new TestJudge() });
            await using ITlsEngineConnection client = clientContext.CreateConnection(
                new NetworkStream(sockets.Client), new TlsConnectionSettings { Judge = new TestJudge(), Host = TlsWorld.Host });
            await Task.WhenAll(server.HandshakeAsync(default), client.HandshakeAsync(default)).WaitAsync(TlsWorld.Ceiling);
            using var cancel = new CancellationTokenSource();
            byte[] data = new byte[5000];
            Task[] running =
            [
                .. new[] { server, client }.SelectMany(connection => new[]
                {
                    RepeatAsync(() => connection.WriteAsync(data, cancel.Token)),
                    RepeatAsync(async () => await connection.ReadAsync(new byte[700], cancel.Token)),
                }),
            ];
            for (int i = 0; i < round; i++)
            {
                await Task.Yield();
            }

            await Task.WhenAll(server.DisposeAsync().AsTask(), cancel.CancelAsync(), client.DisposeAsync().AsTask());

            await Task.WhenAll(running).WaitAsync(TlsWorld.Ceiling);
        }
    }

    [LibraryImport(LibSsl.FileName)]
    private static partial int SSL_CTX_get_security_level(SafeSslContextHandle context);

    private static SafeSslContextHandle Client(OpenSslEngineContext context) => (SafeSslContextHandle)typeof(OpenSslEngineContext)
        .GetField("_client", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(context)!;

    private static NativeSession Session(ITlsEngineConnection connection) => (NativeSession)typeof(OpenSslConnection)
        .GetField("_session", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(connection)!;

    private static SafeSslContextHandle Native(IReadOnlyList<TlsCipherSuite>? suites) => OpenSslContextFactory.Create(
        new TlsEngineSettings { Protocols = SslProtocols.Tls12, CipherSuites = suites }, isServer: false);

    // One handshake and an octet, with which a ticket comes along. Gives what the server's judge saw.
    private static async Task<List<PresentedChain>> TalkAsync(
        ITlsEngineContext serverContext, ITlsEngineContext clientContext, bool isResumed = false)
    {
        using LoopbackSockets sockets = await LoopbackSockets.ConnectAsync();
        var judge = new TestJudge();
        await using ITlsEngineConnection server = serverContext.CreateConnection(
            new NetworkStream(sockets.Server), new TlsConnectionSettings { Judge = judge });
        await using ITlsEngineConnection client = clientContext.CreateConnection(
            new NetworkStream(sockets.Client), new TlsConnectionSettings { Judge = new TestJudge(), Host = TlsWorld.Host });
        await Task.WhenAll(server.HandshakeAsync(default), client.HandshakeAsync(default)).WaitAsync(TlsWorld.Ceiling);
        await server.WriteAsync(new byte[1], default);
        (await client.ReadAsync(new byte[1], default)).Should().Be(1);
        Session(server).IsResumed.Should().Be(isResumed);
        return judge.Seen;
    }

    private static OpenSslEngineContext Context(SslProtocols protocols, CertificateCredential? credential) =>
        new(new TlsEngineSettings { Protocols = protocols, Credential = credential });

    private CertificateCredential Server() => Credential(_pki.Acs(TlsWorld.Host).IssuedBy(_pki.Intermediate));

    private CertificateCredential Device() => Credential(_pki.Cpe().IssuedBy(_pki.Intermediate));

    private CertificateCredential Credential(TestCertificateBuilder certificate)
    {
        CertificateCredential credential = certificate.Issue().ToCredential();
        _owned.Add(credential);
        return credential;
    }

    private static Task RepeatAsync(Func<ValueTask> action) => Task.Run(async () =>
    {
        try
        {
            while (true)
            {
                await action();
            }
        }
        catch (Exception e) when (e is TlsEngineException or OperationCanceledException or ObjectDisposedException)
        {
        }
    });

    private sealed class TestJudge : IPeerJudge
    {
        public List<PresentedChain> Seen { get; } = [];

        public Exception? Thrown { get; init; }

        public byte? Judge(in PresentedChain chain)
        {
            Seen.Add(chain);
            return Thrown is null ? null : throw Thrown;
        }
    }
}
