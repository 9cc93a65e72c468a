// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>EventStruct: EventCode, CommandKey.</summary>
internal readonly struct EventItem : IItemCodec<EventStruct>
{
    public static ReadOnlySpan<byte> ElementName => "EventStruct"u8;

    public static ReadOnlySpan<byte> ArrayType => "cwmp:EventStruct"u8;

    public static EventStruct Read(ref SoapReader reader)
    {
        EventCode code = default;
        string commandKey = string.Empty;
        bool more = reader.ReadChild("EventCode"u8);
        while (more)
        {
            if (reader.IsNamed("EventCode"u8))
            {
                code = EventCode.FromText(reader.ReadCachedString());
            }
            else if (reader.IsNamed("CommandKey"u8))
            {
                commandKey = reader.ReadString();
            }
            else
            {
                reader.Skip();
            }

            more = reader.ReadChild("CommandKey"u8);
        }

        return new EventStruct(code, commandKey);
    }

    public static void Write(ref SoapWriter writer, EventStruct item)
    {
        writer.Start(ElementName);
        writer.Element("EventCode"u8, item.EventCode.Text);
        writer.Element("CommandKey"u8, item.CommandKey);
        writer.End(ElementName);
    }
}
