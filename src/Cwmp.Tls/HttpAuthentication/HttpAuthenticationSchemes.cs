// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.HttpAuthentication;

/// <summary>The HTTP authentication schemes CWMP knows (TR-069 §3.4.4).</summary>
[Flags]
public enum HttpAuthenticationSchemes
{
    /// <summary>No scheme.</summary>
    None = 0,

    /// <summary>Digest (RFC 7616, RFC 2617): the password is not sent.</summary>
    Digest = 1,

    /// <summary>Basic (RFC 7617): the password is sent in the clear, so use it only inside TLS.</summary>
    Basic = 2,
}
