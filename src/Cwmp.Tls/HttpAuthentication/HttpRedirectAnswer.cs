// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.HttpAuthentication;

/// <summary>What a client does about a redirect.</summary>
internal enum HttpRedirectAnswer
{
    /// <summary>Give up: the target is no http or https URL, is too long, or contains user information.</summary>
    NotAUrl = 0,

    /// <summary>Send the request to <see cref="HttpOriginGuard.Url"/>.</summary>
    Follow,

    /// <summary>Give up: there were more redirects in a row than are followed.</summary>
    TooMany,

    /// <summary>Give up: the redirect leads from TLS to plain http, or to a scheme that this client may not use.</summary>
    NotAllowed,
}
