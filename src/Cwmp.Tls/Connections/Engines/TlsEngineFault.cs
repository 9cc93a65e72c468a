// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Connections.Engines;

/// <summary>What an engine reports of a failure, beyond what can be read off the wire.</summary>
internal enum TlsEngineFault
{
    /// <summary>None of the following.</summary>
    Unspecified = 0,

    /// <summary>Our verdict about the peer's certificate ended the handshake.</summary>
    PeerRefused,

    /// <summary>The peer sent a fatal alert.</summary>
    PeerSentAlert,

    /// <summary>The stream below ended where more was needed.</summary>
    EndOfStream,

    /// <summary>The stream below failed.</summary>
    TransportFailed,

    /// <summary>What came is not what the protocol allows here.</summary>
    ProtocolBroken,

    /// <summary>No version in common.</summary>
    NoCommonProtocol,

    /// <summary>No cipher suite or signature algorithm in common.</summary>
    NoCommonCipherSuite,

    /// <summary>No application protocol in common.</summary>
    NoCommonApplicationProtocol,

    /// <summary>The peer's proof of its key does not verify.</summary>
    BadKeyProof,
}
