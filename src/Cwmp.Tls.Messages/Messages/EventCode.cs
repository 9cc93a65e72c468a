// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;

namespace Cwmp.Tls.Messages;

/// <summary>
/// The code of an event in an Inform, with the text as it came (TR-069 §3.7.1.5). The set is open: vendor codes (<c>X OUI text</c>) and
/// codes of later versions are carried as they are.
/// </summary>
/// <remarks>
/// Devices write the words after the number in any case, with blanks at the end or not at all, so that two numbered codes are equal when
/// their numbers are; <c>M</c> and <c>X</c> codes when their texts are, but for white space around them.
/// </remarks>
public readonly struct EventCode : IEquatable<EventCode>
{
    private readonly string? _text;

    private EventCode(string text) => _text = text;

    /// <summary><c>0 BOOTSTRAP</c>: first contact with this ACS, after a factory reset or a change of its URL.</summary>
    public static EventCode Bootstrap { get; } = new("0 BOOTSTRAP");

    /// <summary><c>1 BOOT</c>: power up or reset.</summary>
    public static EventCode Boot { get; } = new("1 BOOT");

    /// <summary><c>2 PERIODIC</c>: the periodic Inform.</summary>
    public static EventCode Periodic { get; } = new("2 PERIODIC");

    /// <summary><c>3 SCHEDULED</c>: asked for by ScheduleInform.</summary>
    public static EventCode Scheduled { get; } = new("3 SCHEDULED");

    /// <summary><c>4 VALUE CHANGE</c>: a parameter with notification changed its value.</summary>
    public static EventCode ValueChange { get; } = new("4 VALUE CHANGE");

    /// <summary><c>5 KICKED</c>: web redirection; a Kicked request follows.</summary>
    public static EventCode Kicked { get; } = new("5 KICKED");

    /// <summary><c>6 CONNECTION REQUEST</c>: the ACS asked for the session.</summary>
    public static EventCode ConnectionRequest { get; } = new("6 CONNECTION REQUEST");

    /// <summary><c>7 TRANSFER COMPLETE</c>: a download or upload finished; a TransferComplete request follows.</summary>
    public static EventCode TransferComplete { get; } = new("7 TRANSFER COMPLETE");

    /// <summary><c>8 DIAGNOSTICS COMPLETE</c>: a diagnostic test the ACS started finished.</summary>
    public static EventCode DiagnosticsComplete { get; } = new("8 DIAGNOSTICS COMPLETE");

    /// <summary><c>9 REQUEST DOWNLOAD</c>: a RequestDownload follows.</summary>
    public static EventCode RequestDownload { get; } = new("9 REQUEST DOWNLOAD");

    /// <summary><c>10 AUTONOMOUS TRANSFER COMPLETE</c> (CWMP 1.1): a transfer the ACS did not ask for finished.</summary>
    public static EventCode AutonomousTransferComplete { get; } = new("10 AUTONOMOUS TRANSFER COMPLETE");

    /// <summary><c>11 DU STATE CHANGE COMPLETE</c> (CWMP 1.2).</summary>
    public static EventCode DUStateChangeComplete { get; } = new("11 DU STATE CHANGE COMPLETE");

    /// <summary><c>12 AUTONOMOUS DU STATE CHANGE COMPLETE</c> (CWMP 1.2).</summary>
    public static EventCode AutonomousDUStateChangeComplete { get; } = new("12 AUTONOMOUS DU STATE CHANGE COMPLETE");

    /// <summary><c>13 WAKEUP</c> (CWMP 1.4): the device woke from standby.</summary>
    public static EventCode Wakeup { get; } = new("13 WAKEUP");

    /// <summary><c>14 HEARTBEAT</c> (Amendment 6): the heartbeat of ManagementServer.HeartbeatPolicy.</summary>
    public static EventCode Heartbeat { get; } = new("14 HEARTBEAT");

    /// <summary><c>M Reboot</c>: the Reboot the ACS asked for happened.</summary>
    public static EventCode MReboot { get; } = new("M Reboot");

    /// <summary><c>M ScheduleInform</c>.</summary>
    public static EventCode MScheduleInform { get; } = new("M ScheduleInform");

    /// <summary><c>M Download</c>.</summary>
    public static EventCode MDownload { get; } = new("M Download");

    /// <summary><c>M ScheduleDownload</c> (CWMP 1.2).</summary>
    public static EventCode MScheduleDownload { get; } = new("M ScheduleDownload");

    /// <summary><c>M Upload</c>.</summary>
    public static EventCode MUpload { get; } = new("M Upload");

    /// <summary><c>M ChangeDUState</c> (CWMP 1.2).</summary>
    public static EventCode MChangeDUState { get; } = new("M ChangeDUState");

    /// <summary>The text exactly as it came, or as it will be written.</summary>
    public string Text => _text ?? string.Empty;

    /// <summary>The number of a numbered code, 0 for <c>0 BOOTSTRAP</c>; -1 for every other code.</summary>
    public int Number
    {
        get
        {
            ReadOnlySpan<char> text = Text.AsSpan().Trim();
            int end = text.IndexOf(' ');
            ReadOnlySpan<char> first = end < 0 ? text : text[..end];
            return first.Length is > 0 and <= 6 && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                ? number
                : -1;
        }
    }

    /// <summary>Which family the code belongs to.</summary>
    public EventCodeKind Kind
    {
        get
        {
            ReadOnlySpan<char> text = Text.AsSpan().TrimStart();
            return Number >= 0 ? EventCodeKind.Numbered
                : text.StartsWith("M ", StringComparison.Ordinal) ? EventCodeKind.Method
                : text.StartsWith("X ", StringComparison.Ordinal) ? EventCodeKind.Vendor
                : EventCodeKind.None;
        }
    }

    /// <summary>The RPC an <c>M</c> code names, for example <c>Reboot</c> or <c>X_00D09E_Act</c>; empty for every other code.</summary>
    public string MethodName => Kind == EventCodeKind.Method ? Text.AsSpan().Trim()[2..].Trim().ToString() : string.Empty;

    /// <summary>Compares numbers, or texts where there are none.</summary>
    public static bool operator ==(EventCode left, EventCode right) => left.Equals(right);

    /// <summary>Compares numbers, or texts where there are none.</summary>
    public static bool operator !=(EventCode left, EventCode right) => !left.Equals(right);

    /// <summary>Keeps any text as a code.</summary>
    /// <param name="text">The text, for example <c>X 00D09E Button pressed</c>.</param>
    public static EventCode FromText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new EventCode(text);
    }

    /// <summary>The <c>M</c> code of an RPC.</summary>
    /// <param name="methodName">The name of the RPC, for example <c>Download</c>.</param>
    public static EventCode ForMethod(string methodName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(methodName);
        return new EventCode("M " + methodName);
    }

    /// <inheritdoc/>
    public bool Equals(EventCode other)
    {
        if (string.Equals(Text, other.Text, StringComparison.Ordinal))
        {
            return true;
        }

        int number = Number;
        return number == other.Number && (number >= 0 || Text.AsSpan().Trim().SequenceEqual(other.Text.AsSpan().Trim()));
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EventCode other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        int number = Number;
        return number >= 0 ? number : string.GetHashCode(Text.AsSpan().Trim(), StringComparison.Ordinal);
    }

    /// <summary>The text.</summary>
    public override string ToString() => Text;
}
