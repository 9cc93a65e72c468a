// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.TestSupport;
using Cwmp.Tls.Verification.Rules;

namespace Cwmp.Tls.Tests.Verification;

/// <summary>docs/verification.md prints the profiles; set CWMP_TLS_UPDATE_DOCS to write them anew.</summary>
public sealed class DocumentationTests
{
    private static readonly string Page = Path.Combine(RepositoryFiles.Root, "docs", "verification.md");

    [Fact]
    public void Page_prints_the_profiles_as_they_are() => Check(
        "profiles", $"```\n{VerificationProfile.AcsServer}```\n\n```\n{VerificationProfile.CpeDevice}```\n");

    [Fact]
    public void Page_prints_every_relaxation() => Check("relaxations", string.Concat(VerificationRules.All
        .Where(rule => rule.Kind == VerificationRuleKind.Relaxation)
        .Select(rule => $"* `{rule.Name}` ({rule.Section}): {rule.Summary}\n")));

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
