// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>ArgStruct: Name, Value.</summary>
internal readonly struct ArgItem : IItemCodec<ArgStruct>
{
    public static ReadOnlySpan<byte> ElementName => "ArgStruct"u8;

    public static ReadOnlySpan<byte> ArrayType => "cwmp:ArgStruct"u8;

    public static ArgStruct Read(ref SoapReader reader)
    {
        string name = string.Empty;
        string value = string.Empty;
        while (reader.ReadChild())
        {
            if (reader.IsNamed("Name"u8))
            {
                name = reader.ReadString();
            }
            else if (reader.IsNamed("Value"u8))
            {
                value = reader.ReadString();
            }
            else
            {
                reader.Skip();
            }
        }

        return new ArgStruct(name, value);
    }

    public static void Write(ref SoapWriter writer, ArgStruct item)
    {
        writer.Start(ElementName);
        writer.Element("Name"u8, item.Name);
        writer.Element("Value"u8, item.Value);
        writer.End(ElementName);
    }
}
