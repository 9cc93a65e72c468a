// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>A window in which a ScheduleDownload may happen.</summary>
public sealed record TimeWindowStruct
{
    /// <summary>Seconds from the receipt of the request to the begin of the window.</summary>
    public required uint WindowStart { get; init; }

    /// <summary>Seconds from the receipt of the request to the end of the window.</summary>
    public required uint WindowEnd { get; init; }

    /// <summary>When in the window: see <see cref="TimeWindowModes"/>; the set is open.</summary>
    public required string WindowMode { get; init; }

    /// <summary>What to ask the user in mode <c>4 Confirmation Needed</c>, at most 256 characters.</summary>
    public string UserMessage { get; init; } = string.Empty;

    /// <summary>How often to try again in the window; -1 leaves it to the device, 0 means not at all.</summary>
    public int MaxRetries { get; init; }
}
