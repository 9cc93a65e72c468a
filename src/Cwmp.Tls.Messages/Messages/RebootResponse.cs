// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The answer to Reboot.</summary>
public sealed record RebootResponse : CwmpResponse
{
    /// <inheritdoc/>
    public override string MethodName => nameof(Reboot);

    /// <inheritdoc/>
    public override string ElementName => nameof(RebootResponse);
}
