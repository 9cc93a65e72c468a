// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.TestSupport;

/// <summary>
/// Finds the repository and, beside it, the optional folder `shared` with vectors and field messages that are not part of it.
/// Tests that need the latter skip with a reason where it is absent.
/// </summary>
public static class RepositoryFiles
{
    /// <summary>The folder that holds Cwmp.Tls.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The folder `shared` beside the repository (or the one CWMP_TLS_SHARED names), or null.</summary>
    public static string? Shared { get; } = FindShared();

    /// <summary>A path below `shared`; skips the running test where it does not exist.</summary>
    public static string RequireShared(string relativePath)
    {
        string? path = Shared is null ? null : Path.Combine(Shared, relativePath);
        if (path is null || !(File.Exists(path) || Directory.Exists(path)))
        {
            Xunit.Assert.Skip($"needs shared/{relativePath} beside the repository");
        }

        return path;
    }

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

    private static string? FindShared()
    {
        string path = Environment.GetEnvironmentVariable("CWMP_TLS_SHARED") ?? Path.Combine(Root, "..", "shared");
        return Directory.Exists(path) ? Path.GetFullPath(path) : null;
    }
}
