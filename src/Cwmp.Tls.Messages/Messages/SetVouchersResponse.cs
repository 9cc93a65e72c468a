// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>The answer to SetVouchers.</summary>
public sealed record SetVouchersResponse : CwmpResponse
{
    /// <inheritdoc/>
    public override string MethodName => nameof(SetVouchers);

    /// <inheritdoc/>
    public override string ElementName => nameof(SetVouchersResponse);
}
