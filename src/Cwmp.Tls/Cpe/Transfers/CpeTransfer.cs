// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text.Json;
using Cwmp.Tls.Cpe.Events;
using Cwmp.Tls.Cpe.Time;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Cpe.Transfers;

/// <summary>
/// A transfer in the queue. It belongs to the engine's loop; a running transfer reads only <see cref="Info"/> and what never changes.
/// </summary>
internal sealed class CpeTransfer
{
    public required long Id { get; init; }

    /// <summary>Download, ScheduleDownload or Upload.</summary>
    public required string Method { get; init; }

    public required CpeTransferInfo Info { get; init; }

    public required string Username { get; init; }

    public required string Password { get; init; }

    /// <summary>Not to be started before.</summary>
    public required CpeDeadline Start { get; init; }

    /// <summary>The windows of a ScheduleDownload; empty otherwise.</summary>
    public IReadOnlyList<CpeTimeWindow> Windows { get; init; } = [];

    public CpeTransferStep Step { get; set; }

    /// <summary>When the transfer itself began; Unknown until then.</summary>
    public CwmpDateTime StartTime { get; set; }

    /// <summary>The octets that are on the medium for certain, and the validator (ETag) they belong to.</summary>
    public long Checkpoint { get; set; }

    public string Validator { get; set; } = string.Empty;

    /// <summary>What is to be reported; set with <see cref="CpeTransferStep.Completed"/>.</summary>
    public TransferComplete? Outcome { get; set; }

    /// <summary>The request that reports it.</summary>
    public CpePendingRequest? Report { get; set; }

    /// <summary>Not to be tried again before, on the monotonic clock; forgotten over a reboot.</summary>
    public TimeSpan NotBefore { get; set; }

    public bool MayBeCancelled => Step is CpeTransferStep.Waiting or CpeTransferStep.Transferring;

    public TransferState State => Step switch
    {
        CpeTransferStep.Waiting => TransferState.NotYetStarted,
        CpeTransferStep.Completed => TransferState.Completed,
        _ => TransferState.InProgress,
    };

    /// <summary>The window that is open, or the next one; null when all are over.</summary>
    public CpeTimeWindow? WindowAt(TimeSpan now) => Windows.FirstOrDefault(window => window.End.Due > now);

    /// <summary>Ends the transfer and makes the request that reports it.</summary>
    public CpePendingRequest Complete(FaultStruct fault, CwmpDateTime completeTime)
    {
        Step = CpeTransferStep.Completed;
        Outcome = new TransferComplete
        {
            CommandKey = Info.CommandKey,
            FaultStruct = fault,

            // §A.3.3.2: both times are unknown where the transfer failed.
            StartTime = fault.IsSuccess ? StartTime : CwmpDateTime.Unknown,
            CompleteTime = fault.IsSuccess ? completeTime : CwmpDateTime.Unknown,
        };
        return CreateReport();
    }

    public void Save(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("id", Id);
        writer.WriteString("method", Method);
        writer.WriteString("key", Info.CommandKey);
        writer.WriteString("type", Info.FileType);
        writer.WriteString("url", Info.Url.AbsoluteUri);
        writer.WriteNumber("size", Info.FileSize);
        writer.WriteString("target", Info.TargetFileName);
        writer.WriteString("user", Username);
        writer.WriteString("password", Password);
        Start.Write(writer, "start");
        writer.WriteNumber("step", (int)Step);
        writer.WriteString("began", StartTime.Text);
        writer.WriteNumber("checkpoint", Checkpoint);
        writer.WriteString("validator", Validator);
        writer.WriteStartArray("windows");
        foreach (CpeTimeWindow window in Windows)
        {
            writer.WriteStartObject();
            window.Start.Write(writer, "start");
            window.End.Write(writer, "end");
            writer.WriteString("mode", window.Mode);
            writer.WriteString("message", window.UserMessage);
            writer.WriteNumber("retries", window.MaxRetries);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        if (Outcome is not null)
        {
            writer.WriteNumber("fault", Outcome.FaultStruct.FaultCode.Value);
            writer.WriteString("reason", Outcome.FaultStruct.FaultString);
            writer.WriteString("completed", Outcome.CompleteTime.Text);
        }

        writer.WriteEndObject();
    }

    public static CpeTransfer Load(JsonElement state, CpeClock clock)
    {
        string method = Text(state, "method");
        CpeTransfer transfer = new()
        {
            Id = state.GetProperty("id").GetInt64(),
            Method = method,
            Info = new CpeTransferInfo
            {
                CommandKey = Text(state, "key"),
                IsDownload = method != "Upload",
                FileType = Text(state, "type"),
                Url = new Uri(Text(state, "url")),
                FileSize = state.GetProperty("size").GetInt64(),
                TargetFileName = Text(state, "target"),
            },
            Username = Text(state, "user"),
            Password = Text(state, "password"),
            Start = CpeDeadline.Read(state.GetProperty("start"), clock),
            Step = (CpeTransferStep)state.GetProperty("step").GetInt32(),
            StartTime = CwmpDateTime.FromText(Text(state, "began")),
            Checkpoint = state.GetProperty("checkpoint").GetInt64(),
            Validator = Text(state, "validator"),
            Windows = [.. state.GetProperty("windows").EnumerateArray().Select(window => new CpeTimeWindow(
                CpeDeadline.Read(window.GetProperty("start"), clock),
                CpeDeadline.Read(window.GetProperty("end"), clock),
                Text(window, "mode"),
                Text(window, "message"),
                window.GetProperty("retries").GetInt32()))],
        };
        if (transfer.Step == CpeTransferStep.Completed)
        {
            transfer.Complete(
                new FaultStruct(new CwmpFaultCode(state.GetProperty("fault").GetInt32()), Text(state, "reason")),
                CwmpDateTime.FromText(Text(state, "completed")));
        }

        return transfer;
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString() ?? string.Empty;

    private CpePendingRequest CreateReport() => Report = new CpePendingRequest(Outcome!)
    {
        Event = EventCode.TransferComplete,
        MethodEvent = EventCode.ForMethod(Method),
        CommandKey = Info.CommandKey,
    };
}
