// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.TestSupport;
using Cwmp.Tls.TestSupport.Architecture;

namespace Cwmp.Tls.AspNetCore.Tests.Architecture;

/// <summary>The walls of the integration package, as compiled: folders without circles, each the namespace of its types.</summary>
public sealed class WallTests
{
    private const string Assembly = "Cwmp.Tls.AspNetCore";

    // Extension methods, and the builder that they return, stand in the namespaces that users import.
    private static readonly string[] NamespacesOfUsers =
        ["Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Hosting", "Microsoft.Extensions.DependencyInjection"];

    private static readonly CodeMap Map = CodeMap.OfAssemblies(Assembly);

    [Fact]
    public void Folders_do_not_use_each_other_in_a_circle_at_any_level()
    {
        Findings.AreNone(Map.Circles()
            .Select(circle => $"{circle.Parent}: {string.Join(", ", circle.Members)}\n  {string.Join("\n  ", circle.Reasons)}"));
    }

    [Fact]
    public void Namespaces_are_the_folders_that_the_types_stand_in()
    {
        Findings.AreNone(Map.Types
            .Where(type => !type.Files.All(file => type.Namespace == NamespaceOf(CodeType.FolderOf(file))))
            .Where(type => !(NamespacesOfUsers.Contains(type.Namespace) && (type.Name.EndsWith("Extensions") || type.Name.EndsWith("Builder"))))
            .Select(type => $"{type} stands in {string.Join(" and ", type.Files)}"));
    }

    [Fact]
    public void File_is_named_after_its_one_type()
    {
        Findings.AreNone(Map.Types
            .SelectMany(type => type.Files.Select(file => (type.Name, File: file, Stem: Path.GetFileNameWithoutExtension(file))))
            .Where(pair => pair.Stem != pair.Name && !pair.Stem.StartsWith(pair.Name + ".", StringComparison.Ordinal))
            .Select(pair => $"{pair.Name} stands in {pair.File}"));
    }

    [Fact]
    public void Types_are_small_or_data() => Findings.AreNone(TypeSizes.TooLarge(Map));

    [Fact]
    public void Every_source_file_is_seen()
    {
        IEnumerable<string> seen = Map.Types.SelectMany(type => type.Files.Select(file => CodeMap.PathOf(type.Assembly, file)));

        Findings.AreNone(SourceFiles.Of("src/" + Assembly).Except(seen).Select(file => Path.GetRelativePath(RepositoryFiles.Root, file)));
    }

    private static string NamespaceOf(string folder) => folder.StartsWith("Shared", StringComparison.Ordinal)
        ? "Cwmp.Tls." + folder.Replace('/', '.')
        : (Assembly + "." + folder.Replace('/', '.')).TrimEnd('.');
}
