// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Parsing;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Time;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.Verification.Paths;

/// <summary>A path that was found, from the peer's certificate upwards, and everything that is wrong with it.</summary>
internal sealed class CandidatePath(ParsedCertificate[] certificates, TrustAnchor? anchor, List<Finding> findings)
{
    /// <summary>Leaf first; the last one is the anchor's where <see cref="Anchor"/> is known.</summary>
    public ParsedCertificate[] Certificates { get; } = certificates;

    public TrustAnchor? Anchor { get; } = anchor;

    public List<Finding> Findings { get; } = findings;

    /// <summary>When all CRLs that were used are current.</summary>
    public Period CrlsValid { get; init; } = Period.Always;

    /// <summary>Signatures that were checked to find it, for tests of what a peer may cost.</summary>
    public int SignatureChecks { get; set; }

    public bool IsClean => Findings.Count == 0;

    /// <summary>Nothing is wrong that a callback could not let pass.</summary>
    public bool CanBeAccepted => Findings.TrueForAll(finding => VerificationErrors.MayBeOverridden(finding.Error));

    /// <summary>How far from acceptance: of two failing paths the one with the smaller number explains more.</summary>
    public int Distance => (Anchor is null ? 10_000 : 0) + Findings.Sum(finding => finding.Error switch
    {
        VerificationError.SignatureInvalid or VerificationError.UnusableIssuerKey or VerificationError.UnsupportedSignatureAlgorithm => 100,
        VerificationError.NotACertificateAuthority => 10,
        // A profile could do without a requirement; what is mandatory weighs more.
        _ => finding.Rule.Kind == VerificationRuleKind.Requirement ? 1 : 2,
    });
}
