// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Cwmp.Tls.Tests.Cpe.Support;

/// <summary>
/// A server on a loopback socket that does whatever it is told to each connection, and remembers every octet of application data it was
/// given. Built on SslStream and nothing of ours.
/// </summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly StringBuilder _received = new();
    private readonly Task _accepting;

    public LoopbackServer(Func<LoopbackServer, Stream, CancellationToken, Task> serve)
    {
        _listener.Start();
        _accepting = AcceptAsync(serve);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public int Connections => _connections.Count;

    /// <summary>Everything that arrived in clear or was decrypted.</summary>
    public string Received
    {
        get
        {
            lock (_received)
            {
                return _received.ToString();
            }
        }
    }

    /// <summary>TLS with a certificate, then HTTP answered by a function of the request text.</summary>
    public static LoopbackServer Tls(X509Certificate2 certificate, Func<string, byte[]?> answer, bool? acceptClients = null) =>
        new(async (server, stream, stop) =>
    {
        await using SslStream tls = new(stream);
        await tls.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
                ClientCertificateRequired = acceptClients is not null,
                RemoteCertificateValidationCallback = (_, _, _, _) => acceptClients ?? true,
            },
            stop);
        while (await server.ReadRequestAsync(tls, stop) is string request && answer(request) is { } response)
        {
            await tls.WriteAsync(response, stop);
        }
    });

    public static byte[] Response(int status, string body = "", string headers = "")
        => Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {status} X\r\n{headers}{(status == 204 ? "" : $"Content-Length: {body.Length}\r\n")}\r\n{body}");

    /// <summary>Reads one HTTP request; null at the end.</summary>
    public async Task<string?> ReadRequestAsync(Stream stream, CancellationToken cancellationToken)
    {
        StringBuilder text = new();
        byte[] buffer = new byte[8192];
        while (true)
        {
            int read = await stream.ReadAsync(buffer, cancellationToken);
            if (read == 0)
            {
                return null;
            }

            string part = Encoding.Latin1.GetString(buffer, 0, read);
            text.Append(part);
            lock (_received)
            {
                _received.Append(part);
            }

            string all = text.ToString();
            int end = all.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end >= 0 && all.Length >= end + 4 + ContentLength(all))
            {
                return all;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private static int ContentLength(string request)
    {
        const string name = "\r\nContent-Length:";
        int at = request.IndexOf(name, StringComparison.OrdinalIgnoreCase);
        return at < 0 ? 0 : int.Parse(request.AsSpan(at + name.Length, request.IndexOf('\r', at + 2) - at - name.Length));
    }

    private async Task AcceptAsync(Func<LoopbackServer, Stream, CancellationToken, Task> serve)
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _connections.Add(ServeAsync(client, serve));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client, Func<LoopbackServer, Stream, CancellationToken, Task> serve)
    {
        using (client)
        {
            try
            {
                await serve(this, client.GetStream(), _stop.Token);
            }
            catch (Exception)
            {
                // The peer went away, or refused us: what matters is what it had sent by then.
            }
        }
    }
}
