// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls;

/// <summary>Why a handshake failed, found from the bytes on the wire and our own verdict, never from an error text.</summary>
public enum TlsHandshakeFailure
{
    /// <summary>None of the following; the inner exception is all there is.</summary>
    Unspecified = 0,

    /// <summary>We found the peer's certificate wanting; see <see cref="TlsHandshakeException.VerifyResult"/>.</summary>
    PeerCertificateRefused,

    /// <summary>The peer's certificate is good but made for another host than the one dialled.</summary>
    HostNameMismatch,

    /// <summary>The peer showed no certificate and this side requires one.</summary>
    PeerCertificateMissing,

    /// <summary>The peer showed a certificate but did not prove that it owns the key.</summary>
    PeerKeyNotProven,

    /// <summary>The peer found our certificate wanting and said so; <see cref="TlsHandshakeException.Alert"/> is what it said.</summary>
    OwnCertificateRefusedByPeer,

    /// <summary>
    /// The peer requires a certificate, this side showed none, and the peer said so; see <see cref="TlsHandshakeException.Alert"/>.
    /// </summary>
    OwnCertificateMissing,

    /// <summary>The two sides share no protocol version.</summary>
    NoCommonProtocol,

    /// <summary>The two sides share no cipher suite, or no signature algorithm for the certificates they have.</summary>
    NoCommonCipherSuite,

    /// <summary>The two sides share no application protocol (ALPN).</summary>
    NoCommonApplicationProtocol,

    /// <summary>One side speaks plain HTTP on this port.</summary>
    PlainHttpOnTlsPort,

    /// <summary>What the peer sent is not TLS.</summary>
    NotTls,

    /// <summary>The peer began with TLS and then broke the protocol.</summary>
    MalformedHandshake,

    /// <summary>The peer opened the connection and closed it without a byte, as port scans and health probes do.</summary>
    PeerClosedBeforeHandshake,

    /// <summary>The peer ended the connection in the middle of the handshake, without an alert.</summary>
    PeerClosedDuringHandshake,

    /// <summary>The peer, or something between, reset the connection.</summary>
    PeerReset,

    /// <summary>The peer sent an alert that means none of the above; see <see cref="TlsHandshakeException.Alert"/>.</summary>
    PeerSentAlert,

    /// <summary>The handshake did not end within the handshake timeout. Surfaces inside a <see cref="TimeoutException"/>.</summary>
    Timeout,

    /// <summary>A listener gave the place of a peer that kept it waiting to a new one, because all places were taken.</summary>
    GivenUpForNewcomer,

    /// <summary>A listener had no place for the handshake, and too many were waiting for one already.</summary>
    NoPlace,

    /// <summary>
    /// A trusted balancer did not begin with a header of the PROXY protocol, or its header is not what the protocol allows.
    /// </summary>
    ProxyHeaderInvalid,

    /// <summary>The stream below failed in a way of its own.</summary>
    TransportFailed,
}
