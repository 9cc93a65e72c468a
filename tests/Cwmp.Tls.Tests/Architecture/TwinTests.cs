// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text.RegularExpressions;
using Cwmp.Tls.TestSupport;
using Cwmp.Tls.TestSupport.Architecture;

namespace Cwmp.Tls.Tests.Architecture;

/// <summary>
/// No logic stands twice. Two source files may share single lines, as all code does; what counts is runs of lines. The codecs are left out:
/// one for each message, they resemble each other because the messages do.
/// </summary>
public sealed partial class TwinTests
{
    private const int ShortestRun = 3;
    private const int MostShared = 10;

    [Fact]
    public void No_pair_of_source_files_shares_more_than_ten_lines_of_logic()
    {
        (string Name, string[] Lines)[] files = [.. SourceFiles.Of("src")
            .Select(file => (Path.GetRelativePath(RepositoryFiles.Root, file).Replace('\\', '/'), Logic(File.ReadAllText(file))))
            .Where(file => !file.Item1.Contains("/Serialization/Codecs/", StringComparison.Ordinal))
            .OrderBy(file => file.Item1, StringComparer.Ordinal)];

        Findings.AreNone(TwinsOf(files));
    }

    [Fact]
    public void Twins_are_found_and_habits_are_not()
    {
        string[] logic = [.. Enumerable.Range(0, 11).Select(i => $"Step{i}(state, token);")];
        string[] other = [.. logic.Select((line, i) => i % 2 == 0 ? line : line + " // no twin")];

        TwinsOf([("a", ["first();", .. logic]), ("b", [.. logic, "last();"])]).Should().ContainSingle();
        TwinsOf([("a", logic), ("b", logic[..10])]).Should().BeEmpty("ten lines are allowed");
        TwinsOf([("a", logic), ("b", other)]).Should().BeEmpty("lines by themselves are no logic");
    }

    // Pairs of files, and the runs of lines that are in both.
    private static IEnumerable<string> TwinsOf((string Name, string[] Lines)[] files)
    {
        // Where each run of the shortest length begins; only files that have one in common are compared.
        ILookup<string, int> starts = files
            .SelectMany((file, index) => Enumerable.Range(0, Math.Max(0, file.Lines.Length - ShortestRun + 1))
                .Select(at => (Key: string.Join('\n', file.Lines.Skip(at).Take(ShortestRun)), Index: index)))
            .Distinct()
            .ToLookup(run => run.Key, run => run.Index, StringComparer.Ordinal);
        IEnumerable<(int, int)> pairs = starts.Where(run => run.Count() > 1)
            .SelectMany(run => run.SelectMany(one => run.Where(other => one < other).Select(other => (one, other))))
            .Distinct();
        foreach ((int one, int other) in pairs)
        {
            List<string> shared = Shared(files[one].Lines, files[other].Lines);
            if (shared.Count > MostShared)
            {
                yield return $"{files[one].Name} and {files[other].Name} share {shared.Count} lines:\n    {string.Join("\n    ", shared)}";
            }
        }
    }

    // The lines of one file that are in runs of the other, each counted once.
    private static List<string> Shared(string[] one, string[] other)
    {
        var runs = new HashSet<string>(
            Enumerable.Range(0, Math.Max(0, other.Length - ShortestRun + 1))
                .Select(at => string.Join('\n', other.Skip(at).Take(ShortestRun))),
            StringComparer.Ordinal);
        var covered = new bool[one.Length];
        for (int at = 0; at + ShortestRun <= one.Length; at++)
        {
            if (runs.Contains(string.Join('\n', one.Skip(at).Take(ShortestRun))))
            {
                covered.AsSpan(at, ShortestRun).Fill(true);
            }
        }

        return [.. one.Where((_, index) => covered[index])];
    }

    // Comments, usings, attributes, properties that only hold a value, and lines that consist of brackets or of a single word are no logic.
    private static string[] Logic(string text) => [.. Comment().Replace(text, "").Split('\n')
        .Select(line => line.Trim())
        .Where(line => line.Length > 0 && !NoLogic().IsMatch(line))];

    [GeneratedRegex(@"^[ \t]*//[^\n]*$|/\*.*?\*/", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Comment();

    private const string Property = @".*\{ get;[ \w;]*\}( = .*;)?";

    [GeneratedRegex($@"^(using [\w.= ]+;|namespace [\w.]+;|\[[^\]]*\]|[\W_]*\w*[\W_]*|{Property}|return (true|false|null);)$")]
    private static partial Regex NoLogic();
}
