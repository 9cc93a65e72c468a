// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.Tests.Diagnostics;

/// <summary>docs/telemetry.md is a promise to operators: it lists every instrument with its unit, and no other.</summary>
public sealed partial class TelemetryDocumentTests
{
    [Fact]
    public void Every_instrument_is_in_the_document_with_its_unit()
    {
        var instruments = new Dictionary<string, string?>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == CwmpTelemetry.MeterName)
                {
                    instruments[instrument.Name] = instrument.Unit;
                }
            },
        };
        foreach (Type holder in typeof(CwmpTelemetry).Assembly.GetTypes().Where(t => t.Namespace == typeof(CwmpTelemetry).Namespace))
        {
            RuntimeHelpers.RunClassConstructor(holder.TypeHandle);
        }

        listener.Start();

        string text = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "telemetry.md"));
        Dictionary<string, string?> documented = Row().Matches(text).ToDictionary(m => m.Groups[1].Value, m => (string?)m.Groups[2].Value);
        documented.Should().BeEquivalentTo(instruments);
    }

    [Fact]
    public void Every_tag_is_in_the_document_and_every_tag_of_the_document_exists()
    {
        IEnumerable<string> tags = typeof(TelemetryTags).GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!);

        // Instruments and spans have their tags in the third column.
        IEnumerable<string> documented = File.ReadLines(Path.Combine(RepositoryFiles.Root, "docs", "telemetry.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal) && line.Split(" | ").Length == 4)
            .SelectMany(line => Tag().Matches(line.Split(" | ")[2]).Select(match => match.Groups[1].Value))
            .Distinct();

        documented.Should().BeEquivalentTo(tags);
    }

    [GeneratedRegex("`([a-z_]+(?:\\.[a-z_]+)+)`")]
    private static partial Regex Tag();

    [GeneratedRegex(@"^\| `(cwmp\.[^`]+)` \| [^,|]+, (\S+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
