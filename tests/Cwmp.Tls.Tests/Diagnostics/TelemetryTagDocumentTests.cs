// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text.RegularExpressions;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.Tests.Diagnostics;

/// <summary>docs/telemetry.md names every tag of the metrics and spans, and no other.</summary>
public sealed partial class TelemetryTagDocumentTests
{
    [Fact]
    public void Every_tag_is_in_the_document_and_every_tag_of_the_document_exists()
    {
        IEnumerable<string> tags = typeof(TelemetryTags).GetFields().Select(field => (string)field.GetRawConstantValue()!);
        IEnumerable<string> documented = File.ReadLines(Path.Combine(RepositoryFiles.Root, "docs", "telemetry.md"))
            .Where(line => line.StartsWith('|'))
            .Select(line => line.Split('|'))
            .Where(cells => cells.Length > 4)
            .SelectMany(cells => Tag().Matches(cells[3]).Select(match => match.Groups[1].Value))
            .Distinct();

        documented.Should().BeEquivalentTo(tags);
    }

    [GeneratedRegex("`([a-z_]+[.][a-z_.]+)`")]
    private static partial Regex Tag();
}
