// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>ParameterValueStruct: Name, Value.</summary>
internal readonly struct ParameterValueItem : IItemCodec<ParameterValue>
{
    public static ReadOnlySpan<byte> ElementName => "ParameterValueStruct"u8;

    public static ReadOnlySpan<byte> ArrayType => "cwmp:ParameterValueStruct"u8;

    public static ParameterValue Read(ref SoapReader reader)
    {
        string name = string.Empty;
        string text = string.Empty;
        ParameterType type = default;
        bool more = reader.ReadChild("Name"u8);
        while (more)
        {
            if (reader.IsNamed("Name"u8))
            {
                name = reader.ReadCachedString();
            }
            else if (reader.IsNamed("Value"u8))
            {
                type = ParameterTypeCodec.Read(ref reader);
                if (type.IsDeclared)
                {
                    reader.Remember(type.Name);
                }

                text = reader.ReadString(isValue: true);
            }
            else
            {
                reader.Skip();
            }

            // Only the tag of a Value is ever remembered.
            if (reader.TryReadRememberedChild(out string? typeName))
            {
                type = ParameterType.FromName(typeName);
                text = reader.ReadString(isValue: true);
            }

            more = reader.ReadChild();
        }

        return new ParameterValue(name, type, text);
    }

    public static void Write(ref SoapWriter writer, ParameterValue item)
    {
        writer.Raw("<ParameterValueStruct><Name>"u8);
        writer.Text(item.Name, "Name"u8);
        if (item.Type.IsDeclared)
        {
            writer.Raw("</Name><Value xsi:type=\""u8);
            writer.AttributeValue(item.Type.Name, "Type"u8);
            writer.Raw("\">"u8);
        }
        else
        {
            writer.Raw("</Name><Value>"u8);
        }

        writer.Text(item.Text, "Value"u8);
        writer.Raw("</Value></ParameterValueStruct>"u8);
    }
}
