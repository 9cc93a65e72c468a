// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls;

/// <summary>How far a handshake had come. The names are those of TLS 1.2; in TLS 1.3 some steps travel encrypted.</summary>
public enum TlsHandshakeStage
{
    /// <summary>Nothing had been sent or received.</summary>
    NotStarted = 0,

    /// <summary>Waiting for the ClientHello, or reading it.</summary>
    ClientHello,

    /// <summary>The ClientHello had passed; waiting for the ServerHello, or choosing what goes into it.</summary>
    ServerHello,

    /// <summary>The server's certificate and its proof of the key.</summary>
    ServerCertificate,

    /// <summary>The client's answer: its certificate, its proof of the key, its half of the key exchange.</summary>
    ClientCertificate,

    /// <summary>The Finished messages.</summary>
    Finished,

    /// <summary>This side was judging the peer's certificate.</summary>
    PeerVerification,

    /// <summary>
    /// The handshake was complete for this side, and the peer's verdict about it came afterwards: the normal case in TLS 1.3 when a server
    /// refuses a client certificate.
    /// </summary>
    AfterHandshake,
}
