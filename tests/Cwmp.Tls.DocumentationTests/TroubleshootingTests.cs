// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.Cpe;
using Cwmp.Tls.Cpe.Sessions;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.DocumentationTests;

/// <summary>docs/troubleshooting.md has a section or a row for every failure, in the order of the code.</summary>
public sealed class TroubleshootingTests
{
    private static readonly string[] Parts = ["* Looks like: ", "* Usual cause: ", "* Next step: "];

    [Fact]
    public void Every_failed_handshake_has_its_section()
    {
        IEnumerable<string> sections = string.Join('\n', Section("When a handshake fails"))
            .Split("\n### ")
            .Skip(1)
            .Select(section => section.Split('\n'))
            .Select(lines =>
                Parts.All(part => lines.Any(line => line.StartsWith(part, StringComparison.Ordinal) && line.Length > part.Length))
                ? lines[0].Trim('`')
                : $"{lines[0]} lacks a part");

        sections.Should().Equal(Enum.GetNames<TlsHandshakeFailure>().Where(name => name != "None"));
    }

    [Theory]
    [InlineData("When a session breaks", typeof(TlsConnectionFailure))]
    [InlineData("When a CPE's session fails", typeof(CpeSessionFailure))]
    [InlineData("When the ACS refuses a POST", typeof(AcsRequestFailure))]
    [InlineData("When a context cannot be built", typeof(CwmpTlsConfigurationErrorCode))]
    public void Every_value_has_its_row(string heading, Type failures)
    {
        IEnumerable<string> rows = Section(heading)
            .SkipWhile(line => !line.StartsWith("| ---", StringComparison.Ordinal))
            .Skip(1)
            .TakeWhile(line => line.Length > 0)
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(cells => cells[1..^1].All(cell => cell.Length > 0) ? cells[1].Trim('`') : $"{cells[1]} has an empty cell");

        rows.Should().Equal(Enum.GetNames(failures).Where(name => name != "None"));
    }

    private static IEnumerable<string> Section(string heading) =>
        File.ReadLines(Path.Combine(RepositoryFiles.Root, "docs", "troubleshooting.md"))
            .SkipWhile(line => line != "## " + heading)
            .Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal));
}
