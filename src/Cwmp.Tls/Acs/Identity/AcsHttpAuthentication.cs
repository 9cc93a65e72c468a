// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Acs.Identity;

/// <summary>What became of the HTTP credentials of a POST.</summary>
public enum AcsHttpAuthentication
{
    /// <summary>The POST carried no credentials.</summary>
    None = 0,

    /// <summary>The credentials were wrong, stale, malformed, or of a scheme the ACS does not take.</summary>
    Invalid,

    /// <summary>Basic credentials were right. They count only where the transport is secure.</summary>
    Basic,

    /// <summary>Digest credentials were right.</summary>
    Digest,
}
