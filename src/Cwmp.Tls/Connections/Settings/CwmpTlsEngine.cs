// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls;

/// <summary>
/// What does the records and the key exchange of a context's sessions. Verification, diagnosis, trace and limits are the same on each
/// engine; docs/engines.md says what differs.
/// </summary>
public enum CwmpTlsEngine
{
    /// <summary>
    /// <see cref="OpenSsl"/> on Linux where OpenSSL 3.0 or later is found and can use the certificate's key, <see cref="SslStream"/>
    /// otherwise. The default. The AppContext value <c>Cwmp.Tls.Engine</c> ("SslStream" or "OpenSsl") changes what this means for the whole
    /// process.
    /// </summary>
    Auto = 0,

    /// <summary>
    /// The platform's <see cref="System.Net.Security.SslStream"/>, which runs everywhere. A peer that is refused sees the connection end
    /// and is not told why.
    /// </summary>
    SslStream = 1,

    /// <summary>
    /// The system's OpenSSL 3 (<c>libssl.so.3</c>), on Linux only. The peer is judged inside the handshake, and one that is refused gets
    /// the alert that says why (RFC 8446 §6.2).
    /// </summary>
    OpenSsl = 2,
}
