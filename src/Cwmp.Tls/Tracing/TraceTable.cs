// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using System.Text;
using Cwmp.Tls.Shared;

namespace Cwmp.Tls.Tracing;

/// <summary>Renders a trace as a text table, in the manner of Wireshark's packet list.</summary>
internal static class TraceTable
{
    private static readonly string[] Headings = ["No.", "Time", "Direction", "Version", "Message", "Length", "Details"];
    private static readonly bool[] IsNumber = [true, true, false, false, false, true, false];

    public static string Render(HandshakeTrace trace, string client, string server, int width)
    {
        string toServer = $"{client} → {server}";
        string toClient = $"{server} → {client}";
        var rows = new List<string[]>(trace.Frames.Count + 1) { Headings };
        foreach (HandshakeFrame frame in trace.Frames)
        {
            rows.Add(
            [
                frame.Number.ToString(CultureInfo.InvariantCulture),
                (frame.Time - trace.Frames[0].Time).TotalSeconds.ToString("F6", CultureInfo.InvariantCulture),
                frame.Direction == HandshakeDirection.Sent == trace.IsServer ? toClient : toServer,
                frame.Version?.Name ?? "TCP",
                frame.Message,
                frame.Length.ToString(CultureInfo.InvariantCulture),
                frame.Summary,
            ]);
        }

        int[] widths = [.. Enumerable.Range(0, Headings.Length).Select(column => rows.Max(row => row[column].Length))];
        var text = new StringBuilder();
        foreach (string[] row in rows)
        {
            AppendRow(text, row, widths, width);
        }

        if (trace.Dropped > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"({trace.Dropped} more frames were not kept)\n");
        }

        return text.ToString();
    }

    private static void AppendRow(StringBuilder text, string[] row, int[] widths, int width)
    {
        var line = new StringBuilder();
        for (int i = 0; i < row.Length; i++)
        {
            line.Append(i > 0 ? "  " : "").Append(IsNumber[i] ? row[i].PadLeft(widths[i]) : row[i].PadRight(widths[i]));
        }

        string whole = line.ToString().TrimEnd();
        text.Append(width > 0 ? PrintableText.Shorten(whole, width) : whole).Append('\n');
    }
}
