// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Time;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Connections.Material;

/// <summary>
/// Where everything comes from that may change while a context lives, and what reading it needs. Immutable: the builder reads by it, and so
/// does every reload.
/// </summary>
internal sealed class MaterialOrigins
{
    public required CredentialOrigin Credential { get; init; }

    public required TrustOrigin Trust { get; init; }

    public required CrlOrigin Crls { get; init; }

    /// <summary>What this side knows about the time; null where <see cref="TimeProvider"/> is right.</summary>
    public VerificationClock? Clock { get; init; }

    public required TimeProvider TimeProvider { get; init; }

    public required ILogger Log { get; init; }
}
