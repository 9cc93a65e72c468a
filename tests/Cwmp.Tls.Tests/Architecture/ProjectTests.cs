// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text.RegularExpressions;
using Cwmp.Tls.TestSupport;
using Cwmp.Tls.TestSupport.Architecture;

namespace Cwmp.Tls.Tests.Architecture;

/// <summary>What the project files say about who knows whom.</summary>
public sealed partial class ProjectTests
{
    [Theory]
    [InlineData("Cwmp.Tls")]
    [InlineData("Cwmp.Tls.Messages")]
    public void Integration_package_uses_the_public_api_alone(string name)
    {
        Project(name).Should().NotContain("Include=\"Cwmp.Tls.AspNetCore\"");
    }

    [Fact]
    public void Library_uses_the_public_api_of_the_codec_alone()
    {
        Project("Cwmp.Tls.Messages").Should().NotContain("InternalsVisibleTo Include=\"Cwmp.Tls\"");
    }

    [Fact]
    public void Core_depends_on_two_packages_and_no_more()
    {
        Packages("Cwmp.Tls").Should().BeEquivalentTo("Microsoft.Extensions.Logging.Abstractions", "System.Security.Cryptography.Pkcs");
    }

    [Fact]
    public void Codec_depends_on_nothing()
    {
        Packages("Cwmp.Tls.Messages").Should().BeEmpty();
        Project("Cwmp.Tls.Messages").Should().NotContain("ProjectReference").And.NotContain("FrameworkReference");
    }

    [Theory]
    [InlineData("Cwmp.Tls")]
    [InlineData("Cwmp.Tls.Messages")]
    [InlineData("Cwmp.Tls.AspNetCore")]
    public void Every_library_has_a_list_of_what_it_may_not_call_with_reasons(string name)
    {
        string root = RepositoryFiles.Root;
        string[] entries =
        [
            .. File.ReadLines(Path.Combine(root, "eng", "BannedSymbols.txt")),
            .. File.ReadLines(Path.Combine(root, "src", name, "BannedSymbols.txt")),
        ];

        entries.Should().OnlyContain(entry => Regex.IsMatch(entry, "^[TMPN]:[^;]+;.{10,}$")).And.OnlyHaveUniqueItems();
        File.ReadAllText(Path.Combine(root, "eng", "Library.props")).Should().Contain("Microsoft.CodeAnalysis.BannedApiAnalyzers");
    }

    [Fact]
    public void Place_that_calls_what_is_banned_says_why()
    {
        IEnumerable<string> silent = SourceFiles.Of("src")
            .SelectMany(file => File.ReadLines(file).Select(line => (File: Path.GetRelativePath(RepositoryFiles.Root, file), Line: line)))
            .Where(place => Regex.IsMatch(place.Line, "#pragma warning disable .*RS0030"))
            .Where(place => !place.Line.Contains(" // ", StringComparison.Ordinal))
            .Select(place => $"{place.File}: {place.Line}");

        Findings.AreNone(silent);
    }

    [Fact]
    public void Projects_bring_no_usings_of_their_own()
    {
        // A static or an alias in a project file would let constants through the walls unseen.
        IEnumerable<string> files =
            Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Append(Path.Combine(RepositoryFiles.Root, "Directory.Build.props"))
            .Append(Path.Combine(RepositoryFiles.Root, "eng", "Library.props"));

        files.Should().OnlyContain(file => !File.ReadAllText(file).Contains("<Using ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Cwmp.Tls.Tests")]
    [InlineData("Cwmp.Tls.Messages.Tests")]
    public void Unit_tests_build_without_samples_benchmarks_and_programs(string tests)
    {
        string project = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "tests", tests, tests + ".csproj"));

        ProjectReference().Matches(project).Select(match => match.Groups[1].Value)
            .Should().OnlyContain(path => path.StartsWith("../../src/") || path == "../Cwmp.Tls.TestSupport/Cwmp.Tls.TestSupport.csproj");
    }

    private static string Project(string name) => File.ReadAllText(Path.Combine(RepositoryFiles.Root, "src", name, name + ".csproj"));

    private static IEnumerable<string> Packages(string name) =>
        PackageReference().Matches(Project(name)).Select(match => match.Groups[1].Value);

    [GeneratedRegex("<PackageReference Include=\"([^\"]+)\"")]
    private static partial Regex PackageReference();

    [GeneratedRegex("<ProjectReference Include=\"([^\"]+)\"")]
    private static partial Regex ProjectReference();
}
