// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text.RegularExpressions;

namespace Cwmp.Tls.DocumentationTests;

/// <summary>Commands are marked so that <c>eng/check-docs.sh</c> knows what to do with them. docs/README.md explains the marks.</summary>
public sealed partial class CommandBlockTests
{
    [Theory]
    [MemberData(nameof(MarkdownPage.All), MemberType = typeof(MarkdownPage))]
    public void Every_command_is_in_a_block_that_the_script_runs_or_that_says_why_not(string page)
    {
        IEnumerable<string> unmarked = MarkdownPage.Read(page).Blocks
            .Where(block => block.Language is not ("sh" or "csharp" or "dockerfile" or "ini") && Command().IsMatch(block.Code))
            .Select(block => $"{page}:{block.Line}");

        unmarked.Should().BeEmpty("a block of commands begins with ```sh");
    }

    [Theory]
    [MemberData(nameof(MarkdownPage.All), MemberType = typeof(MarkdownPage))]
    public void Marks_of_commands_are_known(string page)
    {
        IEnumerable<string> unknown = MarkdownPage.Read(page).Blocks
            .Where(block => block.Language == "sh" && !block.Words.All(word => Mark().IsMatch(word)))
            .Select(block => $"{page}:{block.Line}: {block.Info}");

        unknown.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(MarkdownPage.All), MemberType = typeof(MarkdownPage))]
    public void Commands_that_are_run_have_no_placeholders(string page)
    {
        IEnumerable<string> wanting = MarkdownPage.Read(page).Blocks
            .Where(block =>
                block.Language == "sh" && !block.Words.Any(word => word is "long" or "example") && Placeholder().IsMatch(block.Code))
            .Select(block => $"{page}:{block.Line}");

        wanting.Should().BeEmpty("a command with a placeholder is marked `example`");
    }

    [GeneratedRegex(
        @"^(?:\$ )?(?:sudo |nice )?(?:dotnet|openssl|curl|git|docker|podman|systemctl|apt-get|\./|bench/|eng/|samples/)\S*( |$)",
        RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex(@"^(long|example|background|until=\S+|needs=[\w.,-]+)$")]
    private static partial Regex Mark();

    [GeneratedRegex(@"…|\b(?:FILE|URL|NAME|DIR|FOLDER|PROCESS|PORT)\b")]
    private static partial Regex Placeholder();
}
