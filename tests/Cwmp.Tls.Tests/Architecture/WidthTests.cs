// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.TestSupport;
using Cwmp.Tls.TestSupport.Architecture;

namespace Cwmp.Tls.Tests.Architecture;

/// <summary>Lines end at 140 columns, as .editorconfig says: two files fit beside each other on a screen.</summary>
public sealed class WidthTests
{
    private const int Columns = 140;

    // Folders and files that are still wider, by the beginning of their path. The list only shrinks.
    private static readonly string[] NotYet =
        ["CHANGELOG.md", "CONTRIBUTING.md", "README.md", "SECURITY.md", "bench/", "docs/", "samples/", "src/",
        "tests/Cwmp.Tls.AspNetCore.Tests/", "tests/Cwmp.Tls.Conformance/", "tests/Cwmp.Tls.DocumentationTests/", "tests/Cwmp.Tls.Fuzz/",
        "tests/Cwmp.Tls.InteropTests/", "tests/Cwmp.Tls.Messages.Tests/", "tests/Cwmp.Tls.Tests/"];

    [Fact]
    public void Lines_end_at_140_columns()
    {
        IEnumerable<string> wide = SourceFiles.All(".cs", ".md", ".sh")
            .Append(Path.Combine(RepositoryFiles.Root, ".ci", "run"))
            .Select(file => (Path: file, Name: Path.GetRelativePath(RepositoryFiles.Root, file).Replace('\\', '/')))
            .Where(file => !NotYet.Any(known => file.Name.StartsWith(known, StringComparison.Ordinal)))
            .SelectMany(file => WideLines(file.Path).Select(number => $"{file.Name}:{number}"));

        Findings.AreNone(wide);
    }

    private static IEnumerable<int> WideLines(string path)
    {
        bool isData = false;
        int number = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;

            // What a test compares with, or feeds in, is written as it is.
            bool wasData = isData;
            isData ^= path.EndsWith(".cs", StringComparison.Ordinal) && line.Split("\"\"\"").Length % 2 == 0;
            if (line.Length > Columns && !(wasData && isData) && !CannotBeBroken(path, line))
            {
                yield return number;
            }
        }
    }

    // A row of a table is one line in Markdown, and an address is one word.
    private static bool CannotBeBroken(string path, string line) =>
        path.EndsWith(".md", StringComparison.Ordinal)
            && (line.TrimStart().StartsWith('|') || !line.Trim().Contains(' ', StringComparison.Ordinal));
}
