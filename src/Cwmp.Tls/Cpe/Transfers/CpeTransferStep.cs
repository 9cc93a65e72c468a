// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe.Transfers;

/// <summary>
/// How far a transfer is:
/// <code>
///   Waiting ──► Transferring ──► Applying ──► Completed ──► (TransferComplete delivered: gone)
///      ▲              │              │            ▲
///      └── window over┘              └► Rebooting ┘
///
///   Every step may fail into Completed with a fault. After a power cut Transferring goes on where it was, Applying begins again, Rebooting
///   has happened. Waiting and Transferring may be cancelled.
/// </code>
/// The numbers are stored.
/// </summary>
internal enum CpeTransferStep
{
    Waiting = 0,
    Transferring = 1,
    Applying = 2,
    Rebooting = 3,
    Completed = 4,
}
