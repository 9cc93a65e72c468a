// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text.RegularExpressions;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.DocumentationTests;

/// <summary>Links lead somewhere, and the files that a page names exist.</summary>
public sealed partial class LinkTests
{
    [Theory]
    [MemberData(nameof(MarkdownPage.All), MemberType = typeof(MarkdownPage))]
    public void Links_within_the_repository_resolve(string page)
    {
        string folder = Path.GetDirectoryName(Path.Combine(RepositoryFiles.Root, page))!;

        IEnumerable<string> broken = Link().Matches(MarkdownPage.Read(page).Text)
            .Select(link => link.Groups[1].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith("mailto:", StringComparison.Ordinal))
            .Where(target => !Resolves(page, folder, target));

        broken.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(MarkdownPage.All), MemberType = typeof(MarkdownPage))]
    public void Files_and_folders_that_are_named_exist(string page)
    {
        IEnumerable<string> missing = RepositoryPath().Matches(File.ReadAllText(Path.Combine(RepositoryFiles.Root, page)))
            .Select(match => match.Value.TrimEnd('.', '/'))
            .Distinct()
            .Where(path => !Exists(Path.Combine(RepositoryFiles.Root, path)));

        missing.Should().BeEmpty();
    }

    private static bool Resolves(string page, string folder, string target)
    {
        string[] parts = target.Split('#', 2);
        string path = parts[0].Length == 0 ? Path.Combine(RepositoryFiles.Root, page) : Path.Combine(folder, parts[0]);
        if (!Exists(path) || parts.Length == 1)
        {
            return Exists(path);
        }

        return MarkdownPage.Read(Path.GetRelativePath(RepositoryFiles.Root, path)).Anchors().Contains(parts[1]);
    }

    private static bool Exists(string path) => File.Exists(path) || Directory.Exists(path);

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    // A path that begins with a folder of the repository; names with wildcards or placeholders are not meant.
    [GeneratedRegex(@"(?<![\w/.-])(?:src|tests|samples|bench|eng|docs|\.ci)/[\w./-]+(?![\w*{<…-])")]
    private static partial Regex RepositoryPath();
}
