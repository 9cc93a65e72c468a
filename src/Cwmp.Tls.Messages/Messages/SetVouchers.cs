// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>Gives the device option vouchers (TR-069 §A.4.1.3; deprecated). ACS to CPE.</summary>
public sealed record SetVouchers : CwmpRequest<SetVouchersResponse>
{
    /// <summary>The vouchers, each as base64 text.</summary>
    public required IReadOnlyList<string> VoucherList
    {
        get;
        init => field = EquatableList<string>.From(value);
    }

    /// <inheritdoc/>
    public override string MethodName => nameof(SetVouchers);
}
