// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Tracing;

/// <summary>
/// What crossed the wire, as far as it explains why a handshake failed. A snapshot; cheap enough to be collected for every connection.
/// </summary>
internal sealed record HandshakeFacts
{
    /// <summary>What the peer speaks.</summary>
    public required FirstBytesKind FirstReceived { get; init; }

    /// <summary>The same for people, for example <c>looks like an HTTP request (GET)</c>.</summary>
    public required string FirstReceivedText { get; init; }

    public required long BytesSent { get; init; }

    public required long BytesReceived { get; init; }

    /// <summary>The first fatal alert this side sent in plain text, or else its last warning.</summary>
    public TlsAlert? SentAlert { get; init; }

    /// <summary>The first fatal alert the peer sent in plain text, or else its last warning.</summary>
    public TlsAlert? ReceivedAlert { get; init; }

    /// <summary>Alerts of TLS 1.2 that were encrypted.</summary>
    public int EncryptedAlertsSent { get; init; }

    /// <summary>Alerts of TLS 1.2 that were encrypted.</summary>
    public int EncryptedAlertsReceived { get; init; }

    /// <summary>The client's last offer, whichever side is the client.</summary>
    public ClientHelloDetails? ClientHello { get; init; }

    /// <summary>The server's choice.</summary>
    public ServerHelloDetails? ServerHello { get; init; }

    /// <summary>Whether the server asked for another key share.</summary>
    public bool HelloRetried { get; init; }

    /// <summary>Whether a TLS 1.2 server asked for a client certificate.</summary>
    public bool CertificateRequested { get; init; }

    public CertificateMessage SentCertificate { get; init; }

    public CertificateMessage ReceivedCertificate { get; init; }

    public HandshakeProgress Progress { get; init; }

    /// <summary>Where the peer ended the connection, if it did.</summary>
    public PeerEnd? PeerEnd { get; init; }

    /// <summary>Whether bytes that are not TLS followed good records from the peer.</summary>
    public bool ReceivedGarbage { get; init; }
}
