// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Connections.Engines;

/// <summary>What OpenSSL's reasons mean to a session.</summary>
internal static class OpenSslFaults
{
    // Reasons above this are alerts the peer sent: SSL_AD_REASON_OFFSET.
    private const int AlertOffset = 1000;

    public static TlsEngineException Translate(int reason, Exception inner) => reason is > AlertOffset and <= AlertOffset + 255
        ? new TlsEngineException(TlsEngineFault.PeerSentAlert, (byte)(reason - AlertOffset), inner)
        : new TlsEngineException(FromReason(reason), null, inner);

    /// <summary>The fault for a reason that is no alert.</summary>
    public static TlsEngineFault FromReason(int reason) => reason switch
    {
        // no_suitable_key_share, …signature_algorithm, no_shared_cipher, …
        101 or 118 or 181 or 193 or 295 or 376 => TlsEngineFault.NoCommonCipherSuite,
        // version_too_high, unsupported_protocol, inappropriate_fallback, …
        166 or 191 or 258 or 259 or 266 or 373 or 396 => TlsEngineFault.NoCommonProtocol,
        235 => TlsEngineFault.NoCommonApplicationProtocol, // no_application_protocol
        // bad_signature, wrong_signature_type; 149 is about a Finished, which proves nothing about keys
        123 or 370 => TlsEngineFault.BadKeyProof,
        294 => TlsEngineFault.EndOfStream, // unexpected_eof_while_reading
        _ => TlsEngineFault.ProtocolBroken,
    };
}
