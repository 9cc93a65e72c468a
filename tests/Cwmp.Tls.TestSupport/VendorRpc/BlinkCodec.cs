// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Serialization.Codecs;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.TestSupport.VendorRpc;

/// <summary>Blink: Times. Its response is empty.</summary>
internal sealed class BlinkCodec : RpcCodec<Blink, BlinkResponse>
{
    public override string MethodName => Blink.Name;

    protected override Blink ReadRequest(ref SoapReader reader)
    {
        int times = 0;
        while (reader.ReadChild())
        {
            if (reader.IsNamed("Times"u8))
            {
                times = reader.ReadInt32();
            }
            else
            {
                reader.Skip();
            }
        }

        return new Blink { Times = times };
    }

    protected override BlinkResponse ReadResponse(ref SoapReader reader)
    {
        reader.Skip();
        return new BlinkResponse();
    }

    protected override void WriteRequest(ref SoapWriter writer, Blink request) => writer.Element("Times"u8, request.Times);
}
