// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>AddObject: ObjectName, ParameterKey. Response: InstanceNumber, Status.</summary>
internal sealed class AddObjectCodec : RpcCodec<AddObject, AddObjectResponse>
{
    protected override AddObject ReadRequest(ref SoapReader reader)
    {
        string objectName = string.Empty;
        string parameterKey = string.Empty;
        while (reader.ReadChild())
        {
            if (reader.IsNamed("ObjectName"u8))
            {
                objectName = reader.ReadString();
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

        return new AddObject { ObjectName = objectName, ParameterKey = parameterKey };
    }

    protected override AddObjectResponse ReadResponse(ref SoapReader reader)
    {
        uint instanceNumber = 0;
        int status = 0;
        while (reader.ReadChild())
        {
            if (reader.IsNamed("InstanceNumber"u8))
            {
                instanceNumber = reader.ReadUInt32();
            }
            else if (reader.IsNamed("Status"u8))
            {
                status = reader.ReadInt32();
            }
            else
            {
                reader.Skip();
            }
        }

        return new AddObjectResponse { InstanceNumber = instanceNumber, Status = (RequestStatus)status };
    }

    protected override void WriteRequest(ref SoapWriter writer, AddObject request)
    {
        writer.Element("ObjectName"u8, request.ObjectName);
        writer.Element("ParameterKey"u8, request.ParameterKey);
    }

    protected override void WriteResponse(ref SoapWriter writer, AddObjectResponse response)
    {
        writer.Element("InstanceNumber"u8, response.InstanceNumber);
        writer.Element("Status"u8, (int)response.Status);
    }
}
