// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Net.Sockets;

namespace Cwmp.Tls.Tests.Connections;

/// <summary>Two connected TCP sockets on the loopback interface.</summary>
internal sealed class LoopbackSockets : IDisposable
{
    private LoopbackSockets(Socket server, Socket client)
    {
        Server = server;
        Client = client;
    }

    public Socket Server { get; }

    public Socket Client { get; }

    public static async Task<LoopbackSockets> ConnectAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Task connected = client.ConnectAsync(listener.LocalEndPoint!);
        Socket server = await listener.AcceptAsync();
        await connected;
        return new LoopbackSockets(server, client);
    }

    /// <summary>A CPE's session with a listener, its handshake done.</summary>
    public static async Task<CwmpTlsSession> DialAsync(CwmpTlsContext context, IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(endPoint);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        CwmpTlsSession session = context.CreateSession(socket);
        try
        {
            await session.ConnectAsync(TlsWorld.Host);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    public void Dispose()
    {
        Server.Dispose();
        Client.Dispose();
    }
}
