// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.TestSupport;
using Cwmp.Tls.TestSupport.Architecture;

namespace Cwmp.Tls.Tests.Architecture;

/// <summary>The arrows of docs/architecture.md, and folders without circles, in the library and its codec as compiled.</summary>
public sealed class WallTests(WallTests.Library library) : IClassFixture<WallTests.Library>
{
    [Fact]
    public void Folders_use_only_what_their_arrows_allow()
    {
        Findings.AreNone(library.Walls.UsesWithoutAnArrow());
    }

    [Fact]
    public void Sub_folders_use_only_what_their_arrows_allow()
    {
        string[] arrows =
            [.. library.Map.Types.SelectMany(type => CodeMap.Ancestors(type.Folder)).Distinct().Where(parent => parent.Length > 0)
            .SelectMany(parent => library.Map.Arrows(parent).Select(arrow => $"{parent}: {arrow.From} → {arrow.To}"))];

        Findings.AreNone(arrows.Except(SubFolderArrows.All));
        Findings.AreNone(SubFolderArrows.All.Except(arrows).Select(arrow => $"{arrow} is not needed any more"));
    }

    [Fact]
    public void Folders_do_not_use_each_other_in_a_circle_at_any_level()
    {
        IEnumerable<string> circles = library.Map.Circles()
            .Select(circle => $"{circle.Parent}: {string.Join(", ", circle.Members)}\n  {string.Join("\n  ", circle.Reasons)}");

        Findings.AreNone(circles);
    }

    [Fact]
    public void Namespaces_are_the_folders_that_the_types_stand_in()
    {
        Findings.AreNone(library.Walls.StrayTypes());
    }

    [Fact]
    public void Protocol_pillar_knows_no_sockets_certificates_http_or_logs()
    {
        Findings.AreNone(library.Walls.LeavesOfTheProtocolPillar());
    }

    [Fact]
    public void Every_folder_has_its_arrows()
    {
        Findings.AreNone(library.Map.Types.Select(type => type.Folder.Split('/')[0]).Distinct().Except(Walls.Folders));
    }

    [Fact]
    public void Every_source_file_is_seen()
    {
        // A rule over metadata is worth what the metadata covers; a file that holds no type of its own would be a hole.
        IEnumerable<string> seen = library.Map.Types.SelectMany(type => type.Files.Select(file => CodeMap.PathOf(type.Assembly, file)));
        IEnumerable<string> sources = SourceFiles.Of("src/Cwmp.Tls", "src/Cwmp.Tls.Messages", "src/Shared");

        Findings.AreNone(sources.Except(seen).Select(file => Path.GetRelativePath(RepositoryFiles.Root, file)));
    }

    /// <summary>Both assemblies, read once.</summary>
    public sealed class Library
    {
        public CodeMap Map { get; } = CodeMap.OfAssemblies("Cwmp.Tls", "Cwmp.Tls.Messages");

        internal Walls Walls => new(Map);
    }
}
