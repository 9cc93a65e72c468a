// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The answer to FactoryReset.</summary>
public sealed record FactoryResetResponse : CwmpResponse
{
    /// <inheritdoc/>
    public override string MethodName => nameof(FactoryReset);

    /// <inheritdoc/>
    public override string ElementName => nameof(FactoryResetResponse);
}
