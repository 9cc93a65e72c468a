// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Reflection;
using System.Text.RegularExpressions;
using Cwmp.Tls.AspNetCore.Endpoints;
using Cwmp.Tls.Serialization;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.DocumentationTests;

/// <summary>docs/packages.md lists every package, and every namespace with public types in it.</summary>
public sealed partial class PackagesTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "packages.md"));

    [Theory]
    [InlineData("Cwmp.Tls.Messages", typeof(CwmpSerializer))]
    [InlineData("Cwmp.Tls", typeof(CwmpTlsContext))]
    [InlineData("Cwmp.Tls.AspNetCore", typeof(CwmpAcsOptions))]
    public void Every_public_namespace_is_in_the_table_of_its_package(string package, Type type)
    {
        IEnumerable<string> onThePage = Row().Matches(Section(package)).Select(row => row.Groups[1].Value);

        onThePage.Should().Equal(type.Assembly.GetExportedTypes().Select(exported => exported.Namespace!).Distinct()
            .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_package_has_a_section()
    {
        IEnumerable<string> packages =
            Directory.EnumerateFiles(Path.Combine(RepositoryFiles.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Where(package => !Page.Contains($"\n## {package}\n", StringComparison.Ordinal));

        packages.Should().BeEmpty();
    }

    [Fact]
    public void No_library_shows_its_internals_to_another_library()
    {
        IEnumerable<string> friends = new[] { typeof(CwmpSerializer), typeof(CwmpTlsContext), typeof(CwmpAcsOptions) }
            .SelectMany(type => type.Assembly.GetCustomAttributes<System.Runtime.CompilerServices.InternalsVisibleToAttribute>())
            .Select(friend => friend.AssemblyName)
            .Where(name => Directory.Exists(Path.Combine(RepositoryFiles.Root, "src", name)));

        friends.Should().BeEmpty();
    }

    private static string Section(string package) =>
        Page.Split("\n## ").Single(section => section.StartsWith(package + "\n", StringComparison.Ordinal));

    [GeneratedRegex(@"^\| `([\w.]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
