// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>ScheduleInform: DelaySeconds, CommandKey. Its response is empty.</summary>
internal sealed class ScheduleInformCodec : RpcCodec<ScheduleInform, ScheduleInformResponse>
{
    protected override ScheduleInform ReadRequest(ref SoapReader reader)
    {
        uint delaySeconds = 0;
        string commandKey = string.Empty;
        while (reader.ReadChild())
        {
            if (reader.IsNamed("DelaySeconds"u8))
            {
                delaySeconds = reader.ReadUInt32();
            }
            else if (reader.IsNamed("CommandKey"u8))
            {
                commandKey = reader.ReadString();
            }
            else
            {
                reader.Skip();
            }
        }

        return new ScheduleInform { DelaySeconds = delaySeconds, CommandKey = commandKey };
    }

    protected override ScheduleInformResponse ReadResponse(ref SoapReader reader)
    {
        reader.Skip();
        return new ScheduleInformResponse();
    }

    protected override void WriteRequest(ref SoapWriter writer, ScheduleInform request)
    {
        writer.Element("DelaySeconds"u8, request.DelaySeconds);
        writer.Element("CommandKey"u8, request.CommandKey);
    }
}
