// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Net.Security;
using System.Runtime.Versioning;

namespace Cwmp.Tls.Connections.Engines.OpenSsl;

/// <summary>One connection: moves octets between an SSL and the transport, and answers what the SSL asks about the peer.</summary>
[SupportedOSPlatform("linux")]
internal sealed partial class OpenSslConnection : ITlsEngineConnection
{
    // Whoever sends takes everything that waits, in order, and one at a time.
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly OpenSslEngineContext _context;
    private readonly NativeSession _session;
    private readonly Stream _transport;
    private readonly IPeerJudge _judge;
    private readonly string? _host;
    private volatile Exception? _sendFailure;

    /// <param name="context">What connections share.</param>
    /// <param name="native">The SSL_CTX of the role.</param>
    /// <param name="transport">The stream below; it stays the caller's.</param>
    /// <param name="settings">What is particular to this connection.</param>
    public OpenSslConnection(OpenSslEngineContext context, SafeSslContextHandle native, Stream transport, TlsConnectionSettings settings)
    {
        _context = context;
        _transport = transport;
        _judge = settings.Judge;
        _host = settings.Host;
        ApplicationProtocols =
            context.Settings.ApplicationProtocols.Count > 0 ? context.Settings.ApplicationProtocols : settings.ApplicationProtocols;
        _session = new NativeSession(native, settings.IsServer, this);
        if (settings.Host is { } host)
        {
            // RFC 6066 §3: names only, no addresses.
            _session.SetClientExtensions(Uri.CheckHostName(host) == UriHostNameType.Dns ? host : null, context.ClientProtocols);
        }
    }

    public TlsEngineAgreement Agreement { get; private set; }

    /// <summary>What a server chooses from, the best first; empty to leave the extension alone.</summary>
    public IReadOnlyList<SslApplicationProtocol> ApplicationProtocols { get; }

    private bool IsServer => _host is null;

    public ValueTask DisposeAsync()
    {
        _session.Dispose();
        return default;
    }

    // Sends what OpenSSL has put out.
    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _sending.WaitAsync(cancellationToken).ConfigureAwait(false);
            await SendInTurnAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Records that have a gap before them mean nothing to the peer.
            _sendFailure ??= e;
            throw;
        }
    }

    // Sends what waits, unless another is sending, who then sees it too. A failure is for the next write to report.
    private async Task SendOwedAsync()
    {
        if (!_sending.Wait(0, CancellationToken.None))
        {
            return;
        }

        try
        {
            await SendInTurnAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TlsEngineException or ObjectDisposedException or OperationCanceledException)
        {
            _sendFailure ??= e;
        }
    }

    // Called by whoever has the turn, which it gives back. What is put out between the last look and that is looked for once more.
    private async ValueTask SendInTurnAsync(CancellationToken cancellationToken)
    {
        do
        {
            try
            {
                if (_sendFailure is { } earlier)
                {
                    throw new TlsEngineException(TlsEngineFault.TransportFailed, null, earlier);
                }

                while (_session.TakeOutput(out Memory<byte> octets) is { } rented)
                {
                    try
                    {
                        await SendAsync(octets, cancellationToken).ConfigureAwait(false);
                    }
                    finally
                    {
                        ArrayPool<byte>.Shared.Return(rented);
                    }
                }
            }
            catch (Exception e)
            {
                // Set before the turn is given back: the next one must not send.
                _sendFailure ??= e;
                throw;
            }
            finally
            {
                _sending.Release();
            }
        }
        while (_session.OutputLength > 0 && _sending.Wait(0, CancellationToken.None));
    }

    // An alert for a peer that is already gone is nobody's loss; anything else is.
    private async ValueTask FlushAfterAsync(StepOutcome step, CancellationToken cancellationToken)
    {
        // A write waits even if a read has taken its record: it reports whether that was sent.
        try
        {
            await FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (TlsEngineException) when (step.Result == StepResult.Failed)
        {
        }
    }

    // Reads from the transport into an array that OpenSSL then takes its input from.
    private async ValueTask<bool> FeedAsync(int size, CancellationToken cancellationToken)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(size);
        int count = 0;
        try
        {
            count = await ReceiveAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (count == 0)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }

        if (count > 0)
        {
            _session.Feed(buffer, count);
        }

        return count > 0;
    }

    private async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await _transport.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw new TlsEngineException(TlsEngineFault.TransportFailed, null, e);
        }
    }

    private async ValueTask SendAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellationToken)
    {
        try
        {
            await _transport.WriteAsync(octets, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw new TlsEngineException(TlsEngineFault.TransportFailed, null, e);
        }
    }

    // Whatever a stream throws. Cancellation and use after disposal keep their own types; the session knows what they mean.
    private static bool IsFailure(Exception e) => e is not (OperationCanceledException or ObjectDisposedException);

    private static TlsEngineException EndOfStream() =>
        new(TlsEngineFault.EndOfStream, null, new EndOfStreamException("The connection ended in the middle of a TLS message."));
}
