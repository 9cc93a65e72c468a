// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe.Sessions;

/// <summary>Why a CWMP session failed.</summary>
public enum CpeSessionFailure
{
    /// <summary>The session ended well.</summary>
    None = 0,

    /// <summary>The device's own code failed; the exception says more.</summary>
    Internal,

    /// <summary><c>ManagementServer.URL</c> is empty, or not an http or https URL.</summary>
    NoAcsUrl,

    /// <summary>The URL is plain http, and <see cref="CpePlainHttp.Acs"/> was not allowed. Nothing was sent.</summary>
    PlainHttpRefused,

    /// <summary>The name of the ACS could not be resolved.</summary>
    NameNotResolved,

    /// <summary>The ACS refused the TCP connection: nothing listens there.</summary>
    ConnectionRefused,

    /// <summary>There is no route to the ACS, or nothing answered the TCP connection.</summary>
    Unreachable,

    /// <summary>The certificate of the ACS does not chain to a trusted authority. Nothing was sent.</summary>
    AcsUntrusted,

    /// <summary>The certificate of the ACS is signed by itself. Nothing was sent.</summary>
    AcsSelfSigned,

    /// <summary>The certificate of the ACS has expired or is not valid yet. Nothing was sent.</summary>
    AcsCertificateExpired,

    /// <summary>The certificate is for another host than the one dialled. Nothing was sent.</summary>
    AcsNameMismatch,

    /// <summary>The certificate of the ACS has another fault (revoked, weak, for another purpose …). Nothing was sent.</summary>
    AcsCertificateRefused,

    /// <summary>
    /// The ACS refused the device's certificate, or wants one and the device has none, and said so with a TLS alert. An ACS that closes the
    /// connection without an alert looks like a connection that was cut: <see cref="ConnectionLost"/>.
    /// </summary>
    OwnCertificateRefused,

    /// <summary>What answered does not speak TLS. Nothing was sent.</summary>
    NotTls,

    /// <summary>The TLS handshake failed in another way, a timeout included. Nothing was sent.</summary>
    HandshakeFailed,

    /// <summary>No complete HTTP response came in time.</summary>
    ResponseTimeout,

    /// <summary>
    /// The connection broke before the response was complete. Where it broke right after the handshake the ACS may have refused the
    /// device's certificate without an alert; see <see cref="TlsConnectionException.IsBeforeFirstData"/>.
    /// </summary>
    ConnectionLost,

    /// <summary>The response is larger than <see cref="CpeEngineOptions.MaxResponseSize"/>.</summary>
    ResponseTooLarge,

    /// <summary>The response is not HTTP, or its body is not a CWMP envelope.</summary>
    MalformedResponse,

    /// <summary>An HTTP status that is neither success, nor a challenge, nor a redirect.</summary>
    HttpStatus,

    /// <summary>
    /// The ACS does not accept <c>ManagementServer.Username</c> and <c>Password</c>, or asks for credentials in a way that the device does
    /// not support.
    /// </summary>
    AuthenticationFailed,

    /// <summary>A redirect that may not be followed: to plain http, or to a text that is not a URL. Nothing was sent there.</summary>
    RedirectRefused,

    /// <summary>More than five redirects in a row.</summary>
    TooManyRedirects,

    /// <summary>The ACS answered the Inform with a fault.</summary>
    InformRefused,

    /// <summary>The two sides share no version of CWMP.</summary>
    NoCommonVersion,

    /// <summary>The ACS broke the rules of the session.</summary>
    ProtocolViolation,
}
