// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text.RegularExpressions;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.DocumentationTests;

/// <summary>docs/architecture.md is a map: every room of the code is on it, and everything on it is there.</summary>
public sealed partial class ArchitecturePageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "architecture.md"));

    [Theory]
    [InlineData("Cwmp.Tls.Messages")]
    [InlineData("Cwmp.Tls")]
    [InlineData("Cwmp.Tls.AspNetCore")]
    public void Every_folder_of_a_package_has_its_row_and_every_row_its_folder(string project)
    {
        string section = Page[Page.IndexOf($"\n### `src/{project}`\n", StringComparison.Ordinal)..];
        section = section[..section.IndexOf("\n### ", 5, StringComparison.Ordinal)];

        IEnumerable<string> rows = Row().Matches(section).Select(row => row.Groups[1].Value);

        rows.Should().BeEquivalentTo(FoldersOf(project));
    }

    [Fact]
    public void Files_on_the_page_exist()
    {
        string[] files = [.. new[] { "src", "tests", "samples" }.SelectMany(FilesBelow)];

        IEnumerable<string> missing = FileName().Matches(Page)
            .Select(match => match.Groups[1].Value)
            .Distinct()
            .Where(name => !files.Any(file => file == name || file.EndsWith("/" + name, StringComparison.Ordinal)));

        missing.Should().BeEmpty();
    }

    [Fact]
    public void Large_types_have_their_reason_on_the_page()
    {
        string sizes = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "tests", "Cwmp.Tls.Tests", "Architecture", "TypeSizeTests.cs"));
        string section = Page[Page.IndexOf("\n## Large types\n", StringComparison.Ordinal)..];

        IEnumerable<string> onThePage = Row().Matches(section).Select(row => row.Groups[1].Value);

        onThePage.Should().BeEquivalentTo(LargeType().Matches(sizes).Select(type => type.Groups[1].Value));
    }

    private static IEnumerable<string> FoldersOf(string project) => SourcesOf(project)
        .Select(file => Path.GetDirectoryName(file[$"src/{project}/".Length..])!.Replace('\\', '/'))
        .Where(folder => folder.Length > 0)
        .Distinct();

    private static IEnumerable<string> SourcesOf(string project) => FilesBelow("src/" + project)
        .Where(file => !file.StartsWith($"src/{project}/obj/", StringComparison.Ordinal)
            && !file.StartsWith($"src/{project}/bin/", StringComparison.Ordinal));

    private static IEnumerable<string> FilesBelow(string folder) => Directory
        .EnumerateFiles(Path.Combine(RepositoryFiles.Root, folder), "*.cs", SearchOption.AllDirectories)
        .Select(path => Path.GetRelativePath(RepositoryFiles.Root, path).Replace('\\', '/'));

    [GeneratedRegex(@"^\| `([\w./]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`([\w./]+\.cs)`")]
    private static partial Regex FileName();

    [GeneratedRegex(@"^ +""Cwmp\.Tls\.(?:\w+\.)*(\w+)"",$", RegexOptions.Multiline)]
    private static partial Regex LargeType();
}
