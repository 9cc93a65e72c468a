// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Cwmp.Tls.Tests.ConnectionRequests;

/// <summary>
/// A server on loopback that answers each request head with what a script says, octet for octet: the CPE (or ACS) of a test, polite or not.
/// A script returns the octets to send (Latin-1); null closes the connection without an answer; an answer that ends in
/// <see cref="ThenClose"/> closes after it.
/// </summary>
internal sealed class ScriptedHttpServer : IAsyncDisposable
{
    public const string ThenClose = "\uFFFF";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly Func<Request, string?> _script;
    private readonly Task _accepting;

    public ScriptedHttpServer(Func<Request, string?> script)
    {
        _script = script;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>One request: the n-th connection (from 1), the n-th request on it (from 1), the head.</summary>
    public sealed record Request(int Connection, int Number, string Head)
    {
        public string? Header(string name) => Head.Split("\r\n")
            .Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))
            .Select(line => line[(name.Length + 1)..].Trim()).FirstOrDefault();

        public string Method => Head.Split(' ')[0];

        public string Target => Head.Split(' ')[1];
    }

    public ConcurrentQueue<Request> Requests { get; } = [];

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    public string Url(string path = "/cr") => $"http://{EndPoint}{path}";

    public static string Answer(string status, params string[] headers) =>
        $"HTTP/1.1 {status}\r\nContent-Length: 0\r\n{string.Concat(headers.Select(h => h + "\r\n"))}\r\n";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            for (int connection = 1; ; connection++)
            {
                Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
                _connections.Add(ServeAsync(socket, connection));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
        }
    }

    private async Task ServeAsync(Socket socket, int connection)
    {
        using (socket)
        {
            try
            {
                var pending = new StringBuilder();
                byte[] buffer = new byte[4096];
                for (int number = 1; ; number++)
                {
                    int end;
                    while ((end = pending.ToString().IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0)
                    {
                        int read = await socket.ReceiveAsync(buffer, _stop.Token);
                        if (read == 0)
                        {
                            return;
                        }

                        pending.Append(Encoding.Latin1.GetString(buffer, 0, read));
                    }

                    var request = new Request(connection, number, pending.ToString(0, end));
                    pending.Remove(0, end + 4);
                    Requests.Enqueue(request);
                    string? answer = _script(request);
                    if (answer is null)
                    {
                        return;
                    }

                    bool close = answer.EndsWith(ThenClose, StringComparison.Ordinal);
                    await socket.SendAsync(Encoding.Latin1.GetBytes(close ? answer[..^1] : answer), _stop.Token);
                    if (close)
                    {
                        socket.Shutdown(SocketShutdown.Both);
                        return;
                    }
                }
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException)
            {
            }
        }
    }
}
