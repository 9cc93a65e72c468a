// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Crls;
using Cwmp.Tls.Verification.Names;
using Cwmp.Tls.Verification.Parsing;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls.Verification.Paths;

/// <summary>What a search asks of every path: the options of a verifier that have a say in it, checked and frozen.</summary>
internal sealed record SearchSettings
{
    public required PeerRole Role { get; init; }

    public required VerificationProfile Profile { get; init; }

    public required SearchLimits Limits { get; init; }

    public required PublicSuffixes PublicSuffixes { get; init; }

    public RevocationPolicy Revocation { get; init; }

    public KeyUsageBits RequiredKeyUsage { get; init; }

    public UsageFlags Usage => Role == PeerRole.CpeDevice ? UsageFlags.ClientAuth : UsageFlags.ServerAuth;
}
