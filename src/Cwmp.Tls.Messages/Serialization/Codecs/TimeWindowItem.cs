// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>TimeWindowStruct: WindowStart, WindowEnd, WindowMode, UserMessage, MaxRetries.</summary>
internal readonly struct TimeWindowItem : IItemCodec<TimeWindowStruct>
{
    public static ReadOnlySpan<byte> ElementName => "TimeWindowStruct"u8;

    public static ReadOnlySpan<byte> ArrayType => "cwmp:TimeWindowStruct"u8;

    public static TimeWindowStruct Read(ref SoapReader reader)
    {
        uint start = 0;
        uint end = 0;
        string mode = string.Empty;
        string userMessage = string.Empty;
        int maxRetries = 0;
        while (reader.ReadChild())
        {
            if (reader.IsNamed("WindowStart"u8))
            {
                start = reader.ReadUInt32();
            }
            else if (reader.IsNamed("WindowEnd"u8))
            {
                end = reader.ReadUInt32();
            }
            else if (reader.IsNamed("WindowMode"u8))
            {
                mode = reader.ReadCachedString();
            }
            else if (reader.IsNamed("UserMessage"u8))
            {
                userMessage = reader.ReadString();
            }
            else if (reader.IsNamed("MaxRetries"u8))
            {
                maxRetries = reader.ReadInt32();
            }
            else
            {
                reader.Skip();
            }
        }

        return new TimeWindowStruct
        {
            WindowStart = start,
            WindowEnd = end,
            WindowMode = mode,
            UserMessage = userMessage,
            MaxRetries = maxRetries,
        };
    }

    public static void Write(ref SoapWriter writer, TimeWindowStruct item)
    {
        writer.Start(ElementName);
        writer.Element("WindowStart"u8, item.WindowStart);
        writer.Element("WindowEnd"u8, item.WindowEnd);
        writer.Element("WindowMode"u8, item.WindowMode);
        writer.Element("UserMessage"u8, item.UserMessage);
        writer.Element("MaxRetries"u8, item.MaxRetries);
        writer.End(ElementName);
    }
}
