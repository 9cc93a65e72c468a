// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Text.Json;
using Cwmp.Tls.Cpe.Events;
using Cwmp.Tls.Cpe.Time;
using Cwmp.Tls.Cpe.Transfers;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.State;

/// <summary>
/// The state as JSON. Equal states are equal octets, so that a save can be left out where nothing has changed. What an older version wrote
/// is read; a state of a newer format is refused.
/// </summary>
internal static class CpeStateFormat
{
    // 1: had one "reboot"; 2: has a list of "reboots".
    private const int Version = 2;

    public static byte[] Write(CpeDeviceState state)
    {
        ArrayBufferWriter<byte> output = new(1024 + state.Model.Length);
        using (Utf8JsonWriter writer = new(output, new JsonWriterOptions { SkipValidation = true }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", Version);
            writer.WriteString("bootstrap", state.Events.BootstrapUrl);
            writer.WriteStartArray("reboots");
            state.Reboot.Keys.ForEach(writer.WriteStringValue);
            writer.WriteEndArray();
            writer.WriteBoolean("rebootForFile", state.Reboot.WithoutKey);
            writer.WriteBoolean("factoryReset", state.Reboot.FactoryReset);
            writer.WriteNumber("factoryResetStarts", state.Reboot.FactoryResetStarts);
            writer.WriteNumber("timeFloor", state.TimeFloor);
            writer.WriteNumber("udpTimestamp", state.UdpTimestamp);
            writer.WriteString("connectionRequestPath", state.ConnectionRequestPath);
            writer.WriteNumber("lastTransferId", state.Transfers.LastId);
            WriteEvents(writer, state.Events);
            WriteTransfers(writer, state.Transfers);
            WriteRequests(writer, state);
            WriteOperations(writer, state.Operations);
            state.Events.Notifications.Save(writer, "seen");
            state.Model.Write(writer);
            writer.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>Takes over a saved state.</summary>
    /// <exception cref="Exception">The state is not in the form <see cref="Write"/> gives it; reset it then.</exception>
    public static void Read(ReadOnlyMemory<byte> saved, CpeDeviceState state)
    {
        using JsonDocument document = JsonDocument.Parse(saved);
        JsonElement root = document.RootElement;
        int version = root.GetProperty("version").GetInt32();
        if (version is < 1 or > Version)
        {
            throw new NotSupportedException($"It is of format {version}, and this version of the library reads formats up to {Version}.");
        }

        state.Events.BootstrapUrl = root.GetProperty("bootstrap").GetString() ?? string.Empty;
        if (version >= 2)
        {
            state.Reboot.Keys.AddRange(root.GetProperty("reboots").EnumerateArray().Select(key => key.GetString()!));
        }
        else if (root.TryGetProperty("reboot", out JsonElement reboot))
        {
            state.Reboot.Keys.Add(reboot.GetString()!);
        }

        state.Reboot.WithoutKey = root.GetProperty("rebootForFile").GetBoolean();
        state.Reboot.FactoryReset = root.GetProperty("factoryReset").GetBoolean();
        state.Reboot.FactoryResetStarts = root.TryGetProperty("factoryResetStarts", out JsonElement starts) ? starts.GetInt32() : 0;
        state.TimeFloor = root.GetProperty("timeFloor").GetInt64();
        state.UdpTimestamp = root.GetProperty("udpTimestamp").GetInt64();
        state.ConnectionRequestPath = root.GetProperty("connectionRequestPath").GetString() ?? string.Empty;
        state.Transfers.LastId = root.GetProperty("lastTransferId").GetInt64();
        ReadEvents(root, state);
        state.Transfers.Transfers.AddRange(
            root.GetProperty("transfers").EnumerateArray().Select(entry => CpeTransfer.Load(entry, state.Clock)));
        foreach (JsonElement entry in root.GetProperty("requests").EnumerateArray())
        {
            ReadRequest(entry, state);
        }

        foreach (JsonElement entry in root.GetProperty("operations").EnumerateArray())
        {
            ReadOperation(entry, state);
        }

        state.Events.Notifications.Load(root.GetProperty("seen"));
        state.Model.Read(root);
    }

    private static void WriteEvents(Utf8JsonWriter writer, CpeEvents events)
    {
        writer.WriteStartArray("events");
        foreach (CpeEventEntry entry in events.Queue.StoredEntries)
        {
            writer.WriteStartArray();
            writer.WriteStringValue(entry.Code.Text);
            writer.WriteStringValue(entry.CommandKey);
            entry.Expires?.Write(writer);
            writer.WriteEndArray();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("scheduled");
        foreach (CpeScheduledInform scheduled in events.Scheduled)
        {
            writer.WriteStartObject();
            writer.WriteString("key", scheduled.CommandKey);
            scheduled.Deadline.Write(writer, "due");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void ReadEvents(JsonElement root, CpeDeviceState state)
    {
        foreach (JsonElement entry in root.GetProperty("events").EnumerateArray())
        {
            state.Events.Queue.Add(
                EventCode.FromText(entry[0].GetString()!),
                entry[1].GetString()!,
                entry.GetArrayLength() > 2 ? CpeDeadline.Read(entry[2], state.Clock) : null);
        }

        foreach (JsonElement entry in root.GetProperty("scheduled").EnumerateArray())
        {
            state.Events.Scheduled.Add(new CpeScheduledInform(
                entry.GetProperty("key").GetString()!, CpeDeadline.Read(entry.GetProperty("due"), state.Clock)));
        }
    }

    private static void WriteTransfers(Utf8JsonWriter writer, CpeTransferQueue queue)
    {
        writer.WriteStartArray("transfers");
        foreach (CpeTransfer transfer in queue.Transfers)
        {
            transfer.Save(writer);
        }

        writer.WriteEndArray();
    }

    private static void WriteRequests(Utf8JsonWriter writer, CpeDeviceState state)
    {
        writer.WriteStartArray("requests");
        foreach (CpePendingRequest request in state.Events.Queue.StoredRequests)
        {
            writer.WriteStartObject();
            if (state.Transfers.Transfers.Find(transfer => transfer.Report == request) is { } reported)
            {
                writer.WriteNumber("transfer", reported.Id);
            }
            else
            {
                writer.WriteString("event", request.Event!.Value.Text);
                writer.WriteString("method", request.MethodEvent?.Text ?? string.Empty);
                writer.WriteString("key", request.CommandKey);
                writer.WriteString("message", CpeCodec.Store(request.Request));
            }

            request.Expires?.Write(writer, "expires");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void ReadRequest(JsonElement entry, CpeDeviceState state)
    {
        CpePendingRequest request = entry.TryGetProperty("transfer", out JsonElement id)
            ? state.Transfers.Transfers.Find(transfer => transfer.Id == id.GetInt64())!.Report!
            : new CpePendingRequest((CwmpRequest)CpeCodec.Restore(entry.GetProperty("message").GetString()!))
            {
                Event = EventCode.FromText(entry.GetProperty("event").GetString()!),
                MethodEvent = entry.GetProperty("method").GetString() is { Length: > 0 } method ? EventCode.FromText(method) : null,
                CommandKey = entry.GetProperty("key").GetString()!,
            };
        request.Expires = entry.TryGetProperty("expires", out JsonElement expires) ? CpeDeadline.Read(expires, state.Clock) : null;
        state.Events.Queue.Add(request);
    }

    private static void WriteOperations(Utf8JsonWriter writer, List<CpeOperationBatch> operations)
    {
        writer.WriteStartArray("operations");
        foreach (CpeOperationBatch batch in operations)
        {
            writer.WriteStartObject();
            writer.WriteString("request", CpeCodec.Store(batch.Request));
            batch.Deadline.Write(writer, "deadline");
            writer.WriteNumber("attempts", batch.Attempts);
            if (batch.Results.Count > 0)
            {
                writer.WriteString("results", CpeCodec.Store(new DUStateChangeComplete { Results = batch.Results }));
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void ReadOperation(JsonElement entry, CpeDeviceState state)
    {
        CpeOperationBatch batch = new(
            (ChangeDUState)CpeCodec.Restore(entry.GetProperty("request").GetString()!),
            CpeDeadline.Read(entry.GetProperty("deadline"), state.Clock))
        {
            Attempts = entry.GetProperty("attempts").GetInt32(),
        };
        if (entry.TryGetProperty("results", out JsonElement results))
        {
            batch.Results.AddRange(((DUStateChangeComplete)CpeCodec.Restore(results.GetString()!)).Results);
        }

        state.Operations.Add(batch);
    }
}
