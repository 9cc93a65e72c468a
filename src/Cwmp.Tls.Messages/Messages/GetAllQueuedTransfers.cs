// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>Asks for all transfers, whoever started them (TR-069 §A.4.1.7; CWMP 1.1). ACS to CPE.</summary>
public sealed record GetAllQueuedTransfers : CwmpRequest<GetAllQueuedTransfersResponse>
{
    /// <inheritdoc/>
    public override string MethodName => nameof(GetAllQueuedTransfers);
}
