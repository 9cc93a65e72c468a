// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Cwmp.Tls.TestSupport;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.PackageTests;

/// <summary>Log events have numbers that people filter and alert by: each is given once, and docs/telemetry.md lists them.</summary>
public sealed partial class LogEventTests
{
    private static readonly LoggerEvent[] Events =
    [
        .. from assembly in Libraries.All
           from type in assembly.GetTypes()
           from method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
           let attribute = method.GetCustomAttribute<LoggerMessageAttribute>()
           where attribute is not null
           orderby attribute.EventId
           select new LoggerEvent(attribute.EventId, attribute.Level.ToString(), attribute.EventName ?? method.Name),
    ];

    [Fact]
    public void Numbers_are_given_once()
    {
        Events.Should().HaveCountGreaterThan(80);
        Events.Select(e => e.Id).Should().OnlyHaveUniqueItems().And.OnlyContain(id => id >= 1000 && id < 8000);
    }

    [Fact]
    public void Every_event_is_in_the_document_with_its_level_and_name()
    {
        string text = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "telemetry.md"));

        IEnumerable<LoggerEvent> documented = Row().Matches(text).Select(row =>
            new LoggerEvent(int.Parse(row.Groups[1].Value, CultureInfo.InvariantCulture), row.Groups[2].Value, row.Groups[3].Value));

        documented.Should().Equal(Events, "the table can be had from this very message: {0}",
            string.Join('\n', Events.Select(e => $"| {e.Id} | {e.Level} | {e.Name} |")));
    }

    [GeneratedRegex(@"^\| (\d{4}) \| (\w+) \| (\w+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    private sealed record LoggerEvent(int Id, string Level, string Name);
}
