// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>SetVouchers: VoucherList. Its response is empty.</summary>
internal sealed class SetVouchersCodec : RpcCodec<SetVouchers, SetVouchersResponse>
{
    protected override SetVouchers ReadRequest(ref SoapReader reader)
    {
        EquatableList<string> voucherList = EquatableList<string>.Empty;
        while (reader.ReadChild())
        {
            if (reader.IsNamed("VoucherList"u8))
            {
                voucherList = SoapArray.Read<string, Base64Item>(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new SetVouchers { VoucherList = voucherList };
    }

    protected override SetVouchersResponse ReadResponse(ref SoapReader reader)
    {
        reader.Skip();
        return new SetVouchersResponse();
    }

    protected override void WriteRequest(ref SoapWriter writer, SetVouchers request)
    {
        SoapArray.Write<string, Base64Item>(ref writer, "VoucherList"u8, request.VoucherList);
    }
}
