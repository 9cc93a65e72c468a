// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The answer to AutonomousTransferComplete.</summary>
public sealed record AutonomousTransferCompleteResponse : CwmpResponse
{
    /// <inheritdoc/>
    public override string MethodName => nameof(AutonomousTransferComplete);

    /// <inheritdoc/>
    public override string ElementName => nameof(AutonomousTransferCompleteResponse);
}
