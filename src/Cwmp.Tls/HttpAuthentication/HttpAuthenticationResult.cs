// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.HttpAuthentication;

/// <summary>What <see cref="HttpAuthenticator.Verify"/> says of a request's credentials.</summary>
public enum HttpAuthenticationResult
{
    /// <summary>Wrong, unknown or not acceptable credentials: answer 401 with a challenge, and count the failure.</summary>
    Rejected = 0,

    /// <summary>The peer knows the secret.</summary>
    Accepted,

    /// <summary>
    /// The peer knows the secret but the nonce is too old, unknown here, or was used before: answer 401 with a challenge that says
    /// <c>stale=true</c>, and the peer tries again by itself. Grant nothing.
    /// </summary>
    Stale,
}
