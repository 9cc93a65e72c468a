// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>Asks for a return to the state of the factory once the session is over (TR-069 §A.4.1.6). ACS to CPE.</summary>
public sealed record FactoryReset : CwmpRequest<FactoryResetResponse>
{
    /// <inheritdoc/>
    public override string MethodName => nameof(FactoryReset);
}
