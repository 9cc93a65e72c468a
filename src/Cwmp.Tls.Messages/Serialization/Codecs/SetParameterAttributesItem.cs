// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>SetParameterAttributesStruct: Name, NotificationChange, Notification, AccessListChange, AccessList.</summary>
internal readonly struct SetParameterAttributesItem : IItemCodec<SetParameterAttributesStruct>
{
    public static ReadOnlySpan<byte> ElementName => "SetParameterAttributesStruct"u8;

    public static ReadOnlySpan<byte> ArrayType => "cwmp:SetParameterAttributesStruct"u8;

    public static SetParameterAttributesStruct Read(ref SoapReader reader)
    {
        string name = string.Empty;
        bool notificationChange = false;
        int notification = 0;
        bool accessListChange = false;
        EquatableList<string> accessList = EquatableList<string>.Empty;
        while (reader.ReadChild())
        {
            if (reader.IsNamed("Name"u8))
            {
                name = reader.ReadCachedString();
            }
            else if (reader.IsNamed("NotificationChange"u8))
            {
                notificationChange = reader.ReadBoolean();
            }
            else if (reader.IsNamed("Notification"u8))
            {
                notification = reader.ReadInt32();
            }
            else if (reader.IsNamed("AccessListChange"u8))
            {
                accessListChange = reader.ReadBoolean();
            }
            else if (reader.IsNamed("AccessList"u8))
            {
                accessList = SoapArray.Read<string, StringItem>(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return new SetParameterAttributesStruct
        {
            Name = name,
            NotificationChange = notificationChange,
            Notification = (ParameterNotification)notification,
            AccessListChange = accessListChange,
            AccessList = accessList,
        };
    }

    public static void Write(ref SoapWriter writer, SetParameterAttributesStruct item)
    {
        writer.Start(ElementName);
        writer.Element("Name"u8, item.Name);
        writer.Element("NotificationChange"u8, item.NotificationChange);
        writer.Element("Notification"u8, (int)item.Notification);
        writer.Element("AccessListChange"u8, item.AccessListChange);
        SoapArray.Write<string, StringItem>(ref writer, "AccessList"u8, item.AccessList);
        writer.End(ElementName);
    }
}
