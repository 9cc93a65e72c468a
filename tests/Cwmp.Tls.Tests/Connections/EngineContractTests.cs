// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Sockets;
using System.Security.Authentication;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Connections.Engines;
using Cwmp.Tls.Connections.Engines.OpenSsl;
using Cwmp.Tls.Connections.Engines.SslStream;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.Tests.Connections;

/// <summary>
/// What sessions rely on, whatever engine is below. An engine that is added to <see cref="Engines"/> and passes can be trusted with the
/// rest.
/// </summary>
public sealed class EngineContractTests : IDisposable
{
    private readonly TestPki _pki = new();
    private readonly List<IDisposable> _owned = [];

    public static TheoryData<string, SslProtocols> Engines()
    {
        var data = new TheoryData<string, SslProtocols>();
        foreach (ITlsEngine engine in Available)
        {
            data.Add(engine.Name, SslProtocols.Tls12);
            data.Add(engine.Name, SslProtocols.Tls13);
        }

        return data;
    }

    public void Dispose()
    {
        _owned.ForEach(owned => owned.Dispose());
        _pki.Dispose();
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Handshake_shows_each_side_the_others_chain(string engine, SslProtocols protocol)
    {
        await using Ends ends = await ConnectAsync(engine, protocol);

        await ends.HandshakeAsync();

        ends.ServerJudge.Seen.Should().ContainSingle().Which.Leaf.ToArray().Should().Equal(ends.ClientLeaf);
        ends.ServerJudge.Seen[0].Others.Should().ContainSingle().Which.ToArray().Should().Equal(_pki.Intermediate.Certificate.RawData);
        ends.ClientJudge.Seen.Should().ContainSingle().Which.Leaf.ToArray().Should().Equal(ends.ServerLeaf);
        ends.ClientJudge.Seen[0].Others.Should().ContainSingle();
        ends.Server.Agreement.Should().Be(ends.Client.Agreement);
        ends.Server.Agreement.Protocol.Should().Be(protocol);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Judge_of_the_server_ends_the_handshake(string engine, SslProtocols protocol)
    {
        await using Ends ends = await ConnectAsync(engine, protocol);
        ends.ServerJudge.Verdict = 48;
        Task client = Record.ExceptionAsync(() => ends.Client.HandshakeAsync(default)).AsTask();

        Func<Task> server = () => ends.Server.HandshakeAsync(default);

        (await server.Should().ThrowAsync<TlsEngineException>()).Which.Fault.Should().Be(TlsEngineFault.PeerRefused);
        await ends.CloseServerAsync();
        await client.WaitAsync(TlsWorld.Ceiling);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Judge_of_the_client_ends_the_handshake(string engine, SslProtocols protocol)
    {
        await using Ends ends = await ConnectAsync(engine, protocol);
        ends.ClientJudge.Verdict = 48;
        Task server = Record.ExceptionAsync(() => ends.Server.HandshakeAsync(default)).AsTask();

        Func<Task> client = () => ends.Client.HandshakeAsync(default);

        (await client.Should().ThrowAsync<TlsEngineException>()).Which.Fault.Should().Be(TlsEngineFault.PeerRefused);
        await ends.Client.DisposeAsync();
        ends.Sockets.Client.Dispose();
        await server.WaitAsync(TlsWorld.Ceiling);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Client_without_certificate_is_judged_too(string engine, SslProtocols protocol)
    {
        await using Ends ends = await ConnectAsync(engine, protocol, clientHasCertificate: false);

        await ends.HandshakeAsync();

        ends.ServerJudge.Seen.Should().ContainSingle().Which.Leaf.IsEmpty.Should().BeTrue();
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Judge_is_asked_again_when_a_session_resumes(string engine, SslProtocols protocol)
    {
        ITlsEngineContext server = Context(engine, protocol, Credential(_pki.Acs(TlsWorld.Host).IssuedBy(_pki.Intermediate)));
        ITlsEngineContext client = Context(engine, protocol, Credential(_pki.Cpe().IssuedBy(_pki.Intermediate)));

        for (int i = 0; i < 4; i++)
        {
            await using Ends ends = await ConnectAsync(server, client);
            await ends.HandshakeAsync();
            await ends.Server.WriteAsync(new byte[1], default);
            await ends.Client.ReadAsync(new byte[1], default);

            ends.ServerJudge.Seen.Should().ContainSingle().Which.Leaf.IsEmpty.Should().BeFalse();
            ends.ClientJudge.Seen.Should().ContainSingle().Which.Leaf.IsEmpty.Should().BeFalse();
        }
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Data_passes_both_ways_at_the_same_time(string engine, SslProtocols protocol)
    {
        await using Ends ends = await ConnectAsync(engine, protocol);
        await ends.HandshakeAsync();
        byte[] data = new byte[200_000];
        new Random(3).NextBytes(data);

        Task<byte[]> atServer = ReadAsync(ends.Server, data.Length);
        Task<byte[]> atClient = ReadAsync(ends.Client, data.Length);
        await Task.WhenAll(ends.Client.WriteAsync(data, default).AsTask(), ends.Server.WriteAsync(data, default).AsTask())
            .WaitAsync(TlsWorld.Ceiling);

        (await atServer.WaitAsync(TlsWorld.Ceiling)).Should().Equal(data);
        (await atClient.WaitAsync(TlsWorld.Ceiling)).Should().Equal(data);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Close_notify_reads_as_zero_and_leaves_the_other_half_open(string engine, SslProtocols protocol)
    {
        await using Ends ends = await ConnectAsync(engine, protocol);
        await ends.HandshakeAsync();

        await ends.Client.SendCloseNotifyAsync();

        (await ends.Server.ReadAsync(new byte[1], default)).Should().Be(0);
        await ends.Server.WriteAsync("answer"u8.ToArray(), default);
        (await ReadAsync(ends.Client, 6)).Should().Equal("answer"u8.ToArray());
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Empty_read_waits_for_data_without_taking_any(string engine, SslProtocols protocol)
    {
        await using Ends ends = await ConnectAsync(engine, protocol);
        await ends.HandshakeAsync();
        Task<int> waiting = ends.Server.ReadAsync(Memory<byte>.Empty, default).AsTask();
        waiting.IsCompleted.Should().BeFalse();

        await ends.Client.WriteAsync("x"u8.ToArray(), default);

        (await waiting.WaitAsync(TlsWorld.Ceiling)).Should().Be(0);
        (await ends.Server.ReadAsync(new byte[9], default)).Should().Be(1);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Cancelled_read_can_be_repeated(string engine, SslProtocols protocol)
    {
        await using Ends ends = await ConnectAsync(engine, protocol);
        await ends.HandshakeAsync();
        using var cancel = new CancellationTokenSource();
        Task<int> reading = ends.Server.ReadAsync(new byte[1], cancel.Token).AsTask();
        await cancel.CancelAsync();
        Func<Task> cancelled = () => reading;
        await cancelled.Should().ThrowAsync<OperationCanceledException>();

        await ends.Client.WriteAsync("x"u8.ToArray(), default);

        (await ends.Server.ReadAsync(new byte[9], default)).Should().Be(1);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task End_of_the_transport_is_a_fault_during_the_handshake(string engine, SslProtocols protocol)
    {
        await using Ends ends = await ConnectAsync(engine, protocol);
        Task handshake = ends.Client.HandshakeAsync(default);
        await ends.CloseServerAsync();

        Func<Task> waiting = () => handshake.WaitAsync(TlsWorld.Ceiling);

        (await waiting.Should().ThrowAsync<TlsEngineException>()).Which.Fault
            .Should().BeOneOf(TlsEngineFault.EndOfStream, TlsEngineFault.TransportFailed);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Record_that_does_not_decrypt_breaks_the_protocol(string engine, SslProtocols protocol)
    {
        await using Ends ends = await ConnectAsync(engine, protocol);
        await ends.HandshakeAsync();

        await ends.Sockets.Client.SendAsync(new byte[] { 23, 3, 3, 0, 30, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
            20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30 });
        Func<Task> server = () => ends.Server.ReadAsync(new byte[1], default).AsTask();

        (await server.Should().ThrowAsync<TlsEngineException>()).Which.Fault.Should().Be(TlsEngineFault.ProtocolBroken);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public async Task Disposal_sends_nothing_and_leaves_the_transport_open(string engine, SslProtocols protocol)
    {
        await using Ends ends = await ConnectAsync(engine, protocol);
        await ends.HandshakeAsync();
        await ends.Server.WriteAsync(new byte[1], default);
        await ends.Client.ReadAsync(new byte[1], default);

        await ends.Client.DisposeAsync();

        ends.Sockets.Client.Connected.Should().BeTrue();
        ends.Sockets.Server.Available.Should().Be(0);
    }

    private static async Task<byte[]> ReadAsync(ITlsEngineConnection connection, int count)
    {
        byte[] data = new byte[count];
        for (int filled = 0; filled < count;)
        {
            int read = await connection.ReadAsync(data.AsMemory(filled), default);
            read.Should().BePositive();
            filled += read;
        }

        return data;
    }

    private static IReadOnlyList<ITlsEngine> Available { get; } =
        OpenSslEngine.IsAvailable ? [SslStreamEngine.Instance, OpenSslEngine.Instance] : [SslStreamEngine.Instance];

    private static ITlsEngine Find(string name) => Available.Single(engine => engine.Name == name);

    private ITlsEngineContext Context(string engine, SslProtocols protocol, CertificateCredential? credential) =>
        Find(engine).CreateContext(new TlsEngineSettings { Protocols = protocol, Credential = credential });

    private CertificateCredential Credential(TestCertificateBuilder certificate)
    {
        CertificateCredential credential = certificate.Issue().ToCredential();
        _owned.Add(credential);
        return credential;
    }

    private Task<Ends> ConnectAsync(string engine, SslProtocols protocol, bool clientHasCertificate = true)
    {
        CertificateCredential server = Credential(_pki.Acs(TlsWorld.Host).IssuedBy(_pki.Intermediate));
        CertificateCredential? client = clientHasCertificate ? Credential(_pki.Cpe().IssuedBy(_pki.Intermediate)) : null;
        return ConnectAsync(Context(engine, protocol, server), Context(engine, protocol, client), server, client);
    }

    private static async Task<Ends> ConnectAsync(
        ITlsEngineContext server, ITlsEngineContext client, CertificateCredential? serverCredential = null,
            CertificateCredential? clientCredential = null)
    {
        LoopbackSockets sockets = await LoopbackSockets.ConnectAsync();
        var serverJudge = new RecordingJudge();
        var clientJudge = new RecordingJudge();
        return new Ends(
            sockets,
            server.CreateConnection(new NetworkStream(sockets.Server), new TlsConnectionSettings { Judge = serverJudge }),
            client.CreateConnection(
                new NetworkStream(sockets.Client), new TlsConnectionSettings { Host = TlsWorld.Host, Judge = clientJudge }),
            serverJudge,
            clientJudge,
            serverCredential?.Certificate.RawData,
            clientCredential?.Certificate.RawData);
    }

    private sealed class RecordingJudge : IPeerJudge
    {
        public List<PresentedChain> Seen { get; } = [];

        public byte? Verdict { get; set; }

        public byte? Judge(in PresentedChain chain)
        {
            Seen.Add(chain);
            return Verdict;
        }
    }

    private sealed record Ends(
        LoopbackSockets Sockets,
        ITlsEngineConnection Server,
        ITlsEngineConnection Client,
        RecordingJudge ServerJudge,
        RecordingJudge ClientJudge,
        byte[]? ServerLeaf,
        byte[]? ClientLeaf) : IAsyncDisposable
    {
        public Task HandshakeAsync() =>
            Task.WhenAll(Server.HandshakeAsync(default), Client.HandshakeAsync(default)).WaitAsync(TlsWorld.Ceiling);

        public async Task CloseServerAsync()
        {
            await Server.DisposeAsync();
            Sockets.Server.Dispose();
        }

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            await Client.DisposeAsync();
            Sockets.Dispose();
        }
    }
}
