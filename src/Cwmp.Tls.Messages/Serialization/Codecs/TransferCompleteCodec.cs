// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>TransferComplete: CommandKey, FaultStruct, StartTime, CompleteTime. Its response is empty.</summary>
internal sealed class TransferCompleteCodec : RpcCodec<TransferComplete, TransferCompleteResponse>
{
    protected override TransferComplete ReadRequest(ref SoapReader reader)
    {
        string commandKey = string.Empty;
        FaultStruct faultStruct = FaultStruct.None;
        CwmpDateTime startTime = default;
        CwmpDateTime completeTime = default;
        while (reader.ReadChild())
        {
            if (reader.IsNamed("CommandKey"u8))
            {
                commandKey = reader.ReadString();
            }
            else if (reader.IsNamed("FaultStruct"u8))
            {
                faultStruct = reader.ReadFaultStruct();
            }
            else if (reader.IsNamed("StartTime"u8))
            {
                startTime = reader.ReadDateTime();
            }
            else if (reader.IsNamed("CompleteTime"u8))
            {
                completeTime = reader.ReadDateTime();
            }
            else
            {
                reader.Skip();
            }
        }

        return new TransferComplete
        {
            CommandKey = commandKey,
            FaultStruct = faultStruct,
            StartTime = startTime,
            CompleteTime = completeTime,
        };
    }

    protected override TransferCompleteResponse ReadResponse(ref SoapReader reader)
    {
        reader.Skip();
        return new TransferCompleteResponse();
    }

    protected override void WriteRequest(ref SoapWriter writer, TransferComplete request)
    {
        writer.Element("CommandKey"u8, request.CommandKey);
        writer.Element("FaultStruct"u8, request.FaultStruct);
        writer.Element("StartTime"u8, request.StartTime);
        writer.Element("CompleteTime"u8, request.CompleteTime);
    }
}
