// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The answer to CancelTransfer.</summary>
public sealed record CancelTransferResponse : CwmpResponse
{
    /// <inheritdoc/>
    public override string MethodName => nameof(CancelTransfer);

    /// <inheritdoc/>
    public override string ElementName => nameof(CancelTransferResponse);
}
