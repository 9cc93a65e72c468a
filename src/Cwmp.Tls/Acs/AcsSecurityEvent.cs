// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.Certificates;

namespace Cwmp.Tls.Acs;

/// <summary>
/// A POST whose sender the ACS did not believe. It holds no secrets; only its properties hold texts of the peer. Immutable.
/// </summary>
public sealed record AcsSecurityEvent
{
    /// <summary>Why the ACS did not believe the sender.</summary>
    public required AcsRequestFailure Failure { get; init; }

    /// <summary>When, by the engine's clock.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What the sender could prove.</summary>
    public required AcsPeerEvidence Evidence { get; init; }

    /// <summary>
    /// The device the sender says it is: that of the Inform, or that of the session whose cookie it showed; null when unknown.
    /// </summary>
    public DeviceIdentity? ClaimedDevice { get; init; }

    /// <summary>The public name of the session the POST asked for, as in <see cref="AcsSession.Id"/>; null when there is none.</summary>
    public string? SessionId { get; init; }
}
