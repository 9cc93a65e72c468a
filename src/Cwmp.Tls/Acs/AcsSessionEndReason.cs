// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Acs;

/// <summary>How a session came to its end.</summary>
public enum AcsSessionEndReason
{
    /// <summary>It has not ended.</summary>
    None = 0,

    /// <summary>Both sides had nothing more to say: the regular end.</summary>
    Completed,

    /// <summary>The CPE was sent to another URL.</summary>
    Redirected,

    /// <summary>No POST came in time.</summary>
    CpeTimeout,

    /// <summary>The handler did not come up with its next request, or its end, in time for the CPE's open POST.</summary>
    HandlerTimeout,

    /// <summary>The handler threw.</summary>
    HandlerFailed,

    /// <summary>The device began a new session.</summary>
    Superseded,

    /// <summary>The CPE broke the rules of the session.</summary>
    ProtocolViolation,

    /// <summary>The session took longer than <see cref="AcsEngineOptions.MaxSessionDuration"/>.</summary>
    TooLong,

    /// <summary>The engine was stopped.</summary>
    Shutdown,
}
