// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The states of a deployment unit after an operation.</summary>
public static class DeploymentUnitStates
{
    /// <summary>The unit is installed.</summary>
    public const string Installed = "Installed";

    /// <summary>The unit is gone.</summary>
    public const string Uninstalled = "Uninstalled";

    /// <summary>The unit could not be installed and does not exist.</summary>
    public const string Failed = "Failed";
}
