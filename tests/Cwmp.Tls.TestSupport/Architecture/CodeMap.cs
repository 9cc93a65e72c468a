// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text.RegularExpressions;

namespace Cwmp.Tls.TestSupport.Architecture;

/// <summary>
/// Several assemblies together: which type uses which, which folder uses which, and where folders use each other in a circle.
/// </summary>
public sealed partial class CodeMap
{
    private readonly Dictionary<(string Assembly, string FullName), CodeType> _types;

    /// <summary>Puts assemblies together.</summary>
    /// <param name="models">The assemblies.</param>
    /// <param name="textOf">The text of a source file of an assembly. A constant leaves its value alone in the code that uses it, so its
    /// uses are read from there.</param>
    public CodeMap(IReadOnlyList<CodeModel> models, Func<string, string, string> textOf)
    {
        Types = [.. models.SelectMany(model => model.Types)];
        _types = Types.ToDictionary(type => (type.Assembly, type.FullName));
        ILookup<string, CodeType> byName = Types.ToLookup(type => type.Name, StringComparer.Ordinal);
        foreach (CodeType user in Types)
        {
            foreach (string file in user.Files)
            {
                AddNamed(user, SourceText.WithoutComments(textOf(user.Assembly, file)), byName);
            }
        }

        Uses = [.. Types.SelectMany(user => Known(user, user.Uses))];
        Mentions = [.. Types.SelectMany(user => Known(user, user.Mentions)).Except(Uses)];
    }

    public IReadOnlyList<CodeType> Types { get; }

    /// <summary>Every use of one of these types by another of them.</summary>
    public IReadOnlyList<(CodeType User, CodeType Used)> Uses { get; }

    /// <summary>Every mention of one of these types by another of them that does not use it.</summary>
    public IReadOnlyList<(CodeType User, CodeType Used)> Mentions { get; }

    /// <summary>The map of the library's assemblies that lie beside the running tests.</summary>
    public static CodeMap OfAssemblies(params string[] assemblies) => new([.. assemblies.Select(CodeModel.Load)], TextOf);

    /// <summary>The text of a source file of the repository.</summary>
    public static string TextOf(string assembly, string file) => File.ReadAllText(PathOf(assembly, file));

    /// <summary>The path of a source file of the repository.</summary>
    public static string PathOf(string assembly, string file) =>
        Path.Combine(RepositoryFiles.Root, "src", file.StartsWith("Shared/", StringComparison.Ordinal) ? file : assembly + "/" + file);

    /// <summary>
    /// The circles of folders below one folder, each by the names of its members in order. The files that lie in the folder itself count as
    /// a member with the name ".". The folder "" is the whole.
    /// </summary>
    public IEnumerable<(string Parent, IReadOnlyList<string> Members, IReadOnlyList<string> Reasons)> Circles()
    {
        IEnumerable<string> parents = Types.SelectMany(type => Ancestors(type.Folder))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);
        foreach (string parent in parents)
        {
            List<(string From, string To, string Reason)> edges = [.. Uses
                .Select(use => (Member(parent, use.User), Member(parent, use.Used), $"{use.User.Name} uses {use.Used.Name}"))
                .Where(edge => edge.Item1 is not null && edge.Item2 is not null && edge.Item1 != edge.Item2)
                .Select(edge => (edge.Item1!, edge.Item2!, edge.Item3))
                .Distinct()];
            foreach (IReadOnlyList<string> circle in FolderGraph.Circles([.. edges.Select(edge => (edge.From, edge.To)).Distinct()]))
            {
                string[] reasons = [.. edges
                    .Where(edge => circle.Contains(edge.From) && circle.Contains(edge.To))
                    .GroupBy(edge => (edge.From, edge.To))
                    .OrderBy(group => group.Count())
                    .Select(group => $"{group.Key.From} → {group.Key.To} ({group.Count()}): "
                        + string.Join(", ", group.Select(edge => edge.Reason).Take(6)))];
                yield return (parent, circle, reasons);
            }
        }
    }

    /// <summary>Which members of a folder use which others, without the reasons.</summary>
    public IEnumerable<(string From, string To)> Arrows(string parent) => Uses
        .Select(use => (From: Member(parent, use.User)!, To: Member(parent, use.Used)!))
        .Where(edge => edge.From is not null && edge.To is not null && edge.From != edge.To)
        .Distinct()
        .Order();

    /// <summary>"", "Cpe" and "Cpe/State" for "Cpe/State".</summary>
    public static IEnumerable<string> Ancestors(string folder)
    {
        yield return "";
        for (int slash = folder.IndexOf('/'); slash >= 0; slash = folder.IndexOf('/', slash + 1))
        {
            yield return folder[..slash];
        }

        if (folder.Length > 0)
        {
            yield return folder;
        }
    }

    private IEnumerable<(CodeType User, CodeType Used)> Known(CodeType user, IEnumerable<(string Assembly, string FullName)> names) => names
        .Select(name => _types.GetValueOrDefault(name))
        .OfType<CodeType>()
        .Where(used => used != user)
        .Select(used => (user, used));

    private static string? Member(string parent, CodeType type)
    {
        if (type.Folder == parent)
        {
            return ".";
        }

        string prefix = parent.Length == 0 ? "" : parent + "/";
        return type.Folder.StartsWith(prefix, StringComparison.Ordinal) ? type.Folder[prefix.Length..].Split('/')[0] : null;
    }

    // A name that several types have says nothing; their other uses do.
    private static void AddNamed(CodeType user, string text, ILookup<string, CodeType> byName)
    {
        foreach (Match match in Literal().Matches(text))
        {
            if (byName[match.Groups["type"].Value].ToArray() is [CodeType type] && type.Literals.Contains(match.Groups["member"].Value))
            {
                user.Uses.Add((type.Assembly, type.FullName));
            }
        }

        foreach (Match match in NamedPath().Matches(text))
        {
            ISet<(string, string)> uses = match.Value.StartsWith("nameof", StringComparison.Ordinal) ? user.Mentions : user.Uses;
            foreach (string name in match.Groups["path"].Value.Split('.', StringSplitOptions.TrimEntries))
            {
                if (byName[name].ToArray() is [CodeType type])
                {
                    uses.Add((type.Assembly, type.FullName));
                }
            }
        }
    }

    // Type.Constant; each dot of a longer path is looked at.
    [GeneratedRegex(@"(?<!\w)(?<type>\w+)(?=\s*\.\s*(?<member>\w+))")]
    private static partial Regex Literal();

    // nameof(path), using static path; and using Alias = path; name a type and leave nothing behind where only its constants are used.
    [GeneratedRegex(@"(?:\bnameof\s*\(|\busing\s+static\s|\busing\s+\w+\s*=)\s*(?:global::)?(?<path>\w+(?:\s*\.\s*\w+)*)\s*(?:\)|;)")]
    private static partial Regex NamedPath();
}
