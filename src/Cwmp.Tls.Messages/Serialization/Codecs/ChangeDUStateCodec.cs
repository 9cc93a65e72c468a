// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>ChangeDUState: Operations (a repeated element, not an array), CommandKey. Its response is empty.</summary>
internal sealed class ChangeDUStateCodec : RpcCodec<ChangeDUState, ChangeDUStateResponse>
{
    protected override ChangeDUState ReadRequest(ref SoapReader reader)
    {
        var operations = new List<OperationStruct>();
        string? commandKey = null;
        while (reader.ReadChild())
        {
            if (reader.IsNamed("Operations"u8))
            {
                OperationCodec.Read(ref reader, operations);
            }
            else if (reader.IsNamed("CommandKey"u8))
            {
                commandKey = reader.ReadString();
            }
            else
            {
                reader.Skip();
            }
        }

        return new ChangeDUState { Operations = operations, CommandKey = commandKey };
    }

    protected override ChangeDUStateResponse ReadResponse(ref SoapReader reader)
    {
        reader.Skip();
        return new ChangeDUStateResponse();
    }

    protected override void WriteRequest(ref SoapWriter writer, ChangeDUState request)
    {
        ReadOnlySpan<OperationStruct> operations = EquatableList<OperationStruct>.From(request.Operations).AsSpan();
        writer.List = "Operations"u8;
        for (int i = 0; i < operations.Length; i++)
        {
            writer.Index = i;
            OperationCodec.Write(ref writer, operations[i]);
        }

        writer.List = default;
        writer.OptionalElement("CommandKey"u8, request.CommandKey);
    }
}
