// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>GetParameterValues: ParameterNames. Response: ParameterList.</summary>
internal sealed class GetParameterValuesCodec : RpcCodec<GetParameterValues, GetParameterValuesResponse>
{
    protected override GetParameterValues ReadRequest(ref SoapReader reader)
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

        return new GetParameterValues { ParameterNames = parameterNames };
    }

    protected override GetParameterValuesResponse ReadResponse(ref SoapReader reader)
    {
        EquatableList<ParameterValue>? parameterList = null;
        while (reader.ReadChild())
        {
            if (parameterList is null && reader.IsNamed("ParameterList"u8))
            {
                parameterList = SoapArray.Read<ParameterValue, ParameterValueItem>(ref reader);
            }
            else
            {
                ItemReaders.CheckAfterList(ref reader);
                reader.Skip();
            }
        }

        return new GetParameterValuesResponse { ParameterList = parameterList ?? EquatableList<ParameterValue>.Empty };
    }

    protected override void WriteRequest(ref SoapWriter writer, GetParameterValues request)
    {
        SoapArray.Write<string, StringItem>(ref writer, "ParameterNames"u8, request.ParameterNames);
    }

    protected override void WriteResponse(ref SoapWriter writer, GetParameterValuesResponse response)
    {
        SoapArray.Write<ParameterValue, ParameterValueItem>(ref writer, "ParameterList"u8, response.ParameterList);
    }
}
