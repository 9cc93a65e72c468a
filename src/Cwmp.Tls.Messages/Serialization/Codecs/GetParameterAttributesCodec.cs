// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>GetParameterAttributes: ParameterNames. Response: ParameterList.</summary>
internal sealed class GetParameterAttributesCodec : RpcCodec<GetParameterAttributes, GetParameterAttributesResponse>
{
    protected override GetParameterAttributes ReadRequest(ref SoapReader reader)
    {
        EquatableList<string> parameterNames = EquatableList<string>.Empty;
        while (reader.ReadChild())
        {
            if (reader.IsNamed("ParameterNames"u8))
            {
                parameterNames = SoapArray.Read<string, StringItem>(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new GetParameterAttributes { ParameterNames = parameterNames };
    }

    protected override GetParameterAttributesResponse ReadResponse(ref SoapReader reader)
    {
        EquatableList<ParameterAttributeStruct> parameterList = EquatableList<ParameterAttributeStruct>.Empty;
        while (reader.ReadChild())
        {
            if (reader.IsNamed("ParameterList"u8))
            {
                parameterList = SoapArray.Read<ParameterAttributeStruct, ParameterAttributeItem>(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new GetParameterAttributesResponse { ParameterList = parameterList };
    }

    protected override void WriteRequest(ref SoapWriter writer, GetParameterAttributes request)
    {
        SoapArray.Write<string, StringItem>(ref writer, "ParameterNames"u8, request.ParameterNames);
    }

    protected override void WriteResponse(ref SoapWriter writer, GetParameterAttributesResponse response)
    {
        SoapArray.Write<ParameterAttributeStruct, ParameterAttributeItem>(ref writer, "ParameterList"u8, response.ParameterList);
    }
}
