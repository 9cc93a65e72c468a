// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Acs.Posts;

/// <summary>What the transport is to answer a POST with.</summary>
public enum AcsReplyKind
{
    /// <summary>Nothing; no reply of the engine has this kind.</summary>
    None = 0,

    /// <summary>200 with an envelope, <c>text/xml; charset=utf-8</c>, with Content-Length.</summary>
    Envelope,

    /// <summary>204 without a body.</summary>
    Empty,

    /// <summary>401 with the schemes of <see cref="AcsReply.ChallengeSchemes"/>.</summary>
    Challenge,

    /// <summary>302 or 307 with <see cref="AcsReply.Location"/>.</summary>
    Redirect,

    /// <summary>400: not an envelope, or not what the session's rules allow now.</summary>
    BadRequest,

    /// <summary>403: the sender is not the device it says it is.</summary>
    Forbidden,

    /// <summary>413: the body is over the limits.</summary>
    TooLarge,

    /// <summary>503 with Retry-After: the ACS is full or stops.</summary>
    Unavailable,
}
