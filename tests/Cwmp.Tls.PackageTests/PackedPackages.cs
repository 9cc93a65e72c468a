// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;
using Cwmp.Tls.TestSupport;

[assembly: AssemblyFixture(typeof(Cwmp.Tls.PackageTests.PackedPackages))]

namespace Cwmp.Tls.PackageTests;

/// <summary>The packages, packed once for all tests from what was built.</summary>
public sealed class PackedPackages : IDisposable
{
    public const string Codec = "Cwmp.Tls.Messages";
    public const string Core = "Cwmp.Tls";
    public const string AspNetCore = "Cwmp.Tls.AspNetCore";

#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    private readonly TemporaryFolder _folder = new();

    public PackedPackages()
    {
        foreach (string id in new[] { Codec, Core, AspNetCore })
        {
            Pack(id);
        }
    }

    /// <summary>The names and contents of a package's files.</summary>
    public IReadOnlyDictionary<string, byte[]> Files(string id, string extension = "nupkg")
    {
        string path = Directory.GetFiles(_folder.Path, $"{id}.*.{extension}")
            .Single(file => char.IsAsciiDigit(Path.GetFileName(file)[id.Length + 1]));
        using ZipArchive archive = ZipFile.OpenRead(path);
        return archive.Entries.ToDictionary(entry => entry.FullName, Read, StringComparer.Ordinal);
    }

    /// <summary>The metadata element of a package's nuspec, namespaces taken off.</summary>
    public XElement Metadata(string id)
    {
        using var stream = new MemoryStream(Files(id)[id + ".nuspec"]);
        XElement root = XDocument.Load(stream).Root!;
        foreach (XElement element in root.DescendantsAndSelf())
        {
            element.Name = element.Name.LocalName;
        }

        return root.Element("metadata")!;
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Read(ZipArchiveEntry entry)
    {
        using Stream stream = entry.Open();
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    private void Pack(string id)
    {
        string project = Path.Combine(RepositoryFiles.Root, "src", id, id + ".csproj");
        var start = new ProcessStartInfo("dotnet",
            ["pack", project, "--no-build", "--no-restore", "-c", Configuration, "-o", _folder.Path, "-nologo"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // A build server that stays would hold the test run's output open.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        if (!process.WaitForExit(TimeSpan.FromMinutes(5)) || process.ExitCode != 0)
        {
            throw new InvalidOperationException($"dotnet pack {id} failed:\n{output}\n{errors.Result}");
        }
    }
}
