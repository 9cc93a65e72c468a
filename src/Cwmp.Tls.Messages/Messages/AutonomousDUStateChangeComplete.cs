// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>Reports changes of deployment units the ACS did not ask for (TR-069 §A.4.2.4; CWMP 1.2). CPE to ACS.</summary>
public sealed record AutonomousDUStateChangeComplete : CwmpRequest<AutonomousDUStateChangeCompleteResponse>
{
    /// <summary>What changed.</summary>
    public required IReadOnlyList<AutonOpResultStruct> Results
    {
        get;
        init => field = EquatableList<AutonOpResultStruct>.From(value);
    }

    /// <inheritdoc/>
    public override string MethodName => nameof(AutonomousDUStateChangeComplete);
}
