// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>GetQueuedTransfers: no arguments. Response: TransferList.</summary>
internal sealed class GetQueuedTransfersCodec : RpcCodec<GetQueuedTransfers, GetQueuedTransfersResponse>
{
    protected override GetQueuedTransfers ReadRequest(ref SoapReader reader)
    {
        reader.Skip();
        return new GetQueuedTransfers();
    }

    protected override GetQueuedTransfersResponse ReadResponse(ref SoapReader reader)
    {
        EquatableList<QueuedTransferStruct> transferList = EquatableList<QueuedTransferStruct>.Empty;
        while (reader.ReadChild())
        {
            if (reader.IsNamed("TransferList"u8))
            {
                transferList = SoapArray.Read<QueuedTransferStruct, QueuedTransferItem>(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new GetQueuedTransfersResponse { TransferList = transferList };
    }

    protected override void WriteResponse(ref SoapWriter writer, GetQueuedTransfersResponse response)
    {
        SoapArray.Write<QueuedTransferStruct, QueuedTransferItem>(ref writer, "TransferList"u8, response.TransferList);
    }
}
