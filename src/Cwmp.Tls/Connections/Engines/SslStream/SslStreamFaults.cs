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
                return OpenSslFaults.Translate(reason, exception);
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
