// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.TestSupport.Architecture;

/// <summary>A type that stands in a source file by itself; what is nested in it, by people or by the compiler, counts to it.</summary>
public sealed class CodeType(string assembly, string space, string name)
{
    /// <summary>The assembly, by its simple name.</summary>
    public string Assembly { get; } = assembly;

    public string Namespace { get; } = space;

    /// <summary>The name without namespace and without the number of type parameters.</summary>
    public string Name { get; } = name;

    public string FullName { get; } = space.Length == 0 ? name : space + "." + name;

    /// <summary>
    /// The source files, as the symbols name them, from the project's folder on: <c>Connections/Building/EngineSettings.cs</c>.
    /// </summary>
    public ISet<string> Files { get; } = new SortedSet<string>(StringComparer.Ordinal);

    /// <summary>Every type that the metadata of this one names: assembly and full name of the outermost type.</summary>
    public ISet<(string Assembly, string FullName)> Uses { get; } = new HashSet<(string, string)>();

    /// <summary>Those that only a <c>nameof</c> mentions: a name in a message, which binds nothing.</summary>
    public ISet<(string Assembly, string FullName)> Mentions { get; } = new HashSet<(string, string)>();

    /// <summary>Methods, properties, events and fields that somebody wrote, those of nested types left out.</summary>
    public ISet<string> Members { get; } = new SortedSet<string>(StringComparer.Ordinal);

    /// <summary>How many of <see cref="Members"/> are methods.</summary>
    public int Methods { get; internal set; }

    /// <summary>Constants and enumeration values: a use of them leaves no trace in the code that uses them.</summary>
    public ISet<string> Literals { get; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>The folder of the source files, "" for the project's own; the first one where they lie in several.</summary>
    public string Folder => Files.Select(FolderOf).FirstOrDefault() ?? "";

    public static string FolderOf(string file) => file.LastIndexOf('/') is var slash and >= 0 ? file[..slash] : "";

    public override string ToString() => FullName;
}
