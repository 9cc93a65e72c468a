// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The answer to DUStateChangeComplete.</summary>
public sealed record DUStateChangeCompleteResponse : CwmpResponse
{
    /// <inheritdoc/>
    public override string MethodName => nameof(DUStateChangeComplete);

    /// <inheritdoc/>
    public override string ElementName => nameof(DUStateChangeCompleteResponse);
}
