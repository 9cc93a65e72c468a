// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>Fields whose types belong to the messages rather than to XML.</summary>
internal static class MessageFields
{
    public static CwmpDateTime ReadDateTime(this ref SoapReader reader) => CwmpDateTime.FromText(reader.ReadString());

    public static void Element(this ref SoapWriter writer, ReadOnlySpan<byte> name, CwmpDateTime value) => writer.Element(name, value.Text);

    /// <summary>MaxEnvelopes, which a receiver has to ignore: whatever is there that is no number is 1.</summary>
    public static uint ReadMaxEnvelopes(this ref SoapReader reader)
    {
        ReadOnlySpan<byte> text = XmlCharacters.TrimSpace(reader.ReadText(out _));
        return uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint value) ? value : 1;
    }

    public static CwmpFaultCode ReadFaultCode(this ref SoapReader reader) => new(reader.ReadInt32());

    /// <summary>
    /// DeviceIdStruct: Manufacturer, OUI, ProductClass, SerialNumber. It is what a session is bound to, and must not be another for the
    /// next reader: no member may come twice.
    /// </summary>
    public static DeviceIdStruct ReadDeviceId(this ref SoapReader reader)
    {
        string? manufacturer = null;
        string? oui = null;
        string? productClass = null;
        string? serialNumber = null;
        ReadOnlySpan<byte> next = "Manufacturer"u8;
        while (reader.ReadChild(next))
        {
            if (reader.IsNamed("Manufacturer"u8))
            {
                RefuseSecond(ref reader, manufacturer);
                manufacturer = reader.ReadCachedString();
                next = "OUI"u8;
            }
            else if (reader.IsNamed("OUI"u8))
            {
                RefuseSecond(ref reader, oui);
                oui = reader.ReadCachedString();
                next = "ProductClass"u8;
            }
            else if (reader.IsNamed("ProductClass"u8))
            {
                RefuseSecond(ref reader, productClass);
                productClass = reader.ReadCachedString();
                next = "SerialNumber"u8;
            }
            else if (reader.IsNamed("SerialNumber"u8))
            {
                RefuseSecond(ref reader, serialNumber);
                serialNumber = reader.ReadString();
            }
            else
            {
                reader.Skip();
            }
        }

        return new DeviceIdStruct
        {
            Manufacturer = manufacturer ?? string.Empty,
            OUI = oui ?? string.Empty,
            ProductClass = productClass ?? string.Empty,
            SerialNumber = serialNumber ?? string.Empty,
        };
    }

    /// <summary>Refuses the element the reader has entered when it was there before.</summary>
    public static void RefuseSecond(ref SoapReader reader, object? first)
    {
        if (first is not null)
        {
            reader.FailAt(CwmpProtocolErrorCode.UnexpectedElement, reader.ElementOffset, "what identifies a device only once");
        }
    }

    public static void Element(this ref SoapWriter writer, ReadOnlySpan<byte> name, DeviceIdStruct device)
    {
        writer.Start(name);
        writer.Element("Manufacturer"u8, device.Manufacturer);
        writer.Element("OUI"u8, device.OUI);
        writer.Element("ProductClass"u8, device.ProductClass);
        writer.Element("SerialNumber"u8, device.SerialNumber);
        writer.End(name);
    }

    /// <summary>FaultCode, FaultString; some stacks wrap them in one more element FaultStruct.</summary>
    public static FaultStruct ReadFaultStruct(this ref SoapReader reader)
    {
        CwmpFaultCode code = default;
        string text = string.Empty;
        while (reader.ReadChild())
        {
            if (reader.IsNamed("FaultCode"u8))
            {
                code = reader.ReadFaultCode();
            }
            else if (reader.IsNamed("FaultString"u8))
            {
                text = reader.ReadCachedString();
            }
            else if (reader.IsNamed("FaultStruct"u8))
            {
                // The depth limit bounds this.
                (code, text) = reader.ReadFaultStruct();
            }
            else
            {
                reader.Skip();
            }
        }

        return code == CwmpFaultCode.None && text.Length == 0 ? FaultStruct.None : new FaultStruct(code, text);
    }

    public static void Element(this ref SoapWriter writer, ReadOnlySpan<byte> name, FaultStruct fault)
    {
        writer.Start(name);
        writer.Element("FaultCode"u8, fault.FaultCode.Value);
        writer.Element("FaultString"u8, fault.FaultString);
        writer.End(name);
    }
}
