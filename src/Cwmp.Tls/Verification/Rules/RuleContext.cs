// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Keys;
using Cwmp.Tls.Verification.Parsing;

namespace Cwmp.Tls.Verification.Rules;

/// <summary>What a check sees.</summary>
internal readonly ref struct RuleContext(
    ParsedCertificate certificate, ChainPositions position, VerificationProfile profile, UsageFlags usage)
{
    public ParsedCertificate Certificate { get; } = certificate;

    public ParsedExtensions Extensions => Certificate.Extensions;

    public PublicKeyInfo Key => Certificate.KeyInfo;

    public ChainPositions Position { get; } = position;

    public VerificationProfile Profile { get; } = profile;

    /// <summary>The extended key usage of the peer's role.</summary>
    public UsageFlags Usage { get; } = usage;

    public bool Has(ExtensionKind kind) => Certificate.Extensions.Has(kind);
}
