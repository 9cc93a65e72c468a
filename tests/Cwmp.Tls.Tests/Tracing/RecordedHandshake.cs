// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.TestSupport;
using Cwmp.Tls.Tracing;

namespace Cwmp.Tls.Tests.Tracing;

/// <summary>What a recorded connection is to be like.</summary>
internal sealed record RecordedHandshakeOptions
{
    public SslProtocols Protocol { get; init; } = SslProtocols.Tls12;

    public HandshakeTraceLevel Level { get; init; } = HandshakeTraceLevel.Capture;

    public bool ClientHasCertificate { get; init; } = true;

    public bool ServerRefuses { get; init; }

    /// <summary>The only cipher suite offered, with RSA certificates; null for the platform's choice with ECDSA certificates.</summary>
    public TlsCipherSuite? Suite { get; init; }

    /// <summary>The host the client asks for; a name of its own keeps the platform from resuming another test's session.</summary>
    public string HostName { get; init; } = "acs-" + Guid.NewGuid().ToString("N") + ".example.com";

    public string Payload { get; init; } = "POST /acs HTTP/1.1\r\nAuthorization: Basic c2VjcmV0\r\n\r\n";
}

/// <summary>
/// A real mutual handshake of two SslStreams over loopback TCP, seen by a recorder on either side: the client sends a line, the server
/// answers, both close.
/// </summary>
internal sealed class RecordedHandshake
{
    public const string DeviceName = "012345-STB-0123456789";
    public const string ServerName = "acs.example.com";

    private static readonly TestPki Pki = new();
    private static readonly Lazy<(X509Certificate2 Acs, X509Certificate2 Cpe)> Ecdsa = new(() => Issue(TestKey.EcP256));
    private static readonly Lazy<(X509Certificate2 Acs, X509Certificate2 Cpe)> Rsa = new(() => Issue(TestKey.Rsa2048));

    private static readonly byte[] Answer = "HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray();

    private RecordedHandshake(HandshakeRecorder client, HandshakeRecorder server, TappedStream clientStream, TappedStream serverStream)
    {
        Client = client;
        Server = server;
        ClientTape = clientStream.Tape;
        ServerTape = serverStream.Tape;
    }

    public HandshakeRecorder Client { get; }

    public HandshakeRecorder Server { get; }

    public IReadOnlyList<(HandshakeDirection Direction, byte[] Bytes)> ClientTape { get; }

    public IReadOnlyList<(HandshakeDirection Direction, byte[] Bytes)> ServerTape { get; }

    public static async Task<RecordedHandshake> RunAsync(RecordedHandshakeOptions options)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var clientSocket = new TcpClient();
        Task<TcpClient> accepting = listener.AcceptTcpClientAsync();
        await clientSocket.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        using TcpClient serverSocket = await accepting;

        var client = new HandshakeRecorder(isServer: false, options.Level);
        var server = new HandshakeRecorder(isServer: true, options.Level);
        await using var clientStream = new TappedStream(clientSocket.GetStream(), client);
        await using var serverStream = new TappedStream(serverSocket.GetStream(), server);
        await Task.WhenAll(
            RunClientAsync(clientStream, clientSocket.Client, client, options),
            RunServerAsync(serverStream, serverSocket.Client, server, options));
        return new RecordedHandshake(client, server, clientStream, serverStream);
    }

    /// <summary>Plays a tape into a new recorder.</summary>
    public static HandshakeRecorder Play(
        IEnumerable<(HandshakeDirection Direction, byte[] Bytes)> tape, bool isServer,
            HandshakeTraceLevel level = HandshakeTraceLevel.Messages)
    {
        var recorder = new HandshakeRecorder(isServer, level);
        foreach ((HandshakeDirection direction, byte[] bytes) in tape)
        {
            Action<byte[]> take = direction == HandshakeDirection.Sent
                ? b => { if (b.Length == 0) { recorder.SentEnd(); } else { recorder.Sent(b); } }
            : b => { if (b.Length == 0) { recorder.ReceivedEnd(); } else { recorder.Received(b); } };
            take(bytes);
        }

        return recorder;
    }

    private static async Task RunClientAsync(TappedStream stream, Socket socket, HandshakeRecorder recorder,
        RecordedHandshakeOptions options)
    {
        await using var ssl = new SslStream(stream, leaveInnerStreamOpen: true);
        try
        {
            await ssl.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = options.HostName,
                EnabledSslProtocols = options.Protocol,
                ApplicationProtocols = [SslApplicationProtocol.Http11],
                ClientCertificates = options.ClientHasCertificate ? [CertificatesFor(options).Cpe] : null,
                CipherSuitesPolicy = PolicyFor(options),
                RemoteCertificateValidationCallback = (_, _, _, _) => true,
            });
            recorder.HandshakeCompleted();
            await ssl.WriteAsync(System.Text.Encoding.ASCII.GetBytes(options.Payload));
            await ssl.ReadExactlyAsync(new byte[Answer.Length]);
            await ssl.ShutdownAsync();
            EndSending(stream, socket);
            await ReadToEndAsync(ssl);
            await ReadToEndAsync(stream);
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            EndSending(stream, socket);
        }
    }

    private static async Task RunServerAsync(TappedStream stream, Socket socket, HandshakeRecorder recorder,
        RecordedHandshakeOptions options)
    {
        await using var ssl = new SslStream(stream, leaveInnerStreamOpen: true);
        try
        {
            await ssl.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificateContext =
                SslStreamCertificateContext.Create(CertificatesFor(options).Acs, [Pki.Root.Certificate], offline: true),
                CipherSuitesPolicy = PolicyFor(options),
                EnabledSslProtocols = options.Protocol,
                ApplicationProtocols = [SslApplicationProtocol.Http11],
                ClientCertificateRequired = true,
                RemoteCertificateValidationCallback = (_, _, _, _) => !options.ServerRefuses,
            });
            recorder.HandshakeCompleted();
            await ssl.ReadExactlyAsync(new byte[options.Payload.Length]);
            await ssl.WriteAsync(Answer);
            await ReadToEndAsync(ssl);
            await ssl.ShutdownAsync();
            await ReadToEndAsync(stream);
            EndSending(stream, socket);
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            EndSending(stream, socket);
        }
    }

    private static void EndSending(TappedStream stream, Socket socket)
    {
        stream.End();
        socket.Shutdown(SocketShutdown.Send);
    }

    private static async Task ReadToEndAsync(Stream stream)
    {
        byte[] buffer = new byte[1000];
        while (await stream.ReadAsync(buffer) > 0)
        {
        }
    }

    private static (X509Certificate2 Acs, X509Certificate2 Cpe) CertificatesFor(RecordedHandshakeOptions options) =>
        (options.Suite is null ? Ecdsa : Rsa).Value;

    private static (X509Certificate2 Acs, X509Certificate2 Cpe) Issue(TestKey key) =>
        (Pki.Acs(ServerName).WithKey(key).Issue().Certificate, Pki.Cpe(DeviceName).WithKey(key).Issue().Certificate);

    // Only asked for on Linux, where it works.
#pragma warning disable CA1416
    private static CipherSuitesPolicy? PolicyFor(RecordedHandshakeOptions options) =>
        options.Suite is TlsCipherSuite suite ? new CipherSuitesPolicy([suite]) : null;
#pragma warning restore CA1416
}
