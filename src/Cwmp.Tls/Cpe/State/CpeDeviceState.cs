// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Text.Json;
using Cwmp.Tls.Cpe.Events;
using Cwmp.Tls.Cpe.Model;
using Cwmp.Tls.Cpe.Time;
using Cwmp.Tls.Cpe.Transfers;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.State;

/// <summary>
/// Everything the engine must not lose, and its form as JSON. Belongs to the engine's loop. Equal states are equal octets, so that a save can
/// be left out where nothing has changed.
/// </summary>
internal sealed class CpeDeviceState(ICpeDataModel model, CpeModelReader reader, CpeClock clock)
{
    // 1: had one "reboot"; 2: has a list of "reboots".
    private const int FormatVersion = 2;

    private long _storedModelVersion = -1;
    private byte[] _storedModel = [];

    public CpeEventQueue Queue { get; } = new();

    public CpeNotifications Notifications { get; } = new(reader);

    public List<CpeScheduledInform> Scheduled { get; } = [];

    public List<CpeTransfer> Transfers { get; } = [];

    public List<CpeOperationBatch> Operations { get; } = [];

    /// <summary>The URL for which a BOOTSTRAP was raised last; empty on a device fresh from the factory.</summary>
    public string BootstrapUrl { get; set; } = string.Empty;

    /// <summary>The command keys of the Reboots that were answered and not carried out: one reboot is enough for them all.</summary>
    public List<string> RebootKeys { get; } = [];

    /// <summary>A file or a factory reset asked for a reboot that was not carried out.</summary>
    public bool RebootWithoutKey { get; set; }

    /// <summary>A FactoryReset was answered and not carried out to its end.</summary>
    public bool FactoryReset { get; set; }

    /// <summary>How often the device's part of the factory reset was begun and not seen to end.</summary>
    public int FactoryResetStarts { get; set; }

    /// <summary>Whether a reboot was promised, to the ACS or to a file, and not carried out.</summary>
    public bool OwesReboot => RebootKeys.Count > 0 || RebootWithoutKey || FactoryReset;

    /// <summary>The last good time, Unix seconds; 0 for none.</summary>
    public long TimeFloor { get; set; }

    /// <summary>The time stamp of the last UDP connection request.</summary>
    public long UdpTimestamp { get; set; }

    /// <summary>The path of the connection request URL; empty before there was one.</summary>
    public string ConnectionRequestPath { get; set; } = string.Empty;

    public long LastTransferId { get; set; }

    /// <summary>Everything the device has of its ACS is forgotten; who it is, where it listens and that it is being reset is not.</summary>
    public void Clear()
    {
        Queue.Clear();
        Notifications.Clear();
        Scheduled.Clear();
        Transfers.Clear();
        Operations.Clear();
        BootstrapUrl = string.Empty;
        RebootKeys.Clear();
        RebootWithoutKey = false;
    }

    /// <summary>Removes the transfers whose report was delivered or discarded.</summary>
    public void ForgetReportedTransfers()
        => Transfers.RemoveAll(transfer => transfer.Report is { } report && !Queue.Requests.Contains(report));

