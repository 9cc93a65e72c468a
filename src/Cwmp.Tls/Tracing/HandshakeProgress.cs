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
