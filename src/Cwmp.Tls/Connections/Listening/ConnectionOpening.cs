// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Security.Authentication;
using Cwmp.Tls.Connections.Diagnosis;
using Cwmp.Tls.Connections.Engines;
using Cwmp.Tls.Connections.Transport;
using Cwmp.Tls.Tracing;

namespace Cwmp.Tls.Connections.Listening;

/// <summary>
/// What is read of a connection before it has a session: the header of a balancer, and the host name in the ClientHello where contexts are
/// chosen by it. What it reads beyond the header is put back for the engine.
/// </summary>
internal sealed class ConnectionOpening(SessionTransport transport, HandshakeLimits limits)
{
    private const int ReadSize = 2048;

    // What the peer has sent of TLS, for the diagnosis of a handshake that ends here. Made when it is needed.
    private ReadOnlyMemory<byte> _seen;
    private string? _waitsFor;

    /// <summary>Reads the header of the PROXY protocol, and takes the addresses in it for the connection's.</summary>
    /// <exception cref="TlsHandshakeException">There is none, or it is not sound.</exception>
    public async Task ReadProxyHeaderAsync()
    {
        _waitsFor = "the PROXY header of the balancer";
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ProxyHeaderParser.MaxLength);
        try
        {
            for (int filled = 0; ;)
            {
                int count = await transport.Tap.ReadAsync(buffer.AsMemory(filled), limits.Token).ConfigureAwait(false);
                if (count == 0)
                {
                    throw filled == 0 ? Diagnose().Ended() : Invalid("it ended before it was whole");
                }

                filled += count;
                ProxyHeaderStatus status = ProxyHeaderParser.Read(
                    buffer.AsSpan(0, filled), out ProxyHeader header, out int length, out string? error);
                switch (status)
                {
                    case ProxyHeaderStatus.Complete:
                        transport.Tap.Unread(buffer.AsSpan(length..filled).ToArray());
                        if (header is { Source: { } source, Destination: { } destination })
                        {
                            transport.Announce(destination, source);
                        }

                        _waitsFor = null;
                        return;
                    case ProxyHeaderStatus.Missing:
                        throw Invalid($"there is none: what it sent {FirstBytes.Classify(buffer.AsSpan(0, filled)).Text}");
                    case ProxyHeaderStatus.Malformed:
                        throw Invalid(error!);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Reads as much as it takes to know which host name the client asks for.</summary>
    /// <returns>The name; empty where the client names none, or does not speak TLS.</returns>
    public async Task<string> ReadServerNameAsync()
    {
        var scan = new ClientHelloScan();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(ReadSize);
        try
        {
            int count;
            do
            {
                count = await transport.Tap.ReadAsync(buffer, limits.Token).ConfigureAwait(false);
            }
            while (count > 0 && Add(scan, buffer.AsSpan(0, count)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (scan.Status == ClientHelloStatus.TooLong)
        {
            throw new TlsHandshakeException(
                TlsHandshakeFailure.MalformedHandshake,
                TlsHandshakeStage.ClientHello,
                TlsSide.Local,
                $"The ClientHello is longer than the {ClientHelloScan.MaxLength / 1024} KiB that are read to find the host name in it",
                "No client needs as much; somebody is trying what this side does with it.");
        }

        // An end, or what is not TLS, is read again by the engine and diagnosed like everywhere else.
        transport.Tap.Unread(scan.Bytes);
        return scan.ServerName;
    }

    /// <summary>What an exception of the opening says about the connection. A client that was refused by its hello is told so.</summary>
    public async ValueTask<Exception> ExplainAsync(Exception exception)
    {
        HandshakeDiagnosis diagnosis = Diagnose();
        if (exception is TlsHandshakeException { Stage: TlsHandshakeStage.ClientHello } && diagnosis.Facts.BytesReceived > 0)
        {
            await SendAlertAsync().ConfigureAwait(false);
        }

        return limits.Explain(diagnosis, exception)
            ?? (exception is IOException
                ? diagnosis.Handshake(new TlsEngineException(TlsEngineFault.TransportFailed, null, exception))
                : exception);
    }

    private bool Add(ClientHelloScan scan, ReadOnlySpan<byte> bytes)
    {
        bool needsMore = scan.Add(bytes);
        _seen = scan.Bytes;
        return needsMore;
    }

    private HandshakeDiagnosis Diagnose()
    {
        var recorder = new HandshakeRecorder(isServer: true);
        recorder.Received(_seen.Span);
        return new HandshakeDiagnosis
        {
            Facts = recorder.GetFacts(),
            IsServer = true,
            HasCertificate = true,
            Protocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            Host = null,
            Peer = null,
            IsPeerReset = transport.Tap.IsPeerReset,
            WaitsFor = _waitsFor,
        };
    }

    // RFC 6066 §3: unrecognized_name, which is all that can be wrong before there is an engine. In plain text, like every alert before the
    // keys.
    private async ValueTask SendAlertAsync()
    {
        try
        {
            await transport.Tap.WriteAsync(new byte[] { ContentType.Alert, 3, 3, 0, 2, 2, 112 }, limits.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The peer is gone; there is nobody left to tell.
        }
    }

    private static TlsHandshakeException Invalid(string what) => new(
        TlsHandshakeFailure.ProxyHeaderInvalid,
        TlsHandshakeStage.NotStarted,
        TlsSide.Peer,
        $"The balancer did not send a valid PROXY header: {what}",
        "Have the balancer send one on every connection (send-proxy or send-proxy-v2), or take its address out of ProxyProtocolNetworks.");
}
