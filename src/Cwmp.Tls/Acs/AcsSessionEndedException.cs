// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Acs;

/// <summary>
/// The session is over, and what was asked of it cannot happen any more. A handler need not catch this: when it escapes, the end of the session is what is
/// reported.
/// </summary>
public sealed class AcsSessionEndedException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="reason">How the session ended.</param>
    public AcsSessionEndedException(AcsSessionEndReason reason)
        : this(reason, innerException: null)
    {
    }

    /// <summary>Makes the exception with a cause.</summary>
    /// <param name="reason">How the session ended.</param>
    /// <param name="innerException">The cause, or null.</param>
    public AcsSessionEndedException(AcsSessionEndReason reason, Exception? innerException)
        : base(Describe(reason), innerException ?? (reason == AcsSessionEndReason.CpeTimeout ? new TimeoutException() : null))
    {
        Reason = reason;
    }

    /// <summary>How the session ended.</summary>
    public AcsSessionEndReason Reason { get; }

    private static string Describe(AcsSessionEndReason reason) => reason switch
    {
        AcsSessionEndReason.Completed => "The session is over: its handler returned.",
        AcsSessionEndReason.Redirected => "The session is over: the CPE was sent to another URL.",
        AcsSessionEndReason.CpeTimeout => "The session is over: the CPE sent nothing within the session timeout.",
        AcsSessionEndReason.HandlerTimeout => "The session is over: its handler took longer over its next step than AcsEngineOptions.HandlerTimeout.",
        AcsSessionEndReason.HandlerFailed => "The session is over: its handler threw.",
        AcsSessionEndReason.Superseded => "The session is over: the device began a new one.",
        AcsSessionEndReason.ProtocolViolation => "The session is over: the CPE sent what the rules of a session do not allow at that point.",
        AcsSessionEndReason.TooLong => "The session is over: it took longer than AcsEngineOptions.MaxSessionDuration.",
        AcsSessionEndReason.Shutdown => "The session is over: the engine was stopped.",
        _ => "The session is over.",
    };
}
