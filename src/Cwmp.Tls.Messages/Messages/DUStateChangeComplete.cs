// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>Reports the results of a ChangeDUState (TR-069 §A.4.2.3; CWMP 1.2). CPE to ACS.</summary>
public sealed record DUStateChangeComplete : CwmpRequest<DUStateChangeCompleteResponse>
{
    /// <summary>The results, in the order of the operations.</summary>
    public required IReadOnlyList<OpResultStruct> Results
    {
        get;
        init => field = EquatableList<OpResultStruct>.From(value);
    }

    /// <summary>The key of the ChangeDUState; null when absent.</summary>
    public string? CommandKey { get; init; }

    /// <inheritdoc/>
    public override string MethodName => nameof(DUStateChangeComplete);
}
