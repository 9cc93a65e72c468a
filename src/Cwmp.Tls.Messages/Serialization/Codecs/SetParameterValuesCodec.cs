// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>SetParameterValues: ParameterList, ParameterKey. Response: Status.</summary>
internal sealed class SetParameterValuesCodec : RpcCodec<SetParameterValues, SetParameterValuesResponse>
{
    protected override SetParameterValues ReadRequest(ref SoapReader reader)
    {
        EquatableList<ParameterValue> parameterList = EquatableList<ParameterValue>.Empty;
        string parameterKey = string.Empty;
        while (reader.ReadChild())
        {
            if (reader.IsNamed("ParameterList"u8))
            {
                parameterList = SoapArray.Read<ParameterValue, ParameterValueItem>(ref reader);
            }
            else if (reader.IsNamed("ParameterKey"u8))
            {
                parameterKey = reader.ReadString();
            }
            else
            {
                reader.Skip();
            }
        }

        return new SetParameterValues { ParameterList = parameterList, ParameterKey = parameterKey };
    }

    protected override SetParameterValuesResponse ReadResponse(ref SoapReader reader)
    {
        int status = 0;
        while (reader.ReadChild())
        {
            if (reader.IsNamed("Status"u8))
            {
                status = reader.ReadInt32();
            }
            else
            {
                reader.Skip();
            }
        }

        return new SetParameterValuesResponse { Status = (RequestStatus)status };
    }

    protected override void WriteRequest(ref SoapWriter writer, SetParameterValues request)
    {
        SoapArray.Write<ParameterValue, ParameterValueItem>(ref writer, "ParameterList"u8, request.ParameterList);
        writer.Element("ParameterKey"u8, request.ParameterKey);
    }

    protected override void WriteResponse(ref SoapWriter writer, SetParameterValuesResponse response)
    {
        writer.Element("Status"u8, (int)response.Status);
    }
}
