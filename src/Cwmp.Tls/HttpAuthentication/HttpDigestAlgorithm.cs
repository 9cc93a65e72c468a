// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.HttpAuthentication;

/// <summary>
/// The hash algorithm of HTTP Digest authentication (RFC 7616 §3.4.2, RFC 2617 §3.2.1).
/// TR-069 obliges both ends to know <see cref="Md5"/>; everything else depends on the peer.
/// </summary>
public enum HttpDigestAlgorithm
{
    /// <summary><c>SHA-256</c>.</summary>
    Sha256 = 0,

    /// <summary><c>SHA-256-sess</c>: the secret is mixed with the nonce and the client's nonce first.</summary>
    Sha256Session,

    /// <summary><c>MD5</c>, also what an absent <c>algorithm</c> means.</summary>
    Md5,

    /// <summary><c>MD5-sess</c>: the secret is mixed with the nonce and the client's nonce first.</summary>
    Md5Session,
}
