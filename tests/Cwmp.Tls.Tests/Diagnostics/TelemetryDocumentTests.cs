// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics.Metrics;
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

    [GeneratedRegex(@"^\| `(cwmp\.[^`]+)` \| [^,|]+, (\S+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
