// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>Asks for a reboot once the session is over (TR-069 §A.3.2.9). ACS to CPE.</summary>
public sealed record Reboot : CwmpRequest<RebootResponse>
{
    /// <summary>A key of the ACS that comes back in the events and requests this one leads to, at most 32 characters.</summary>
    public string CommandKey { get; init; } = string.Empty;

    /// <inheritdoc/>
    public override string MethodName => nameof(Reboot);
}