    public byte[] Save()
    {
        ArrayBufferWriter<byte> output = new(1024 + _storedModel.Length);
        using (Utf8JsonWriter writer = new(output, new JsonWriterOptions { SkipValidation = true }))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", FormatVersion);
            writer.WriteString("bootstrap", BootstrapUrl);
            writer.WriteStartArray("reboots");
            RebootKeys.ForEach(writer.WriteStringValue);
            writer.WriteEndArray();
            writer.WriteBoolean("rebootForFile", RebootWithoutKey);
            writer.WriteBoolean("factoryReset", FactoryReset);
            writer.WriteNumber("factoryResetStarts", FactoryResetStarts);
            writer.WriteNumber("timeFloor", TimeFloor);
            writer.WriteNumber("udpTimestamp", UdpTimestamp);
            writer.WriteString("connectionRequestPath", ConnectionRequestPath);
            writer.WriteNumber("lastTransferId", LastTransferId);
            SaveEvents(writer);
            SaveTransfers(writer);
            SaveRequests(writer);
            SaveOperations(writer);
            Notifications.Save(writer, "seen");
            SaveModel(writer);
            writer.WriteEndObject();
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>Takes over a saved state.</summary>
    /// <exception cref="Exception">The state is not in the form <see cref="Save"/> gives it; this object is then to be thrown away.</exception>
    public void Load(ReadOnlyMemory<byte> saved)
    {
        using JsonDocument document = JsonDocument.Parse(saved);
        JsonElement state = document.RootElement;
        int version = state.GetProperty("version").GetInt32();
        if (version is < 1 or > FormatVersion)
        {
            throw new NotSupportedException($"It is of format {version}, and this version of the library reads formats up to {FormatVersion}.");
        }

        BootstrapUrl = state.GetProperty("bootstrap").GetString() ?? string.Empty;
        if (version >= 2)
        {
            RebootKeys.AddRange(state.GetProperty("reboots").EnumerateArray().Select(key => key.GetString()!));
        }
        else if (state.TryGetProperty("reboot", out JsonElement reboot))
        {
            RebootKeys.Add(reboot.GetString()!);
        }

        RebootWithoutKey = state.GetProperty("rebootForFile").GetBoolean();
        FactoryReset = state.GetProperty("factoryReset").GetBoolean();
        FactoryResetStarts = state.TryGetProperty("factoryResetStarts", out JsonElement starts) ? starts.GetInt32() : 0;
        TimeFloor = state.GetProperty("timeFloor").GetInt64();
        UdpTimestamp = state.GetProperty("udpTimestamp").GetInt64();
        ConnectionRequestPath = state.GetProperty("connectionRequestPath").GetString() ?? string.Empty;
        LastTransferId = state.GetProperty("lastTransferId").GetInt64();
        foreach (JsonElement entry in state.GetProperty("events").EnumerateArray())
        {
            Queue.Add(EventCode.FromText(entry[0].GetString()!), entry[1].GetString()!);
        }

        foreach (JsonElement entry in state.GetProperty("scheduled").EnumerateArray())
        {
            Scheduled.Add(new CpeScheduledInform(entry.GetProperty("key").GetString()!, CpeDeadline.Read(entry.GetProperty("due"), clock)));
        }

        Transfers.AddRange(state.GetProperty("transfers").EnumerateArray().Select(entry => CpeTransfer.Load(entry, clock)));
        foreach (JsonElement entry in state.GetProperty("requests").EnumerateArray())
        {
            LoadRequest(entry);
        }

        foreach (JsonElement entry in state.GetProperty("operations").EnumerateArray())
        {
            LoadOperation(entry);
        }

        Notifications.Load(state.GetProperty("seen"));
        if (model is ICpeStoredModel stored && state.TryGetProperty("model", out JsonElement values))
        {
            stored.RestoreState(values);
        }
    }

    /// <summary>Returns the data model to what was saved last, after a change that could not be stored.</summary>
    public void RestoreModel(ReadOnlyMemory<byte> saved)
    {
        if (model is not ICpeStoredModel stored)
        {
            return;
        }

        using JsonDocument document = JsonDocument.Parse(saved.IsEmpty ? "{}"u8.ToArray() : saved);
        stored.RestoreState(document.RootElement.TryGetProperty("model", out JsonElement values) ? values : document.RootElement);
    }

    private void SaveEvents(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("events");
        foreach (CpeEventQueue.Entry entry in Queue.Entries)
        {
            if (CpeEventRule.For(entry.Code).SurvivesReboot)
            {
                writer.WriteStartArray();
                writer.WriteStringValue(entry.Code.Text);
                writer.WriteStringValue(entry.CommandKey);
                writer.WriteEndArray();
            }
        }

        writer.WriteEndArray();
        writer.WriteStartArray("scheduled");
        foreach (CpeScheduledInform scheduled in Scheduled)
        {
            writer.WriteStartObject();
            writer.WriteString("key", scheduled.CommandKey);
            scheduled.Deadline.Write(writer, "due");
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void SaveTransfers(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("transfers");
        foreach (CpeTransfer transfer in Transfers)
        {
            transfer.Save(writer);
        }

        writer.WriteEndArray();
    }

    private void SaveRequests(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("requests");
        foreach (CpePendingRequest request in Queue.Requests)
        {
            if (!request.SurvivesReboot)
            {
                continue;
            }

            writer.WriteStartObject();
            if (Transfers.Find(transfer => transfer.Report == request) is { } reported)
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

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void LoadRequest(JsonElement entry)
    {
        if (entry.TryGetProperty("transfer", out JsonElement id))
        {
            CpeTransfer transfer = Transfers.Find(t => t.Id == id.GetInt64())!;
            Queue.Add(transfer.Report!);
            return;
        }

        string method = entry.GetProperty("method").GetString()!;
        Queue.Add(new CpePendingRequest((CwmpRequest)CpeCodec.Restore(entry.GetProperty("message").GetString()!))
        {
            Event = EventCode.FromText(entry.GetProperty("event").GetString()!),
            MethodEvent = method.Length == 0 ? null : EventCode.FromText(method),
            CommandKey = entry.GetProperty("key").GetString()!,
        });
    }

    private void SaveOperations(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("operations");
        foreach (CpeOperationBatch batch in Operations)
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

    private void LoadOperation(JsonElement entry)
    {
        CpeOperationBatch batch = new(
            (ChangeDUState)CpeCodec.Restore(entry.GetProperty("request").GetString()!),
            CpeDeadline.Read(entry.GetProperty("deadline"), clock))
        {
            Attempts = entry.GetProperty("attempts").GetInt32(),
        };
        if (entry.TryGetProperty("results", out JsonElement results))
        {
            batch.Results.AddRange(((DUStateChangeComplete)CpeCodec.Restore(results.GetString()!)).Results);
        }

        Operations.Add(batch);
    }

    private void SaveModel(Utf8JsonWriter writer)
    {
        if (model is not ICpeStoredModel stored)
        {
            return;
        }

        // The tree may be large and most saves do not concern it.
        long version = stored.Version;
        if (version != _storedModelVersion)
        {
            ArrayBufferWriter<byte> output = new();
            using (Utf8JsonWriter inner = new(output))
            {
                stored.SaveState(inner);
            }

            _storedModel = output.WrittenSpan.ToArray();
            _storedModelVersion = version;
        }

        writer.WritePropertyName("model");
        writer.WriteRawValue(_storedModel, skipInputValidation: true);
    }
}
