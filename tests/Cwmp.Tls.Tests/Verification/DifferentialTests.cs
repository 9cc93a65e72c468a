// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls.Tests.Verification;

/// <summary>
/// The platform's X509Chain as an oracle: both judge the same generated public key infrastructures, and every difference must have a name.
/// </summary>
public sealed class DifferentialTests(ITestOutputHelper output)
{
    private const int Count = 2_000;
    private const int Seed = 20261121;

    // Rules the platform does not have. A chain that only we refuse has to break one of these, and nothing else.
    private static readonly Dictionary<string, string> OnlyOurs = new(StringComparer.Ordinal)
    {
        [nameof(VerificationRules.SerialNumberPositive)] = "X509Chain takes any serial number",
        [nameof(VerificationRules.SerialNumberLength)] = "X509Chain takes any serial number",
        [nameof(VerificationRules.ValidityEncoding)] = "X509Chain takes either form of time in any year",
        [nameof(VerificationRules.AuthorityFlagCritical)] = "X509Chain takes basicConstraints that is not critical",
        [nameof(VerificationRules.LeafIsNotAuthority)] = "X509Chain takes a CA certificate as the peer's",
        [nameof(VerificationRules.LeafDoesNotSignCertificates)] = "X509Chain does not look at keyCertSign in the peer's certificate",
        [nameof(VerificationRules.AuthorityKeyIdentifierPresent)] = "X509Chain does without key identifiers",
        [nameof(VerificationRules.SubjectKeyIdentifierPresent)] = "X509Chain does without key identifiers",
        [nameof(VerificationRules.SubjectAltNamePresent)] = "MatchesHostname falls back to the common name",
        [nameof(VerificationRules.ReferenceName)] = "MatchesHostname falls back to the common name",
        [nameof(VerificationRules.SubjectAltNameHostForm)] = "MatchesHostname reads past names it cannot use",
        [nameof(VerificationRules.SubjectAltNameNotCriticalWithSubject)] = "X509Chain does not look at SAN criticality",
        [nameof(VerificationRules.ExtendedKeyUsagePresent)] = "X509Chain takes an absent usage for any",
        [nameof(VerificationRules.ExtendedKeyUsageNotCritical)] = "X509Chain does not look at EKU criticality",
        [nameof(VerificationRules.NameConstraintsInAuthorityOnly)] = "X509Chain does not look at name constraints of the peer",
        [nameof(VerificationRules.Policies)] = "X509Chain looks at policy constraints only where it is asked for a policy",
        [nameof(VerificationRules.NoExtendedKeyUsageInAnchor)] = "X509Chain takes a root with an extended key usage",
    };

    // The same for rules of which only the anchor is excused.
    private static readonly Dictionary<string, string> OnlyOursAtTheAnchor = new(StringComparer.Ordinal)
    {
        [nameof(VerificationRules.AuthorityFlag)] = "X509Chain does not ask an anchor for basicConstraints",
    };

    // What the platform refuses and we do not, by its status.
    private static readonly (X509ChainStatusFlags Flags, Func<Scenario, bool> Applies, string Reason)[] OnlyTheirs =
    [
        (X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.NotTimeValid
            | X509ChainStatusFlags.NotValidForUsage,
            s => s.HasAlternatives, "X509Chain does not go back to another issuer of the same name"),
        (X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot,
            s => s.HasUnusualAnchor, "X509Chain wants anchors to be self-issued"),
        (X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.NotSignatureValid,
            s => s.HasMisleadingKeyIdentifier, "X509Chain takes the key identifier for more than a hint"),
    ];

    [Fact]
    public void Every_difference_from_X509Chain_has_a_name()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the differences are those of X509Chain over OpenSSL");
        var reasons = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var unexplained = new List<string>();
        int agreed = 0;
        int accepted = 0;
        Parallel.For(0, Count, () => new KeyRing(), (i, _, keys) =>
        {
            Scenario scenario = Scenario.Generate(new Random(Seed + i), keys);
            VerifyResult ours = scenario.JudgeOurs();
            (bool theirs, X509ChainStatusFlags status) = scenario.JudgePlatform();
            string? reason = Explain(scenario, ours, status);
            lock (reasons)
            {
                accepted += ours.IsAccepted ? 1 : 0;
                if (ours.IsAccepted == theirs)
                {
                    agreed++;
                }
                else if (reason is not null)
                {
                    reasons[reason] = reasons.GetValueOrDefault(reason) + 1;
                }
                else
                {
                    unexplained.Add($"{i}: {scenario.Text}; platform {(theirs ? "accepts" : status)}; ours "
                        + string.Join(", ", ours.Findings.Select(f => $"{f.Rule.Name}@{f.Depth}: {f.Detail}")));
                }
            }

            return keys;
        }, keys => keys.Dispose());

        output.WriteLine($"{Count} infrastructures, {agreed} agreed, {accepted} accepted by us");
        foreach ((string reason, int count) in reasons)
        {
            output.WriteLine($"{count,5}  {reason}");
        }

        unexplained.ForEach(output.WriteLine);
        unexplained.Should().BeEmpty();
        accepted.Should().BeGreaterThan(Count / 5);
        agreed.Should().BeGreaterThan(Count / 2);
    }

    private static string? Explain(Scenario scenario, VerifyResult ours, X509ChainStatusFlags status)
    {
        if (ours.IsAccepted)
        {
            return OnlyTheirs.FirstOrDefault(d => (status & ~d.Flags) == 0 && status != 0 && d.Applies(scenario)).Reason;
        }

        string?[] reasons = [.. ours.Findings.Select(finding => OnlyOurs.GetValueOrDefault(finding.Rule.Name)
            ?? (finding.Error == VerificationError.UnsupportedNameForm ? OnlyOurs[nameof(VerificationRules.SubjectAltNameHostForm)] : null)
            ?? (finding.Depth == ours.Chain.Count - 1 && ours.Anchor
                is not null ? OnlyOursAtTheAnchor.GetValueOrDefault(finding.Rule.Name) : null))];
        return reasons.All(reason => reason is not null) ? reasons[0] : null;
    }

    /// <summary>A few keys, since making them costs more than everything else here.</summary>
    internal sealed class KeyRing : IDisposable
    {
        private readonly ECDsa[] _keys = [.. Enumerable.Range(0, 12).Select(_ => ECDsa.Create(ECCurve.NamedCurves.nistP256))];

        public ECDsa this[int index] => _keys[index % _keys.Length];

        public void Dispose() => Array.ForEach(_keys, key => key.Dispose());
    }
}
