// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The answer to ChangeDUState. What became of the operations follows in a DUStateChangeComplete.</summary>
public sealed record ChangeDUStateResponse : CwmpResponse
{
    /// <inheritdoc/>
    public override string MethodName => nameof(ChangeDUState);

    /// <inheritdoc/>
    public override string ElementName => nameof(ChangeDUStateResponse);
}
