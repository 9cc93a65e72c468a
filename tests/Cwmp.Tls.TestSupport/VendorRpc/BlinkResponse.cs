// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.TestSupport.VendorRpc;

/// <summary>The response to <see cref="Blink"/>.</summary>
public sealed record BlinkResponse : CwmpResponse
{
    /// <inheritdoc/>
    public override string MethodName => Blink.Name;

    /// <inheritdoc/>
    public override string ElementName => Blink.Name + "Response";
}
