// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Acs;

/// <summary>Why a session failed. The names are the values of <c>cwmp.outcome</c> in the metrics.</summary>
public enum AcsSessionFailure
{
    /// <summary>The session did not fail: it is open, or both sides had nothing more to say, or the CPE was sent to another URL.</summary>
    None = 0,

    /// <summary>The CPE did not send its next POST in time.</summary>
    CpeTimeout,

    /// <summary>The handler took longer than <see cref="AcsEngineOptions.HandlerTimeout"/> over its next request or its end.</summary>
    HandlerTimeout,

    /// <summary>The handler threw an exception.</summary>
    HandlerFailed,

    /// <summary>The device began a new session while this one was open.</summary>
    Superseded,

    /// <summary>The CPE sent a POST that the rules of a session do not allow at that point.</summary>
    ProtocolViolation,

    /// <summary>The session took longer than <see cref="AcsEngineOptions.MaxSessionDuration"/>.</summary>
    TooLong,

    /// <summary>The engine was stopped.</summary>
    Shutdown,
}
