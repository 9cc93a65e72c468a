// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>Asks for an Inform at a later time (TR-069 §A.4.1.2). ACS to CPE.</summary>
public sealed record ScheduleInform : CwmpRequest<ScheduleInformResponse>
{
    /// <summary>Seconds from now, more than 0.</summary>
    public uint DelaySeconds { get; init; }

    /// <summary>A key of the ACS that comes back in the events and requests this one leads to, at most 32 characters.</summary>
    public string CommandKey { get; init; } = string.Empty;

    /// <inheritdoc/>
    public override string MethodName => nameof(ScheduleInform);
}
