// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.ComponentModel;
using System.Net.Sockets;

namespace Cwmp.Tls.Connections.Engines.SslStream;

/// <summary>
/// Reads the native error out of what <see cref="System.Net.Security.SslStream"/> throws: OpenSSL's code stands in an
/// <see cref="Exception.HResult"/>, SChannel's in a <see cref="Win32Exception"/>. No text is looked at.
/// </summary>
internal static class SslStreamFaults
{
    // OpenSSL 3 packs an error as library << 23 | reason, OpenSSL 1.1 as library << 24 | function << 12 | reason; 20 is SSL.
    private const uint SslLibrary = 20;

    // Reasons above this are alerts the peer sent: SSL_AD_REASON_OFFSET.
    private const int AlertOffset = 1000;

    public static TlsEngineException Translate(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            if (e is SocketException)
            {
                return new TlsEngineException(TlsEngineFault.TransportFailed, null, exception);
            }

            if (OpenSslReason(e.HResult) is int reason)
            {
                return reason is > AlertOffset and <= AlertOffset + 255
                    ? new TlsEngineException(TlsEngineFault.PeerSentAlert, (byte)(reason - AlertOffset), exception)
                    : new TlsEngineException(FromOpenSsl(reason), null, exception);
            }

            if (e is Win32Exception native && FromSChannel(native.NativeErrorCode) is TlsEngineFault fault)
            {
                return new TlsEngineException(fault, null, exception);
            }
        }

        // Without a native code, an IOException is about the stream below; the platform's own one for an early end has nothing inside.
        TlsEngineFault withoutCode = exception switch
        {
            IOException { InnerException: null } => TlsEngineFault.EndOfStream,
            IOException => TlsEngineFault.TransportFailed,
            _ => TlsEngineFault.Unspecified,
        };
        return new TlsEngineException(withoutCode, null, exception);
    }

    private static int? OpenSslReason(int code)
    {
        uint packed = (uint)code;
        if (packed >> 23 == SslLibrary)
        {
            return (int)(packed & 0x7FFFFF);
        }

        return packed >> 24 == SslLibrary ? (int)(packed & 0xFFF) : null;
    }

    private static TlsEngineFault FromOpenSsl(int reason) => reason switch
    {
        // no_suitable_key_share, no_suitable_signature_algorithm, no_shared_cipher, …
        101 or 118 or 181 or 193 or 295 or 376 => TlsEngineFault.NoCommonCipherSuite,
        // version_too_high, unsupported_protocol, inappropriate_fallback, …
        166 or 191 or 258 or 259 or 266 or 373 or 396 => TlsEngineFault.NoCommonProtocol,
        235 => TlsEngineFault.NoCommonApplicationProtocol, // no_application_protocol
        123 or 370 => TlsEngineFault.BadKeyProof, // bad_signature, wrong_signature_type; 149 is about a Finished, which proves nothing about keys
        294 => TlsEngineFault.EndOfStream, // unexpected_eof_while_reading
        _ => TlsEngineFault.ProtocolBroken,
    };

    private static TlsEngineFault? FromSChannel(int code) => unchecked((uint)code) switch
    {
        0x80090331 => TlsEngineFault.NoCommonCipherSuite, // SEC_E_ALGORITHM_MISMATCH
        0x80090302 => TlsEngineFault.NoCommonProtocol, // SEC_E_UNSUPPORTED_FUNCTION
        0x80090367 => TlsEngineFault.NoCommonApplicationProtocol, // SEC_E_APPLICATION_PROTOCOL_MISMATCH
        0x80090318 => TlsEngineFault.EndOfStream, // SEC_E_INCOMPLETE_MESSAGE
        // SEC_E_INVALID_TOKEN, SEC_E_ILLEGAL_MESSAGE, SEC_E_MESSAGE_ALTERED, SEC_E_DECRYPT_FAILURE
        0x80090308 or 0x80090326 or 0x8009030F or 0x80090330 => TlsEngineFault.ProtocolBroken,
        _ => null,
    };
}
