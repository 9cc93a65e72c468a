// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe.Transfers;

/// <summary>What became of a downloaded file.</summary>
public enum CpeApplyResult
{
    /// <summary>It is in effect.</summary>
    Applied = 0,

    /// <summary>
    /// It takes effect with a reboot, which the engine now asks for; <see cref="ICpeTransferHandler.ConfirmAfterRebootAsync"/> tells
    /// afterwards whether it did.
    /// </summary>
    AppliedByReboot,
}
