// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls;

/// <summary>
/// The protocol versions a context may speak; the counterpart of OpenSSL's <c>SSLv23_method()</c> and its kin. The versions that RFC 8996
/// and RFC 7568 forbid can be named, so that a configuration that asks for one is refused with the reason rather than misread.
/// </summary>
public enum CwmpTlsMethod
{
    /// <summary>TLS 1.2 and TLS 1.3, the highest that both sides know (the default).</summary>
    Tls12AndTls13 = 0,

    /// <summary>TLS 1.2 alone.</summary>
    Tls12,

    /// <summary>TLS 1.3 alone.</summary>
    Tls13,

    /// <summary>TLS 1.1. Always refused by <see cref="CwmpTlsContextBuilder.Build"/> (RFC 8996).</summary>
    Tls11,

    /// <summary>TLS 1.0. Always refused by <see cref="CwmpTlsContextBuilder.Build"/> (RFC 8996).</summary>
    Tls10,

    /// <summary>SSL 3.0. Always refused by <see cref="CwmpTlsContextBuilder.Build"/> (RFC 7568).</summary>
    Ssl3,

    /// <summary>SSL 2.0. Always refused by <see cref="CwmpTlsContextBuilder.Build"/> (RFC 6176).</summary>
    Ssl2,
}
