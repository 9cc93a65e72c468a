// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.TestSupport.Architecture;

namespace Cwmp.Tls.Tests.Architecture;

/// <summary>
/// The rules that docs/architecture.md draws, over what the compiler made of the sources. They are a class of their own so that
/// <see cref="EvasionTests"/> can hold them over assemblies that try to get round them.
/// </summary>
internal sealed class Walls(CodeMap map)
{
    // Folder → what it may use besides itself, Shared and Diagnostics.
    private static readonly Dictionary<string, string[]> Arrows = new(StringComparer.Ordinal)
    {
        ["Certificates"] = [],
        ["Verification"] = ["Certificates"],
        // A trace prints names with the text of the verdict.
        ["Tracing"] = ["Verification"],
        ["Connections"] = ["Certificates", "Verification", "Tracing"],
        ["Soap"] = [],
        ["Messages"] = [],
        ["Serialization"] = ["Soap", "Messages"],
        ["HttpAuthentication"] = [],
        ["ConnectionRequests"] = ["HttpAuthentication"],
        ["Cpe"] =
        [
            "Serialization", "Messages", "Soap", "Connections", "Verification", "Certificates", "Tracing", "ConnectionRequests",
            "HttpAuthentication",
        ],
        ["Acs"] = ["Serialization", "Messages", "Soap", "Verification", "Certificates", "ConnectionRequests", "HttpAuthentication"],
        ["Diagnostics"] = [],
        ["Shared"] = [],
    };

    private static readonly string[] Everywhere = ["Shared", "Diagnostics"];

    private static readonly string[] ProtocolPillar = ["Soap", "Messages", "Serialization"];

    private static readonly string[] NotForTheProtocolPillar =
        ["System.Net", "System.Security.Cryptography", "Microsoft.AspNetCore", "Microsoft.Extensions.Logging"];

    // The types that people meet first are in the root namespace; their sources are in Connections, which is therefore the folder that they
    // count to.
    private const string FirstPage = "Cwmp.Tls";
    private const string FolderOfTheFirstPage = "Connections";

    /// <summary>The folders that have arrows.</summary>
    public static IReadOnlyCollection<string> Folders => Arrows.Keys;

    /// <summary>What a folder may use besides itself.</summary>
    public static IReadOnlyList<string> MayUse(string folder) => [.. Arrows[folder], .. Everywhere.Except([folder])];

    /// <summary>Uses of a folder by another one that has no arrow to it.</summary>
    public IEnumerable<string> UsesWithoutAnArrow() => map.Uses.Concat(map.Mentions)
        .Where(use => !MayUse(use.User, use.Used))
        .Select(use => $"{use.User} ({use.User.Folder}) uses {use.Used} ({use.Used.Folder})")
        .Distinct();

    /// <summary>Types whose namespace is not that of their folder.</summary>
    public IEnumerable<string> StrayTypes() => map.Types
        .Where(type => type.Files.Any(file => !IsNamespaceOf(type.Namespace, CodeType.FolderOf(file))))
        .Select(type => $"{type} stands in {string.Join(" and ", type.Files)}");

    /// <summary>Uses of sockets, certificates, HTTP or logging by the protocol pillar.</summary>
    public IEnumerable<string> LeavesOfTheProtocolPillar() => map.Types
        .Where(type => ProtocolPillar.Contains(Top(type)))
        .SelectMany(type => type.Uses
            .Where(use => NotForTheProtocolPillar.Any(space => use.FullName.StartsWith(space + ".", StringComparison.Ordinal)))
            .Select(use => $"{type} uses {use.FullName}"));

    private static bool IsNamespaceOf(string space, string folder) =>
        space == (folder.Length == 0 ? FirstPage : FirstPage + "." + folder.Replace('/', '.'))
        || (space == FirstPage && folder.Split('/')[0] == FolderOfTheFirstPage);

    private static bool MayUse(CodeType user, CodeType used) =>
        Top(user) == Top(used) || (Arrows.ContainsKey(Top(user)) && MayUse(Top(user)).Contains(Top(used)));

    private static string Top(CodeType type) => type.Folder.Split('/')[0];
}
