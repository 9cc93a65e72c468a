// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>DeleteObject: ObjectName, ParameterKey. Response: Status.</summary>
internal sealed class DeleteObjectCodec : RpcCodec<DeleteObject, DeleteObjectResponse>
{
    protected override DeleteObject ReadRequest(ref SoapReader reader)
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

        return new DeleteObject { ObjectName = objectName, ParameterKey = parameterKey };
    }

    protected override DeleteObjectResponse ReadResponse(ref SoapReader reader)
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

        return new DeleteObjectResponse { Status = (RequestStatus)status };
    }

    protected override void WriteRequest(ref SoapWriter writer, DeleteObject request)
    {
        writer.Element("ObjectName"u8, request.ObjectName);
        writer.Element("ParameterKey"u8, request.ParameterKey);
    }

    protected override void WriteResponse(ref SoapWriter writer, DeleteObjectResponse response)
    {
        writer.Element("Status"u8, (int)response.Status);
    }
}
