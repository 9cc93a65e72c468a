// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Connections.Material;
using Cwmp.Tls.Verification;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls.Connections.Verdicts;

/// <summary>Who judges the peers of a context, and whether a server asks its peers for a certificate. Immutable and thread-safe.</summary>
/// <param name="verifyMode">Whether a server asks its peers for a certificate.</param>
/// <param name="server">Judges the ACS, in the client role.</param>
/// <param name="device">Judges CPEs, in the server role.</param>
internal sealed class PeerVerifiers(CwmpTlsVerifyMode verifyMode, PeerVerifier server, PeerVerifier device)
{
    /// <summary>Intermediate certificates for resumed handshakes.</summary>
    public IssuerMemory Issuers { get; } = new();

    public PeerVerifier For(PeerRole role) => role == PeerRole.AcsServer ? server : device;

    /// <summary>Whether a peer of this role is asked for a certificate.</summary>
    public bool AsksForCertificate(PeerRole role) => role == PeerRole.AcsServer || verifyMode != CwmpTlsVerifyMode.NoClientCertificate;

    /// <summary>Whether a peer of this role may come without a certificate. A server always shows one.</summary>
    public bool AcceptsNoCertificate(PeerRole role) => role == PeerRole.CpeDevice && verifyMode != CwmpTlsVerifyMode.RequireCertificate;

    /// <summary>Judges a peer again by what is in force now.</summary>
    /// <returns>The same object where its verdict still holds.</returns>
    public TlsPeer Rejudge(TlsPeer peer)
    {
        PeerVerifier verifier = For(peer.Role);
        if (!peer.ShowedCertificate || verifier.IsCurrent(peer.VerifyResult))
        {
            return peer;
        }

        VerifyResult result = verifier.Reverify(peer.VerifyResult);
        return new TlsPeer(peer.Role, result.IsAccepted, peer.CertificateData, result);
    }
}
