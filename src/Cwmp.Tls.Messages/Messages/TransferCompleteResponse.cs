// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The answer to TransferComplete.</summary>
public sealed record TransferCompleteResponse : CwmpResponse
{
    /// <inheritdoc/>
    public override string MethodName => nameof(TransferComplete);

    /// <inheritdoc/>
    public override string ElementName => nameof(TransferCompleteResponse);
}
