// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The answer to AutonomousDUStateChangeComplete.</summary>
public sealed record AutonomousDUStateChangeCompleteResponse : CwmpResponse
{
    /// <inheritdoc/>
    public override string MethodName => nameof(AutonomousDUStateChangeComplete);

    /// <inheritdoc/>
    public override string ElementName => nameof(AutonomousDUStateChangeCompleteResponse);
}
