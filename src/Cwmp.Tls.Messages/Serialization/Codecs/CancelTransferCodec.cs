// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>CancelTransfer: CommandKey. Its response is empty.</summary>
internal sealed class CancelTransferCodec : RpcCodec<CancelTransfer, CancelTransferResponse>
{
    protected override CancelTransfer ReadRequest(ref SoapReader reader)
    {
        string commandKey = string.Empty;
        while (reader.ReadChild())
        {
            if (reader.IsNamed("CommandKey"u8))
            {
                commandKey = reader.ReadString();
            }
            else
            {
                reader.Skip();
            }
        }

        return new CancelTransfer { CommandKey = commandKey };
    }

    protected override CancelTransferResponse ReadResponse(ref SoapReader reader)
    {
        reader.Skip();
        return new CancelTransferResponse();
    }

    protected override void WriteRequest(ref SoapWriter writer, CancelTransfer request)
    {
        writer.Element("CommandKey"u8, request.CommandKey);
    }
}
