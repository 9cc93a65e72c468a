// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;
using System.Security.Authentication;
using Cwmp.Tls.Acs;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Verification.Results;

namespace Cwmp.Tls.AspNetCore.Hosting;

internal sealed class CwmpTlsFeature(CwmpTlsContext context, TlsPeer peer, string? remote, Action<TlsPeer> onRefused) : ICwmpTlsFeature
{
    private volatile Standing _standing = new(peer, AcsPeerEvidence.FromTls(peer.VerifyResult, remote));

    public VerifyResult? VerifyResult => _standing.Peer.VerifyResult;

    public DeviceIdentity? PeerIdentity => _standing.Peer.Identity;

    public ReadOnlyMemory<byte> PeerCertificate => peer.CertificateData;

    public required SslProtocols Protocol { get; init; }

    public required TlsCipherSuite CipherSuite { get; init; }

    public required string ServerName { get; init; }

    /// <summary>
    /// What the peer proves by the trust, the CRLs and the time of now: the same object for every request of the connection, unless the verdict has changed. A peer that was
    /// refused once stays so.
    /// </summary>
    public AcsPeerEvidence Judge()
    {
        Standing before = _standing;
        TlsPeer now = before.Peer.IsAccepted ? context.Rejudge(before.Peer) : before.Peer;
        if (ReferenceEquals(now, before.Peer))
        {
            return before.Evidence;
        }

        // The engine takes the same object for the same sender.
        AcsPeerEvidence evidence = AcsPeerEvidence.FromTls(now.VerifyResult, remote);
        var after = new Standing(now, evidence == before.Evidence ? before.Evidence : evidence);
        if (ReferenceEquals(Interlocked.CompareExchange(ref _standing, after, before), before) && !now.IsAccepted)
        {
            onRefused(now);
        }

        return _standing.Evidence;
    }

    /// <summary>A verdict and what it proves, which change together.</summary>
    private sealed record Standing(TlsPeer Peer, AcsPeerEvidence Evidence);
}
