// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Text.Json;
using Cwmp.Tls.Acs;

namespace AcsServer;

/// <summary>One line of JSON on standard output for each session that ended.</summary>
internal static class SessionReport
{
    private static readonly Lock Gate = new();
    private static readonly Stream Output = Console.OpenStandardOutput();
    private static readonly ArrayBufferWriter<byte> Buffer = new();

    public static void Write(AcsSessionSummary summary)
    {
        lock (Gate)
        {
            Buffer.ResetWrittenCount();
            using (var json = new Utf8JsonWriter(Buffer))
            {
                json.WriteStartObject();
                json.WriteString("device", summary.Device.ToString());
                json.WriteString("authenticated", summary.AuthenticatedBy.ToString().ToLowerInvariant());
                json.WriteStartArray("events");
                foreach (Cwmp.Tls.Messages.EventStruct entry in summary.Inform.Event)
                {
                    json.WriteStringValue(entry.EventCode.Text);
                }

                json.WriteEndArray();
                json.WriteStartArray("rpcs");
                foreach (string method in summary.Rpcs)
                {
                    json.WriteStringValue(method);
                }

                json.WriteEndArray();
                json.WriteNumber("ms", (long)summary.Duration.TotalMilliseconds);
                json.WriteString("outcome", JsonNamingPolicy.KebabCaseLower.ConvertName(summary.Outcome));
                json.WriteEndObject();
            }

            Buffer.Write("\n"u8);
            Output.Write(Buffer.WrittenSpan);
            Output.Flush();
        }
    }
}
