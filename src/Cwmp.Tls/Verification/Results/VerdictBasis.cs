// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Parsing;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Time;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.Verification.Results;

/// <summary>What a verdict rests on, shared by all results that repeat it.</summary>
internal sealed record VerdictBasis
{
    public required PeerRole Role { get; init; }

    /// <summary>Leaf first, anchor last where there is one; empty where the leaf is malformed.</summary>
    public required ParsedCertificate[] Path { get; init; }

    public required TrustAnchor? Anchor { get; init; }

    public required ClockTrust ClockTrust { get; init; }

    public required DateTimeOffset ValidUntil { get; init; }

    public required long TrustVersion { get; init; }

    public required long CrlVersion { get; init; }

    public required long ClockGeneration { get; init; }

    /// <summary>What was judged, so that it can be judged again.</summary>
    public required JudgedPeer Peer { get; init; }
}
