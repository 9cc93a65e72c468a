// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Acs.Posts;

/// <summary>The status code a redirect is sent with. A CPE understands both and repeats its POST at the new URL (TR-069 §3.4.2).</summary>
public enum AcsRedirectStatus
{
    /// <summary>302, the default.</summary>
    Found = 0,

    /// <summary>307.</summary>
    TemporaryRedirect,
}
