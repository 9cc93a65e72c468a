// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls;

/// <summary>
/// Whether a server asks its peers for a certificate; the mode of <c>SSL_CTX_set_verify</c>. It does not touch the client role: a client
/// always verifies the server, there is no <c>SSL_VERIFY_NONE</c> for it.
/// </summary>
public enum CwmpTlsVerifyMode
{
    /// <summary>
    /// The peer must show a certificate that verifies (the default), like <c>SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT</c>.
    /// </summary>
    RequireCertificate = 0,

    /// <summary>
    /// A certificate is asked for. Without one the session goes on and <see cref="CwmpTlsSession.PeerCertificate"/> is null; one that does
    /// not verify is refused. Like <c>SSL_VERIFY_PEER</c> alone; for fleets where some devices use HTTP authentication.
    /// </summary>
    RequestCertificate,

    /// <summary>No certificate is asked for, and none is looked at. Like <c>SSL_VERIFY_NONE</c> on a server.</summary>
    NoClientCertificate,
}
