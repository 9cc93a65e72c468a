// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Tracing;

/// <summary>How far a handshake came, by what crossed the wire. Only ever moves forward.</summary>
internal enum HandshakeProgress
{
    /// <summary>No whole message.</summary>
    Nothing = 0,

    /// <summary>The client's hello.</summary>
    ClientHello,

    /// <summary>The server's hello.</summary>
    ServerHello,

    /// <summary>The server's certificate and what belongs to it: ServerHelloDone in TLS 1.2, encrypted records in TLS 1.3.</summary>
    ServerFlight,

    /// <summary>The client's answer to it: ClientKeyExchange in TLS 1.2, encrypted records in TLS 1.3.</summary>
    ClientFlight,

    /// <summary>Both sides encrypt (TLS 1.2).</summary>
    BothEncrypted,

    /// <summary>Complete, as the engine reported or as application data of TLS 1.2 shows.</summary>
    Complete,
}

/// <summary>Whether a Certificate message was seen (TLS 1.2; in TLS 1.3 it is encrypted).</summary>
internal enum CertificateMessage
{
    /// <summary>None was readable.</summary>
    NotSeen = 0,

    /// <summary>It held no certificate: "I have none".</summary>
    Empty,

    /// <summary>It held a certificate.</summary>
    Present,
}

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

/// <summary>How the peer's side of the TCP connection ended.</summary>
/// <param name="Time">When it was noticed.</param>
/// <param name="Progress">How far the handshake was.</param>
/// <param name="IsReset">A reset rather than a FIN.</param>
/// <param name="IsInsideRecord">In the middle of a record or of a handshake message.</param>
internal readonly record struct PeerEnd(DateTimeOffset Time, HandshakeProgress Progress, bool IsReset, bool IsInsideRecord);
