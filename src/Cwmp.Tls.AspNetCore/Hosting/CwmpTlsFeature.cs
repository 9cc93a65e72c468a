// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.AspNetCore.Endpoints;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Verification.Results;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Cwmp.Tls.AspNetCore.Hosting;

/// <summary>
/// What a session found out, as the features that Kestrel and middleware look for. Holds no more of the session than that: requests may
/// outlive it.
/// </summary>
internal sealed class CwmpTlsFeature : ICwmpTlsFeature, ITlsConnectionFeature, ITlsHandshakeFeature, ITlsApplicationProtocolFeature
{
    private readonly CwmpTlsContext _context;
    private readonly string? _remote;
    private readonly Action<TlsPeer> _onRefused;
    private readonly SslApplicationProtocol _applicationProtocol;
    private X509Certificate2? _clientCertificate;
    private bool _isCertificateSet;
    private volatile Standing _standing;

    /// <param name="session">An open session of a server.</param>
    /// <param name="remote">The peer's address, for reports.</param>
    /// <param name="onRefused">Told when the peer is refused after all.</param>
    public CwmpTlsFeature(CwmpTlsSession session, string? remote, Action<TlsPeer> onRefused)
    {
        TlsPeer peer = session.Peer!;
        _context = session.Context;
        _remote = remote;
        _onRefused = onRefused;
        _standing = new Standing(peer, AcsPeerEvidence.FromTls(peer.VerifyResult, remote));
        _applicationProtocol = session.ApplicationProtocol;
        PeerCertificate = peer.CertificateData;
        Protocol = session.Protocol;
        CipherSuite = session.CipherSuite;
        ServerName = session.ServerName;
    }

    public VerifyResult? VerifyResult => _standing.Peer.VerifyResult;

    public DeviceIdentity? PeerIdentity => _standing.Peer.Identity;

    public ReadOnlyMemory<byte> PeerCertificate { get; }

    public SslProtocols Protocol { get; }

    public TlsCipherSuite CipherSuite { get; }

    public string ServerName { get; }

    public ReadOnlyMemory<byte> ApplicationProtocol => _applicationProtocol.Protocol;

    // Made when first asked for: most programs take the identity, and decoding a certificate costs more than checking its signature.
    public X509Certificate2? ClientCertificate
    {
        get => _isCertificateSet ? _clientCertificate : _standing.Peer.Certificate;
        set => (_clientCertificate, _isCertificateSet) = (value, true);
    }

    TlsCipherSuite? ITlsHandshakeFeature.NegotiatedCipherSuite => CipherSuite;

    string ITlsHandshakeFeature.HostName => ServerName;

    // What the platform has declared obsolete in favour of the cipher suite is not told.
#pragma warning disable SYSLIB0058
    CipherAlgorithmType ITlsHandshakeFeature.CipherAlgorithm => CipherAlgorithmType.None;

    int ITlsHandshakeFeature.CipherStrength => 0;

    HashAlgorithmType ITlsHandshakeFeature.HashAlgorithm => HashAlgorithmType.None;

    int ITlsHandshakeFeature.HashStrength => 0;

    ExchangeAlgorithmType ITlsHandshakeFeature.KeyExchangeAlgorithm => ExchangeAlgorithmType.None;

    int ITlsHandshakeFeature.KeyExchangeStrength => 0;
#pragma warning restore SYSLIB0058

    public Task<X509Certificate2?> GetClientCertificateAsync(CancellationToken cancellationToken) => Task.FromResult(ClientCertificate);

    public AcsPeerEvidence Judge()
    {
        Standing before = _standing;
        TlsPeer now = before.Peer.IsAccepted ? _context.Rejudge(before.Peer) : before.Peer;
        if (ReferenceEquals(now, before.Peer))
        {
            return before.Evidence;
        }

        // The engine takes the same object for the same sender.
        AcsPeerEvidence evidence = AcsPeerEvidence.FromTls(now.VerifyResult, _remote);
        var after = new Standing(now, evidence == before.Evidence ? before.Evidence : evidence);
        if (ReferenceEquals(Interlocked.CompareExchange(ref _standing, after, before), before) && !now.IsAccepted)
        {
            _onRefused(now);
        }

        return _standing.Evidence;
    }

    /// <summary>A verdict and what it proves, which change together.</summary>
    private sealed record Standing(TlsPeer Peer, AcsPeerEvidence Evidence);
}
