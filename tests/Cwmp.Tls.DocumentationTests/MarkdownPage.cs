// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using System.Text.RegularExpressions;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.DocumentationTests;

/// <summary>A Markdown file of the repository, taken apart into fenced blocks and the text around them.</summary>
internal sealed partial class MarkdownPage
{
    private MarkdownPage(string path, IReadOnlyList<FencedBlock> blocks, string text)
    {
        Path = path;
        Blocks = blocks;
        Text = text;
    }

    /// <summary>Every page a reader may come to, relative to the repository.</summary>
    public static TheoryData<string> All { get; } = [.. FindAll()];

    /// <summary>Where it is, relative to the repository, with slashes.</summary>
    public string Path { get; }

    public IReadOnlyList<FencedBlock> Blocks { get; }

    /// <summary>The page without its fenced blocks; lines keep their numbers.</summary>
    public string Text { get; }

    public static MarkdownPage Read(string path)
    {
        var blocks = new List<FencedBlock>();
        var text = new StringBuilder();
        var code = new StringBuilder();
        (string Info, int Line)? open = null;
        int number = 0;
        foreach (string line in File.ReadLines(System.IO.Path.Combine(RepositoryFiles.Root, path)))
        {
            number++;
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                if (open is { } block)
                {
                    blocks.Add(new FencedBlock(block.Info, code.ToString(), block.Line));
                    code.Clear();
                    open = null;
                }
                else
                {
                    open = (line[3..].Trim(), number);
                }

                text.Append('\n');
            }
            else if (open is null)
            {
                text.Append(line).Append('\n');
            }
            else
            {
                code.Append(line).Append('\n');
                text.Append('\n');
            }
        }

        open.Should().BeNull($"{path} must close the block that it opens in line {open?.Line}");
        return new MarkdownPage(path, blocks, text.ToString());
    }

    /// <summary>The anchors of the headings, as GitHub makes them.</summary>
    public IEnumerable<string> Anchors()
    {
        var seen = new Dictionary<string, int>();
        foreach (Match heading in Heading().Matches(Text))
        {
            string anchor = NotInAnchors().Replace(heading.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-');
            seen[anchor] = seen.TryGetValue(anchor, out int times) ? times + 1 : 0;
            yield return seen[anchor] == 0 ? anchor : $"{anchor}-{seen[anchor]}";
        }
    }

    public override string ToString() => Path;

    private static IEnumerable<string> FindAll() => new[] { "", "docs", "samples", "bench" }
        .SelectMany(folder => Directory.EnumerateFiles(System.IO.Path.Combine(RepositoryFiles.Root, folder), "*.md", new EnumerationOptions
        {
            RecurseSubdirectories = folder.Length > 0,
        }))
        .Select(path => System.IO.Path.GetRelativePath(RepositoryFiles.Root, path).Replace('\\', '/'))
        .Where(path => !path.Contains("/bin/", StringComparison.Ordinal) && !path.Contains("/obj/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    [GeneratedRegex(@"^#{1,6} (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N}\- _]")]
    private static partial Regex NotInAnchors();
}
