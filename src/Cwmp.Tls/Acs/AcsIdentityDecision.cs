// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Acs;

/// <summary>What to do about the identity behind a POST: accept, ask for credentials, or refuse with a reason.</summary>
internal readonly record struct AcsIdentityDecision
{
    /// <summary>Whether the device is believed to be the one of the Inform.</summary>
    public bool IsAccepted { get; private init; }

    /// <summary>Whether credentials would help: 401.</summary>
    public bool IsChallenge { get; private init; }

    /// <summary>By what an accepted device is known.</summary>
    public AcsAuthentication AuthenticatedBy { get; private init; }

    /// <summary>Why not; <see cref="AcsRefusalReason.None"/> for an accepted device and for one that simply has not sent credentials yet.</summary>
    public AcsRefusalReason Reason { get; private init; }

    public static AcsIdentityDecision Accept(AcsAuthentication by) => new() { IsAccepted = true, AuthenticatedBy = by };

    public static AcsIdentityDecision Challenge(AcsRefusalReason reason = AcsRefusalReason.None) => new() { IsChallenge = true, Reason = reason };

    public static AcsIdentityDecision Refuse(AcsRefusalReason reason) => new() { Reason = reason };
}
