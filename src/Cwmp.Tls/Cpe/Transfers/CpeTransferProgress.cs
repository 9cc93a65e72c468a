// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe.Transfers;

/// <summary>How far a transfer is.</summary>
/// <param name="Transfer">Which one.</param>
/// <param name="Transferred">Octets so far, earlier attempts included.</param>
/// <param name="Total">Octets in all; null when unknown.</param>
public readonly record struct CpeTransferProgress(CpeTransferInfo Transfer, long Transferred, long? Total);
