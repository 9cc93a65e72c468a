// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text.RegularExpressions;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.DocumentationTests;

/// <summary>
/// Every C# block of every page is code of a test or a sample, word for word (white space aside), and so has been compiled. Where a page
/// needs code that nothing has, it goes into <c>Snippets/</c>.
/// </summary>
public sealed partial class CodeBlockTests
{
    // Longest first would not matter: a block is looked for in each file, and there are few of them.
    private static readonly Lazy<IReadOnlyList<string>> CompiledFiles = new(() =>
        [.. new[] { "tests", "samples" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Where(path => !path.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(path => Normalize(File.ReadAllText(path)))]);

    [Theory]
    [MemberData(nameof(MarkdownPage.All), MemberType = typeof(MarkdownPage))]
    public void Every_code_block_is_compiled_in_a_test_or_a_sample(string page)
    {
        IEnumerable<string> missing = MarkdownPage.Read(page).Blocks
            .Where(block => block.Language is "csharp" or "cs" or "c#")
            .Where(block => !CompiledFiles.Value.Any(file => file.Contains(Normalize(block.Code), StringComparison.Ordinal)))
            .Select(block => $"{page}:{block.Line}");

        missing.Should().BeEmpty(
            "each must stand in a .cs file below tests/ or samples/, for example in tests/Cwmp.Tls.DocumentationTests/Snippets");
    }

    [Theory]
    [MemberData(nameof(MarkdownPage.All), MemberType = typeof(MarkdownPage))]
    public void Code_has_its_language_at_the_fence(string page)
    {
        IEnumerable<string> unmarked = MarkdownPage.Read(page).Blocks
            .Where(block => block.Language is "" or "text" && LooksLikeCode().IsMatch(block.Code))
            .Select(block => $"{page}:{block.Line}");

        unmarked.Should().BeEmpty("code that carries no language is checked by nobody");
    }

    private static string Normalize(string code) => Space().Replace(code, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex(@";\s*$|^(using|var|await|new) ", RegexOptions.Multiline)]
    private static partial Regex LooksLikeCode();
}
