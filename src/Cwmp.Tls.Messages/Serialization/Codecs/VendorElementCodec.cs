// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>Elements without a type of ours, as trees. Recursion goes no deeper than the limit on depth.</summary>
internal static class VendorElementCodec
{
    /// <summary>Reads all children of the element the reader has entered.</summary>
    public static List<VendorElement> ReadChildren(ref SoapReader reader)
    {
        var elements = new List<VendorElement>();
        while (reader.ReadChild())
        {
            ReadInto(ref reader, elements);
        }

        return elements;
    }

    /// <summary>Reads the element the reader has entered.</summary>
    public static void ReadInto(ref SoapReader reader, List<VendorElement> elements)
    {
        if (!reader.CountVendorElement())
        {
            return;
        }

        string name = Ascii.IsValid(reader.LocalName) ? reader.Intern(reader.LocalName) : Encoding.UTF8.GetString(reader.LocalName);
        ParameterType type = ParameterTypeCodec.Read(ref reader);
        string? arrayType = SoapArray.ReadItemType(ref reader);
        string text = string.Empty;
        List<VendorElement> children = [];
        if (reader.HasTextOnly())
        {
            text = reader.ReadString(isValue: true);
        }
        else
        {
            children = ReadChildren(ref reader);
        }

        elements.Add(new VendorElement { Name = name, Type = type, ArrayType = arrayType, Text = text, Elements = children });
    }

    public static void Write(ref SoapWriter writer, IReadOnlyList<VendorElement> elements)
    {
        foreach (VendorElement element in EquatableList<VendorElement>.From(elements).AsSpan())
        {
            writer.Raw("<"u8);
            writer.Name(element.Name);
            if (element.Type.IsDeclared)
            {
                writer.Raw(" xsi:type=\""u8);
                writer.AttributeValue(element.Type.Name, "Type"u8);
                writer.Raw("\""u8);
            }

            if (element.ArrayType is { } arrayType)
            {
                writer.Raw(" SOAP-ENC:arrayType=\""u8);
                writer.AttributeValue(arrayType, "ArrayType"u8);
                writer.Raw("["u8);
                writer.Number(element.Elements.Count);
                writer.Raw("]\""u8);
            }

            writer.Raw(">"u8);
            if (element.Elements.Count > 0)
            {
                Write(ref writer, element.Elements);
            }
            else
            {
                writer.Text(element.Text, "Text"u8);
            }

            writer.Raw("</"u8);
            writer.Name(element.Name);
            writer.Raw(">"u8);
        }
    }
}
