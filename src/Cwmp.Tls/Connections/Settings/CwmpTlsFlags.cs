// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls;

/// <summary>
/// Switches of a context; the counterpart of <c>SSL_CTX_set_options</c>. Nothing here weakens the handshake: the last three are in force
/// whether asked for or not, and are named for those who bring a list of <c>SSL_OP_…</c> along.
/// </summary>
[Flags]
public enum CwmpTlsFlags
{
    /// <summary>The defaults.</summary>
    None = 0,

    /// <summary>No TLS 1.2, like <c>SSL_OP_NO_TLSv1_2</c>.</summary>
    NoTls12 = 1 << 0,

    /// <summary>No TLS 1.3, like <c>SSL_OP_NO_TLSv1_3</c>.</summary>
    NoTls13 = 1 << 1,

    /// <summary>
    /// No session resumption, neither by ticket nor by session id; wider than <c>SSL_OP_NO_TICKET</c>. Every handshake is a full one and
    /// costs several times as much. Resumed handshakes are judged again in any case, so this is not needed to refuse a revoked device.
    /// </summary>
    NoResumption = 1 << 2,

    /// <summary>
    /// A stream that ends without close_notify reads as an orderly end, like <c>SSL_OP_IGNORE_UNEXPECTED_EOF</c>.
    /// <see cref="CwmpTlsSession.PeerEnd"/> still tells the two apart. Only for protocols that mark the end of their data themselves, as
    /// HTTP with a Content-Length does.
    /// </summary>
    IgnoreUnexpectedEnd = 1 << 3,

    /// <summary>
    /// A server does not name the authorities it trusts when it asks for a certificate. By default it names them as long as there are at
    /// most <see cref="CwmpTlsContext.MaxAnnouncedAuthorities"/>.
    /// </summary>
    NoAuthorityNames = 1 << 4,

    /// <summary>The server's order of cipher suites decides, like <c>SSL_OP_CIPHER_SERVER_PREFERENCE</c>. Always in force.</summary>
    ServerCipherPreference = 1 << 5,

    /// <summary>No renegotiation, like <c>SSL_OP_NO_RENEGOTIATION</c>. Always in force.</summary>
    NoRenegotiation = 1 << 6,

    /// <summary>No TLS compression, like <c>SSL_OP_NO_COMPRESSION</c>. Always in force.</summary>
    NoCompression = 1 << 7,
}
