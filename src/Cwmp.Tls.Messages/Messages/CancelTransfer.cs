// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>Cancels transfers that have not finished (TR-069 §A.4.1.10; CWMP 1.2). ACS to CPE.</summary>
public sealed record CancelTransfer : CwmpRequest<CancelTransferResponse>
{
    /// <summary>The key of the transfers to cancel, at most 32 characters.</summary>
    public string CommandKey { get; init; } = string.Empty;

    /// <inheritdoc/>
    public override string MethodName => nameof(CancelTransfer);
}
