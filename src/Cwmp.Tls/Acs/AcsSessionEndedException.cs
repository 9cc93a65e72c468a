// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Acs;

/// <summary>
/// The session is over, so that the call on it cannot happen. A handler need not catch this exception: when it leaves the handler, the
/// engine reports how the session ended and not the exception.
/// </summary>
public sealed class AcsSessionEndedException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="failure">Why the session failed; <see cref="AcsSessionFailure.None"/> where it ended well.</param>
    public AcsSessionEndedException(AcsSessionFailure failure)
        : this(failure, innerException: null)
    {
    }

    /// <summary>Makes the exception with a cause.</summary>
    /// <param name="failure">Why the session failed; <see cref="AcsSessionFailure.None"/> where it ended well.</param>
    /// <param name="innerException">The cause, or null.</param>
    public AcsSessionEndedException(AcsSessionFailure failure, Exception? innerException)
        : base(Describe(failure), innerException ?? (failure == AcsSessionFailure.CpeTimeout ? new TimeoutException() : null))
    {
        Failure = failure;
    }

    /// <summary>
    /// Why the session failed; <see cref="AcsSessionFailure.None"/> where it ended well: the handler returned, or sent the CPE to another
    /// URL.
    /// </summary>
    public AcsSessionFailure Failure { get; }

    /// <summary>Where the handler sent the CPE; null where it did not redirect it.</summary>
    public Uri? RedirectLocation { get; init; }

    /// <summary>
    /// How the session ended, in one word, as in <see cref="AcsSessionSummary.Outcome"/>: <c>Completed</c>, <c>Redirected</c>, or the name
    /// of the <see cref="Failure"/>.
    /// </summary>
    public string Outcome => AcsSessionSummary.NameOutcome(Failure, RedirectLocation);

    internal static string Describe(AcsSessionFailure failure) => failure switch
    {
        AcsSessionFailure.None => "The session is over: its handler returned, or sent the CPE to another URL.",
        AcsSessionFailure.CpeTimeout => "The session is over: the CPE sent nothing within the session timeout.",
        AcsSessionFailure.HandlerTimeout =>
            "The session is over: its handler took longer over its next step than AcsEngineOptions.HandlerTimeout.",
        AcsSessionFailure.HandlerFailed => "The session is over: its handler threw.",
        AcsSessionFailure.Superseded => "The session is over: the device began a new one.",
        AcsSessionFailure.ProtocolViolation => "The session is over: the CPE sent what the rules of a session do not allow at that point.",
        AcsSessionFailure.TooLong => "The session is over: it took longer than AcsEngineOptions.MaxSessionDuration.",
        AcsSessionFailure.Shutdown => "The session is over: the engine was stopped.",
        _ => "The session is over.",
    };
}
