// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>Reboot: CommandKey. Its response is empty.</summary>
internal sealed class RebootCodec : RpcCodec<Reboot, RebootResponse>
{
    protected override Reboot ReadRequest(ref SoapReader reader)
    {
        string commandKey = string.Empty;
        while (reader.ReadChild())
        {
            if (reader.IsNamed("CommandKey"u8))
            {
                commandKey = reader.ReadString();
            }
            else
            {
                reader.Skip();
            }
        }

        return new Reboot { CommandKey = commandKey };
    }

    protected override RebootResponse ReadResponse(ref SoapReader reader)
    {
        reader.Skip();
        return new RebootResponse();
    }

    protected override void WriteRequest(ref SoapWriter writer, Reboot request)
    {
        writer.Element("CommandKey"u8, request.CommandKey);
    }
}
