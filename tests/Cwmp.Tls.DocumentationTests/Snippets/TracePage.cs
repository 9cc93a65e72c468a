// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Sockets;
using Cwmp.Tls.Tracing;

namespace Cwmp.Tls.DocumentationTests.Snippets;

/// <summary>The code of docs/trace.md.</summary>
internal static class TracePage
{
    public static async Task TraceAsync(Socket socket)
    {
        CwmpTlsContext context = new CwmpTlsContextBuilder()
            // certificates, trust …
            .SetTrace(HandshakeTraceLevel.Messages)
            .Build();

        await using CwmpTlsSession session = context.CreateSession(socket);
        await session.AcceptAsync();
        Console.Write(session.Trace!.ToTable());

        await using FileStream file = File.Create("handshake.pcap");
        session.Trace!.WritePcap(file);
    }
}
