// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Cwmp.Tls.Connections.Engines.SslStream;

/// <summary>One connection over <see cref="SslStream"/>.</summary>
internal sealed class SslStreamConnection : ITlsEngineConnection
{
    private readonly JudgedSslStream _stream;
    private readonly SslServerAuthenticationOptions? _server;
    private readonly SslClientAuthenticationOptions? _client;

    public SslStreamConnection(Stream transport, IPeerJudge judge, SslServerAuthenticationOptions options)
    {
        _stream = new JudgedSslStream(transport, judge);
        _server = options;
    }

    public SslStreamConnection(Stream transport, IPeerJudge judge, SslClientAuthenticationOptions options)
    {
        _stream = new JudgedSslStream(transport, judge);
        _client = options;
    }

    /// <summary>Shared by all connections, so that their options can be shared too.</summary>
    public static RemoteCertificateValidationCallback JudgeCallback { get; } = (sender, certificate, chain, _) =>
        ((JudgedSslStream)sender).Judge(certificate as X509Certificate2, chain);

    public TlsEngineAgreement Agreement =>
        new(_stream.SslProtocol, _stream.NegotiatedCipherSuite, _stream.NegotiatedApplicationProtocol);

    public async Task HandshakeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await (_server is not null
                ? _stream.AuthenticateAsServerAsync(_server, cancellationToken)
                : _stream.AuthenticateAsClientAsync(_client!, cancellationToken)).ConfigureAwait(false);
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw _stream.IsPeerRefused
                ? new TlsEngineException(TlsEngineFault.PeerRefused, null, e)
                : SslStreamFaults.Translate(e);
        }
    }

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await _stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw SslStreamFaults.Translate(e);
        }
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            await _stream.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw SslStreamFaults.Translate(e);
        }
    }

    public async Task SendCloseNotifyAsync()
    {
        try
        {
            await _stream.ShutdownAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (IsFailure(e))
        {
            throw SslStreamFaults.Translate(e);
        }
    }

    public ValueTask DisposeAsync() => _stream.DisposeAsync();

    // Cancellation and use after disposal keep their own types; the session knows what they mean.
    private static bool IsFailure(Exception e) => e is not (OperationCanceledException or ObjectDisposedException);

    /// <summary>The callback gets only the stream that asks, so the stream carries its judge.</summary>
    private sealed class JudgedSslStream(Stream transport, IPeerJudge judge)
        : System.Net.Security.SslStream(transport, leaveInnerStreamOpen: true)
    {
        public bool IsPeerRefused { get; private set; }

        public bool Judge(X509Certificate2? certificate, X509Chain? chain)
        {
            IsPeerRefused = judge.Judge(PlatformChain.Read(certificate, chain)) is not null;
            return !IsPeerRefused;
        }
    }
}
