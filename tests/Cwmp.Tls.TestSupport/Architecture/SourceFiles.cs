// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.TestSupport.Architecture;

/// <summary>The files of the repository that people write.</summary>
public static class SourceFiles
{
    private static readonly string[] NotWritten = ["bin", "obj", "artifacts", "certs", "TestResults", "node_modules"];

    /// <summary>The C# files below folders of the repository.</summary>
    public static IEnumerable<string> Of(params string[] folders) =>
        folders.SelectMany(folder => Below(Path.Combine(RepositoryFiles.Root, folder), ".cs"));

    /// <summary>
    /// Every file of the repository with one of these endings; what is built, and folders with a dot, are left out but for .ci.
    /// </summary>
    public static IEnumerable<string> All(params string[] endings) => Below(RepositoryFiles.Root, endings);

    private static IEnumerable<string> Below(string folder, params string[] endings) => Directory.EnumerateFiles(folder)
        .Where(file => endings.Contains(Path.GetExtension(file)))
        .Concat(Directory.EnumerateDirectories(folder)
            .Where(sub => IsWritten(Path.GetFileName(sub)))
            .SelectMany(sub => Below(sub, endings)));

    private static bool IsWritten(string folder) => folder == ".ci" || (!folder.StartsWith('.') && !NotWritten.Contains(folder));
}
