// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The operations an <see cref="AutonOpResultStruct"/> can report. The set is open.</summary>
public static class DeploymentUnitOperations
{
    /// <summary>A unit was installed.</summary>
    public const string Install = "Install";

    /// <summary>A unit was updated.</summary>
    public const string Update = "Update";

    /// <summary>A unit was removed.</summary>
    public const string Uninstall = "Uninstall";
}
