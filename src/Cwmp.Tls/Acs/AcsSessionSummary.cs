// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Acs;

/// <summary>What became of one session. <see cref="AcsEngineOptions.SessionEnded"/> gets it when the session ends. Immutable.</summary>
public sealed record AcsSessionSummary
{
    /// <summary>The public name of the session, as in <see cref="AcsSession.Id"/>.</summary>
    public required string SessionId { get; init; }

    /// <summary>The device.</summary>
    public required DeviceIdentity Device { get; init; }

    /// <summary>How the device proved who it is.</summary>
    public required AcsAuthentication AuthenticatedBy { get; init; }

    /// <summary>The Inform.</summary>
    public required Inform Inform { get; init; }

    /// <summary>Why the session failed; <see cref="AcsSessionFailure.None"/> where it ended well.</summary>
    public required AcsSessionFailure Failure { get; init; }

    /// <summary>Where the handler sent the CPE; null where it did not redirect it.</summary>
    public Uri? RedirectLocation { get; init; }

    /// <summary>
    /// How the session ended, in one word: <c>Completed</c>, <c>Redirected</c>, or the name of the <see cref="Failure"/>. Logs and metrics
    /// show the same word.
    /// </summary>
    public string Outcome => NameOutcome(Failure, RedirectLocation);

    /// <summary>The time from the Inform to the end.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>
    /// The names of the RPCs that were answered, in order, of both directions and without the Inform; at most the first 256.
    /// </summary>
    public required IReadOnlyList<string> Rpcs { get; init; }

    /// <summary>How many RPCs were answered, of both directions and without the Inform.</summary>
    public required int RpcCount { get; init; }

    /// <summary>What the handler threw; null where it threw nothing.</summary>
    public Exception? Error { get; init; }

    // The exception and the summary name an end with the same word.
    internal static string NameOutcome(AcsSessionFailure failure, Uri? redirectLocation) =>
        failure != AcsSessionFailure.None ? failure.ToString() : redirectLocation is not null ? "Redirected" : "Completed";
}
