// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using Cwmp.Tls.Shared;
using Cwmp.Tls.Verification.Crls;
using Cwmp.Tls.Verification.Names;
using Cwmp.Tls.Verification.Parsing;
using Cwmp.Tls.Verification.Rules;
using Cwmp.Tls.Verification.Time;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.Verification.Paths;

/// <summary>What one verification is judged by: the verifier's settings, and trust, CRLs and time as they are at its beginning.</summary>
internal sealed class SearchContext(
    SearchSettings settings, TrustStore trust, CrlStore crls, TimeView time, IReadOnlyList<ReferenceName> names)
{
    public TrustStore Trust => trust;

    public CrlStore Crls => crls;

    public TimeView Time => time;

    public SearchLimits Limits => settings.Limits;

    public IReadOnlyList<ReferenceName> Names => names;

    public bool CommonNameIsHost => settings.Profile.Has(VerificationRules.LegacyCommonNameHost);

    private PublicSuffixes? ForbiddenSuffixes =>
        settings.Profile.Has(VerificationRules.WildcardBelowRegisteredName) ? settings.PublicSuffixes : null;

    /// <summary>Everything that is wrong with the peer's own certificate, whatever path it has.</summary>
    public List<Finding> CheckLeaf(ParsedCertificate leaf)
    {
        var findings = new List<Finding>();
        RunRules(leaf, ChainPositions.Leaf, 0, findings);
        CheckTime(leaf, 0, findings);
        KeyUsageBits missing = settings.RequiredKeyUsage & ~leaf.Extensions.KeyUsage;
        if (missing != 0 && leaf.Extensions.Has(ExtensionKind.KeyUsage))
        {
            findings.Add(new Finding(
                VerificationError.DigitalSignatureMissing, VerificationRules.LeafMayDoTls, 0, $"keyUsage without {missing}"));
        }

        CheckNames(leaf, findings);
        return findings;
    }

    /// <summary>Everything that is wrong with a CA certificate on its own.</summary>
    public void CheckAuthority(ParsedCertificate authority, ChainPositions position, int depth, List<Finding> findings)
    {
        RunRules(authority, position, depth, findings);
        CheckTime(authority, depth, findings);
    }

    /// <summary>
    /// Nothing is wrong with a CA certificate on its own. The same questions as <see cref="CheckAuthority"/>, without the answers.
    /// </summary>
    public bool IsSound(ParsedCertificate authority, ChainPositions position)
    {
        if (time.Check(authority.NotBefore, authority.NotAfter) != Validity.Current)
        {
            return false;
        }

        var context = new RuleContext(authority, position, settings.Profile, settings.Usage);
        foreach (VerificationRule rule in settings.Profile.CertificateRules)
        {
            if ((rule.Positions & position) != 0 && rule.Check!(in context) is not null)
            {
                return false;
            }
        }

        return true;
    }

    public TrustAnchor? TryTrustLeafItself(ParsedCertificate leaf) =>
        settings.Profile.Has(VerificationRules.LegacyLeafAsTrustAnchor) ? trust.FindSame(leaf) : null;

    /// <summary>Asks the CRLs about every certificate below the anchor; returns when the answers hold.</summary>
    public Period CheckRevocation(ParsedCertificate[] path, List<Finding> findings)
    {
        Period valid = Period.Always;
        if (crls.Count == 0 && settings.Revocation is RevocationPolicy.WhereProvided or RevocationPolicy.SoftFail)
        {
            return valid;
        }

        for (int depth = 0; depth < path.Length - 1; depth++)
        {
            VerificationError error = RevocationCheck.Check(
                crls, path[depth], path[depth + 1], time, out Period covered, out string detail);
            valid = valid.And(covered.From, covered.Until);
            if (error != VerificationError.None && Matters(error, depth))
            {
                findings.Add(new Finding(error, VerificationRules.Revocation, depth, detail));
            }
        }

        return valid;
    }

    private bool Matters(VerificationError error, int depth) => error == VerificationError.Revoked || settings.Revocation switch
    {
        RevocationPolicy.SoftFail => false,
        RevocationPolicy.HardFail => true,
        RevocationPolicy.HardFailLeaf when depth == 0 => true,
        _ => error != VerificationError.RevocationUnknown,
    };

    private void RunRules(ParsedCertificate certificate, ChainPositions position, int depth, List<Finding> findings)
    {
        var context = new RuleContext(certificate, position, settings.Profile, settings.Usage);
        foreach (VerificationRule rule in settings.Profile.CertificateRules)
        {
            if ((rule.Positions & position) != 0 && rule.Check!(in context) is { } detail)
            {
                findings.Add(new Finding(rule.Error, rule, depth, detail));
            }
        }
    }

    private void CheckTime(ParsedCertificate certificate, int depth, List<Finding> findings)
    {
        Validity validity = time.Check(certificate.NotBefore, certificate.NotAfter);
        bool expired = validity == Validity.Expired;
        if (validity == Validity.Current || (expired && depth == 0 && settings.Profile.Has(VerificationRules.LegacyExpiredLeaf)))
        {
            return;
        }

        long limit = expired ? certificate.NotAfter : certificate.NotBefore;
        string text = $"{(expired ? "valid until" : "valid from")} {DateTimeOffset.FromUnixTimeSeconds(limit):u}, "
            + $"{(time.Trust == ClockTrust.Floor ? "and it is not before" : "it is")} {DateTimeOffset.FromUnixTimeSeconds(time.Seconds):u}";
        VerificationError error = expired ? VerificationError.Expired : VerificationError.NotYetValid;
        findings.Add(new Finding(error, VerificationRules.ValidityPeriod, depth, text));
    }

    private void CheckNames(ParsedCertificate leaf, List<Finding> findings)
    {
        if (names.Count == 0 && settings.Role == PeerRole.AcsServer && !settings.Profile.Has(VerificationRules.LegacyNoReferenceName))
        {
            findings.Add(new Finding(
                VerificationError.ReferenceNameMissing, VerificationRules.ReferenceName, 0, "no host name was given to compare with"));
        }

        foreach (ReferenceName name in names)
        {
            if (!name.IsValid)
            {
                findings.Add(new Finding(
                    VerificationError.ReferenceNameInvalid,
                    VerificationRules.ReferenceName,
                    0,
                    $"'{PrintableText.Of(name.Value)}' is no name"));
            }
            else if (!ReferenceMatch.IsPresented(leaf.Names, name, CommonNameIsHost, ForbiddenSuffixes, out string? wildcardProblem))
            {
                findings.Add(wildcardProblem is null
                    ? new Finding(MismatchOf(name.Kind), VerificationRules.ReferenceName, 0, Describe(leaf, name))
                    : new Finding(
                        VerificationError.WildcardOverPublicSuffix, VerificationRules.WildcardBelowRegisteredName, 0, wildcardProblem));
            }
        }
    }

    private static VerificationError MismatchOf(ReferenceNameKind kind) => kind switch
    {
        ReferenceNameKind.Ip => VerificationError.IpAddressMismatch,
        ReferenceNameKind.Mail => VerificationError.MailMismatch,
        _ => VerificationError.HostNameMismatch,
    };

    private static string Describe(ParsedCertificate leaf, ReferenceName name)
    {
        const int Shown = 4;
        var presented = new List<string>();
        GeneralNames names = leaf.Names.Alternatives;
        while (names.MoveNext() && presented.Count <= Shown)
        {
            if (names.Kind is GeneralNameKind.Dns or GeneralNameKind.Ip or GeneralNameKind.Mail)
            {
                bool isAddress = names.Kind == GeneralNameKind.Ip && names.Bytes.Length is 4 or 16;
                string text = isAddress ? new IPAddress(names.Bytes).ToString() : NameText.Of(leaf.Der, names.Value);
                presented.Add(presented.Count == Shown ? "…" : text);
            }
        }

        string found = presented.Count == 0 ? "no name" : string.Join(", ", presented);
        return $"expected '{PrintableText.Of(name.Value)}', the certificate is for {found}";
    }
}
