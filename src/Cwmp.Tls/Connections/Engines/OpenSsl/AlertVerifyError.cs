// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Connections.Engines.OpenSsl;

/// <summary>
/// OpenSSL chooses the alert for a refused certificate by the verification error (ssl_x509err2alert). This is the way back: the error
/// that makes it send the alert we want.
/// </summary>
internal static class AlertVerifyError
{
    public static int For(byte alert) => alert switch
    {
        42 => 28, // bad_certificate: X509_V_ERR_CERT_REJECTED
        43 => 26, // unsupported_certificate: X509_V_ERR_INVALID_PURPOSE
        44 => 23, // certificate_revoked: X509_V_ERR_CERT_REVOKED
        45 => 10, // certificate_expired: X509_V_ERR_CERT_HAS_EXPIRED
        48 => 20, // unknown_ca: X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY
        51 => 7, // decrypt_error: X509_V_ERR_CERT_SIGNATURE_FAILURE
        40 => 50, // handshake_failure: X509_V_ERR_APPLICATION_VERIFICATION
        80 => 1, // internal_error: X509_V_ERR_UNSPECIFIED
        _ => 49, // X509_V_ERR_SUBTREE_MINMAX has no alert of its own, which makes it certificate_unknown.
    };
}
