// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text.RegularExpressions;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.DocumentationTests;

/// <summary>What there is, is listed: pages, samples, benchmarks.</summary>
public sealed partial class IndexTests
{
    [Fact]
    public void Every_page_of_the_documentation_is_in_its_index() =>
        NotIn("docs/README.md", Directory.EnumerateFiles(Folder("docs"), "*.md").Select(path => $"({Path.GetFileName(path)})"))
            .Should().Equal("(README.md)");

    [Fact]
    public void Every_sample_is_in_the_page_of_the_samples() =>
        NotIn("samples/README.md", Directory.EnumerateFiles(Folder("samples"), "*.csproj", SearchOption.AllDirectories)
            .Select(path => $"`{Path.GetFileNameWithoutExtension(path)}`"))
            .Should().BeEmpty();

    [Fact]
    public void Every_quick_comparison_is_in_the_page_of_the_benchmarks() =>
        NotIn("bench/README.md", Area().Matches(File.ReadAllText(Path.Combine(Folder("bench"), "Cwmp.Tls.Benchmarks", "QuickRun.Areas.cs")))
            .Select(area => $"`{area.Groups[1].Value}`"))
            .Should().BeEmpty();

    private static string Folder(string name) => Path.Combine(RepositoryFiles.Root, name);

    private static IEnumerable<string> NotIn(string page, IEnumerable<string> names)
    {
        string text = File.ReadAllText(Path.Combine(RepositoryFiles.Root, page));
        return names.Where(name => !text.Contains(name, StringComparison.Ordinal));
    }

    [GeneratedRegex("""\("([\w-]+)", """)]
    private static partial Regex Area();
}
