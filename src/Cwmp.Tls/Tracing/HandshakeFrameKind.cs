// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Tracing;

/// <summary>What a <see cref="HandshakeFrame"/> shows: a handshake message, another record, or the end of the connection.</summary>
public enum HandshakeFrameKind
{
    /// <summary>A handshake message of a type this library has no name for.</summary>
    Unknown = 0,

    /// <summary>RFC 5246 §7.4.1.1: the server asks for a new handshake.</summary>
    HelloRequest,

    /// <summary>The client's offer; see <see cref="ClientHelloDetails"/>.</summary>
    ClientHello,

    /// <summary>The server's choice; see <see cref="ServerHelloDetails"/>.</summary>
    ServerHello,

    /// <summary>RFC 8446 §4.1.4: the server wants another key share; see <see cref="ServerHelloDetails"/>.</summary>
    HelloRetryRequest,

    /// <summary>A session ticket of TLS 1.2; see <see cref="NewSessionTicketDetails"/>. In TLS 1.3 tickets are encrypted.</summary>
    NewSessionTicket,

    /// <summary>A certificate chain of TLS 1.2; see <see cref="CertificateDetails"/>. In TLS 1.3 certificates are encrypted.</summary>
    Certificate,

    /// <summary>The server's ephemeral key; see <see cref="ServerKeyExchangeDetails"/>.</summary>
    ServerKeyExchange,

    /// <summary>The server asks for a client certificate; see <see cref="CertificateRequestDetails"/>.</summary>
    CertificateRequest,

    /// <summary>The end of the server's first flight in TLS 1.2.</summary>
    ServerHelloDone,

    /// <summary>The client proves that it owns the certificate's key; see <see cref="CertificateVerifyDetails"/>.</summary>
    CertificateVerify,

    /// <summary>The client's half of the key exchange.</summary>
    ClientKeyExchange,

    /// <summary>A stapled revocation answer (RFC 6066 §8).</summary>
    CertificateStatus,

    /// <summary>A Finished message in plain text, which no conforming peer sends.</summary>
    Finished,

    /// <summary>From here on this direction is encrypted (TLS 1.2), or nothing at all (TLS 1.3, for old middle boxes).</summary>
    ChangeCipherSpec,

    /// <summary>An encrypted handshake message of TLS 1.2: Finished, or a renegotiation.</summary>
    EncryptedHandshake,

    /// <summary>
    /// An encrypted record of TLS 1.3 before the handshake was reported complete. From outside, handshake messages, alerts and
    /// data look alike.
    /// </summary>
    Encrypted,

    /// <summary>An alert; see <see cref="AlertDetails"/> where it is readable.</summary>
    Alert,

    /// <summary>Application data. Neighbouring records of one direction share a frame.</summary>
    ApplicationData,

    /// <summary>A heartbeat record (RFC 6520).</summary>
    Heartbeat,

    /// <summary>Bytes that are no TLS record; see <see cref="NotTlsDetails"/>.</summary>
    NotTls,

    /// <summary>The TCP stream ended (FIN).</summary>
    EndOfStream,

    /// <summary>The TCP connection was reset (RST).</summary>
    Reset,
}
