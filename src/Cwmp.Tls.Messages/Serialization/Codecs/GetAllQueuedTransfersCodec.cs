// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>GetAllQueuedTransfers: no arguments. Response: TransferList.</summary>
internal sealed class GetAllQueuedTransfersCodec : RpcCodec<GetAllQueuedTransfers, GetAllQueuedTransfersResponse>
{
    protected override GetAllQueuedTransfers ReadRequest(ref SoapReader reader)
    {
        reader.Skip();
        return new GetAllQueuedTransfers();
    }

    protected override GetAllQueuedTransfersResponse ReadResponse(ref SoapReader reader)
    {
        EquatableList<AllQueuedTransferStruct> transferList = EquatableList<AllQueuedTransferStruct>.Empty;
        while (reader.ReadChild())
        {
            if (reader.IsNamed("TransferList"u8))
            {
                transferList = SoapArray.Read<AllQueuedTransferStruct, AllQueuedTransferItem>(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new GetAllQueuedTransfersResponse { TransferList = transferList };
    }

    protected override void WriteResponse(ref SoapWriter writer, GetAllQueuedTransfersResponse response)
    {
        SoapArray.Write<AllQueuedTransferStruct, AllQueuedTransferItem>(ref writer, "TransferList"u8, response.TransferList);
    }
}
