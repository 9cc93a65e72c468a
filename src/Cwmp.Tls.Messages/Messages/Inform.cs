// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>Opens a session: who the device is and why it calls (TR-069 §A.3.3.1). CPE to ACS.</summary>
public sealed record Inform : CwmpRequest<InformResponse>
{
    /// <summary>Who the device says it is.</summary>
    public required DeviceIdStruct DeviceId { get; init; }

    /// <summary>Why it calls, at most 64 events.</summary>
    public IReadOnlyList<EventStruct> Event
    {
        get;
        init => field = EquatableList<EventStruct>.From(value);
    } = EquatableList<EventStruct>.Empty;

    /// <summary>Always 1; ignored on receipt.</summary>
    public uint MaxEnvelopes { get; init; } = 1;

    /// <summary>The device's clock, usually with its local offset.</summary>
    public CwmpDateTime CurrentTime { get; init; }

    /// <summary>How often this session has been tried before in a row.</summary>
    public uint RetryCount { get; init; }

    /// <summary>The parameters every Inform carries, and those whose change is reported.</summary>
    public IReadOnlyList<ParameterValue> ParameterList
    {
        get;
        init => field = EquatableList<ParameterValue>.From(value);
    } = EquatableList<ParameterValue>.Empty;

    /// <inheritdoc/>
    public override string MethodName => nameof(Inform);
}
