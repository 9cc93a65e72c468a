// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.HttpAuthentication;

/// <summary>What <see cref="HttpAuthenticator.Verify"/> says of a request's credentials.</summary>
public enum HttpAuthenticationResult
{
    /// <summary>The credentials are wrong, unknown or not acceptable: answer 401 with a challenge, and count the failure.</summary>
    Rejected = 0,

    /// <summary>The peer knows the secret.</summary>
    Accepted,

    /// <summary>
    /// The peer knows the secret, but the nonce is too old, is unknown here, or was used before. Answer 401 with a challenge that says
    /// <c>stale=true</c>; the peer then tries again by itself. Do not treat the peer as authenticated.
    /// </summary>
    Stale,
}
