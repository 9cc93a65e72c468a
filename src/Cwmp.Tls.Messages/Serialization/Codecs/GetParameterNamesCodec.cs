// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>GetParameterNames: ParameterPath, NextLevel. Response: ParameterList.</summary>
internal sealed class GetParameterNamesCodec : RpcCodec<GetParameterNames, GetParameterNamesResponse>
{
    protected override GetParameterNames ReadRequest(ref SoapReader reader)
    {
        string parameterPath = string.Empty;
        bool nextLevel = false;
        while (reader.ReadChild())
        {
            if (reader.IsNamed("ParameterPath"u8))
            {
                parameterPath = reader.ReadString();
            }
            else if (reader.IsNamed("NextLevel"u8))
            {
                nextLevel = reader.ReadBoolean();
            }
            else
            {
                reader.Skip();
            }
        }

        return new GetParameterNames { ParameterPath = parameterPath, NextLevel = nextLevel };
    }

    protected override GetParameterNamesResponse ReadResponse(ref SoapReader reader)
    {
        EquatableList<ParameterInfoStruct>? parameterList = null;
        while (reader.ReadChild())
        {
            if (parameterList is null && reader.IsNamed("ParameterList"u8))
            {
                parameterList = SoapArray.Read<ParameterInfoStruct, ParameterInfoItem>(ref reader);
            }
            else
            {
                ItemReaders.CheckAfterList(ref reader);
                reader.Skip();
            }
        }

        return new GetParameterNamesResponse { ParameterList = parameterList ?? EquatableList<ParameterInfoStruct>.Empty };
    }

    protected override void WriteRequest(ref SoapWriter writer, GetParameterNames request)
    {
        writer.Element("ParameterPath"u8, request.ParameterPath);
        writer.Element("NextLevel"u8, request.NextLevel);
    }

    protected override void WriteResponse(ref SoapWriter writer, GetParameterNamesResponse response)
    {
        SoapArray.Write<ParameterInfoStruct, ParameterInfoItem>(ref writer, "ParameterList"u8, response.ParameterList);
    }
}
