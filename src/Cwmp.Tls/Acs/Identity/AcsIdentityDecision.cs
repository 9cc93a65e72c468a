// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Acs.Identity;

/// <summary>What to do about the identity behind a POST: accept it, ask for credentials, or refuse it and say why.</summary>
internal readonly record struct AcsIdentityDecision
{
    /// <summary>Whether the device is believed to be the one of the Inform.</summary>
    public bool IsAccepted { get; private init; }

    /// <summary>Whether credentials would help: 401.</summary>
    public bool IsChallenge { get; private init; }

    /// <summary>How an accepted device proved who it is.</summary>
    public AcsAuthentication AuthenticatedBy { get; private init; }

    /// <summary>
    /// Why not; <see cref="AcsRequestFailure.None"/> for an accepted device and for one that simply has not sent credentials yet.
    /// </summary>
    public AcsRequestFailure Failure { get; private init; }

    public static AcsIdentityDecision Accept(AcsAuthentication by) => new() { IsAccepted = true, AuthenticatedBy = by };

    public static AcsIdentityDecision Challenge(AcsRequestFailure failure = AcsRequestFailure.None) =>
        new() { IsChallenge = true, Failure = failure };

    public static AcsIdentityDecision Refuse(AcsRequestFailure failure) => new() { Failure = failure };
}
