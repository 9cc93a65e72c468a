// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe.Transfers;

/// <summary>Where a running transfer records how far it is; the records survive a power cut.</summary>
internal interface ICpeTransferLedger
{
    /// <summary>Changes the transfer on the engine's loop and stores it.</summary>
    Task RecordAsync(CpeTransfer transfer, Action<CpeTransfer> change);
}
