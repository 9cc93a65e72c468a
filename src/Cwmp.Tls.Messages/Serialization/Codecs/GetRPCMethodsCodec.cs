// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>GetRPCMethods: no arguments. Response: MethodList.</summary>
internal sealed class GetRPCMethodsCodec : RpcCodec<GetRPCMethods, GetRPCMethodsResponse>
{
    protected override GetRPCMethods ReadRequest(ref SoapReader reader)
    {
        reader.Skip();
        return new GetRPCMethods();
    }

    protected override GetRPCMethodsResponse ReadResponse(ref SoapReader reader)
    {
        EquatableList<string> methodList = EquatableList<string>.Empty;
        while (reader.ReadChild())
        {
            if (reader.IsNamed("MethodList"u8))
            {
                methodList = SoapArray.Read<string, StringItem>(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new GetRPCMethodsResponse { MethodList = methodList };
    }

    protected override void WriteResponse(ref SoapWriter writer, GetRPCMethodsResponse response)
    {
        SoapArray.Write<string, StringItem>(ref writer, "MethodList"u8, response.MethodList);
    }
}
