// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.HttpAuthentication;

/// <summary>
/// The hash algorithm of HTTP Digest authentication (RFC 7616 §3.4.2, RFC 2617 §3.2.1).
/// TR-069 requires <see cref="Md5"/> of both ends; whether a peer knows another one depends on the peer.
/// </summary>
public enum HttpDigestAlgorithm
{
    /// <summary>No algorithm. Options and methods that need one refuse it.</summary>
    None = 0,

    /// <summary><c>SHA-256</c>.</summary>
    Sha256,

    /// <summary><c>SHA-256-sess</c>: the secret is mixed with the nonce and the client's nonce first.</summary>
    Sha256Session,

    /// <summary><c>MD5</c>. A challenge without <c>algorithm</c> means it as well.</summary>
    Md5,

    /// <summary><c>MD5-sess</c>: the secret is mixed with the nonce and the client's nonce first.</summary>
    Md5Session,
}
