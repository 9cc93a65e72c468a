// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The result of an operation on a deployment unit that the ACS did not ask for.</summary>
public sealed record AutonOpResultStruct : OpResultStruct
{
    /// <summary>What was done, see <see cref="DeploymentUnitOperations"/>; vendors may use other words.</summary>
    public string OperationPerformed { get; init; } = string.Empty;
}
