// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>ParameterInfoStruct: Name, Writable.</summary>
internal readonly struct ParameterInfoItem : IItemCodec<ParameterInfoStruct>
{
    public static ReadOnlySpan<byte> ElementName => "ParameterInfoStruct"u8;

    public static ReadOnlySpan<byte> ArrayType => "cwmp:ParameterInfoStruct"u8;

    public static ParameterInfoStruct Read(ref SoapReader reader)
    {
        string name = string.Empty;
        bool writable = false;
        bool more = reader.ReadChild("Name"u8);
        while (more)
        {
            if (reader.IsNamed("Name"u8))
            {
                name = reader.ReadCachedString();
            }
            else if (reader.IsNamed("Writable"u8))
            {
                writable = reader.ReadBoolean();
            }
            else
            {
                reader.Skip();
            }

            more = reader.ReadChild("Writable"u8);
        }

        return new ParameterInfoStruct { Name = name, Writable = writable };
    }

    public static void Write(ref SoapWriter writer, ParameterInfoStruct item)
    {
        writer.Raw("<ParameterInfoStruct><Name>"u8);
        writer.Text(item.Name, "Name"u8);
        writer.Raw(item.Writable
            ? "</Name><Writable>1</Writable></ParameterInfoStruct>"u8
            : "</Name><Writable>0</Writable></ParameterInfoStruct>"u8);
    }
}
