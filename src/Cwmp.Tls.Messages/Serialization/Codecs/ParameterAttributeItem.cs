// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>ParameterAttributeStruct: Name, Notification, AccessList.</summary>
internal readonly struct ParameterAttributeItem : IItemCodec<ParameterAttributeStruct>
{
    public static ReadOnlySpan<byte> ElementName => "ParameterAttributeStruct"u8;

    public static ReadOnlySpan<byte> ArrayType => "cwmp:ParameterAttributeStruct"u8;

    public static ParameterAttributeStruct Read(ref SoapReader reader)
    {
        string name = string.Empty;
        int notification = 0;
        EquatableList<string> accessList = EquatableList<string>.Empty;
        bool more = reader.ReadChild("Name"u8);
        while (more)
        {
            if (reader.IsNamed("Name"u8))
            {
                name = reader.ReadCachedString();
            }
            else if (reader.IsNamed("Notification"u8))
            {
                notification = reader.ReadInt32();
            }
            else if (reader.IsNamed("AccessList"u8))
            {
                accessList = SoapArray.Read<string, StringItem>(ref reader);
            }
            else
            {
                reader.Skip();
            }

            more = reader.ReadChild("Notification"u8);
        }

        return new ParameterAttributeStruct { Name = name, Notification = (ParameterNotification)notification, AccessList = accessList };
    }

    public static void Write(ref SoapWriter writer, ParameterAttributeStruct item)
    {
        writer.Start(ElementName);
        writer.Element("Name"u8, item.Name);
        writer.Element("Notification"u8, (int)item.Notification);
        SoapArray.Write<string, StringItem>(ref writer, "AccessList"u8, item.AccessList);
        writer.End(ElementName);
    }
}
