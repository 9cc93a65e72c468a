// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>Asks for the transfers the ACS has started (TR-069 §A.4.1.1; deprecated). ACS to CPE.</summary>
public sealed record GetQueuedTransfers : CwmpRequest<GetQueuedTransfersResponse>
{
    /// <inheritdoc/>
    public override string MethodName => nameof(GetQueuedTransfers);
}
