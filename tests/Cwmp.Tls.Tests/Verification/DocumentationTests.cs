// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.TestSupport;
using Cwmp.Tls.Verification.Results;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls.Tests.Verification;

/// <summary>
/// docs/verification.md prints the rules and the errors. Set CWMP_TLS_UPDATE_DOCS to write these parts of the page again.
/// </summary>
public sealed class DocumentationTests
{
    private static readonly string Page = Path.Combine(RepositoryFiles.Root, "docs", "verification.md");

    [Fact]
    public void Page_prints_the_rules_and_their_profiles() => Check(
        "rules",
        "| Rule | `AcsServer` | `CpeDevice` | Written in | What it asks for |\n| --- | --- | --- | --- | --- |\n"
            + string.Concat(VerificationRules.All.Where(rule => rule.Kind != VerificationRuleKind.Relaxation).Select(rule =>
                $"| `{rule.Name}` | {AskedBy(VerificationProfile.AcsServer, rule)} | {AskedBy(VerificationProfile.CpeDevice, rule)} "
                    + $"| {rule.Section} | {rule.Summary} |\n")));

    [Fact]
    public void Page_prints_every_relaxation() => Check(
        "relaxations",
        "| Relaxation | Written in | What it gives up |\n| --- | --- | --- |\n"
            + string.Concat(VerificationRules.All.Where(rule => rule.Kind == VerificationRuleKind.Relaxation)
                .Select(rule => $"| `{rule.Name}` | {rule.Section} | {rule.Summary} |\n")));

    [Fact]
    public void Page_prints_every_error() => Check(
        "errors",
        "| Error | OpenSSL | A callback may override it | Rules |\n| --- | --- | --- | --- |\n"
            + string.Concat(Enum.GetValues<VerificationError>().Except([VerificationError.None]).Select(RowOf)));

    private static string AskedBy(VerificationProfile profile, VerificationRule rule) =>
        rule.Kind == VerificationRuleKind.Mandatory ? "always" : profile.Has(rule) ? "yes" : "no";

    private static string RowOf(VerificationError error)
    {
        int code = OpenSslErrors.CodeOf(error);
        IEnumerable<string> rules = VerificationRules.All.Where(rule => rule.Error == error).Select(rule => rule.Name);
        return $"| `{error}` | {code} `{OpenSslErrors.NameOf(code)}` | {(VerificationErrors.MayBeOverridden(error) ? "yes" : "no")} "
            + $"| {string.Join(", ", rules)} |\n";
    }

    private static void Check(string section, string expected)
    {
        string text = File.ReadAllText(Page).ReplaceLineEndings("\n");
        string begin = $"<!-- {section} -->\n";
        int from = text.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        int to = text.IndexOf($"<!-- /{section} -->", StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("CWMP_TLS_UPDATE_DOCS") is not null)
        {
            File.WriteAllText(Page, text[..from] + expected + text[to..]);
            return;
        }

        text[from..to].Should().Be(expected);
    }
}
