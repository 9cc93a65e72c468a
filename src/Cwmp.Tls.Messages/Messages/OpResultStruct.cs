// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The result of one operation on a deployment unit.</summary>
public record OpResultStruct
{
    /// <summary>Which unit.</summary>
    public string UUID { get; init; } = string.Empty;

    /// <summary>The path of the unit in the data model.</summary>
    public string DeploymentUnitRef { get; init; } = string.Empty;

    /// <summary>The version of the unit, at most 32 characters.</summary>
    public string Version { get; init; } = string.Empty;

    /// <summary>The state of the unit now, see <see cref="DeploymentUnitStates"/>.</summary>
    public string CurrentState { get; init; } = string.Empty;

    /// <summary>Whether all its dependencies are met.</summary>
    public bool Resolved { get; init; }

    /// <summary>The paths of its execution units, separated by commas.</summary>
    public string ExecutionUnitRefList { get; init; } = string.Empty;

    /// <summary>When the operation began; unknown when the device cannot tell.</summary>
    public CwmpDateTime StartTime { get; init; }

    /// <summary>When the operation ended, well or not; unknown when the device cannot tell.</summary>
    public CwmpDateTime CompleteTime { get; init; }

    /// <summary>Success, or why it failed.</summary>
    public FaultStruct Fault { get; init; } = FaultStruct.None;
}
