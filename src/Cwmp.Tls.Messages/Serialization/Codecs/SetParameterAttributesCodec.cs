// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>SetParameterAttributes: ParameterList. Its response is empty.</summary>
internal sealed class SetParameterAttributesCodec : RpcCodec<SetParameterAttributes, SetParameterAttributesResponse>
{
    protected override SetParameterAttributes ReadRequest(ref SoapReader reader)
    {
        EquatableList<SetParameterAttributesStruct> parameterList = EquatableList<SetParameterAttributesStruct>.Empty;
        while (reader.ReadChild())
        {
            if (reader.IsNamed("ParameterList"u8))
            {
                parameterList = SoapArray.Read<SetParameterAttributesStruct, SetParameterAttributesItem>(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new SetParameterAttributes { ParameterList = parameterList };
    }

    protected override SetParameterAttributesResponse ReadResponse(ref SoapReader reader)
    {
        reader.Skip();
        return new SetParameterAttributesResponse();
    }

    protected override void WriteRequest(ref SoapWriter writer, SetParameterAttributes request)
    {
        SoapArray.Write<SetParameterAttributesStruct, SetParameterAttributesItem>(ref writer, "ParameterList"u8, request.ParameterList);
    }
}
