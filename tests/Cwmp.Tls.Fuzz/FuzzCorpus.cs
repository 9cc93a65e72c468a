// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Fuzz;

/// <summary>Where the seeds and finds of each target are.</summary>
internal static class FuzzCorpus
{
    /// <summary>The root of the repository.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The files of a target's corpus, in a fixed order.</summary>
    public static IReadOnlyList<byte[]> Of(string target) =>
        [.. Directory.GetFiles(FolderOf(target)).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];

    /// <summary>The folder of a target's corpus.</summary>
    public static string FolderOf(string target) => Path.Combine(Root, "tests", "Cwmp.Tls.Fuzz", "Corpus", target);

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Cwmp.Tls.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("Cwmp.Tls.sln is not above " + AppContext.BaseDirectory);
    }
}
