// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using System.Text;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization.Codecs;

/// <summary>
/// SOAP faults with the CWMP fault in their detail. A receiver may ignore the SOAP fault code, and prefixes and case of it vary.
/// </summary>
internal static class FaultCodec
{
    /// <summary>Reads a Fault the reader has entered.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="ns">The CWMP namespace of the detail; untouched without one.</param>
    public static CwmpFault Read(ref SoapReader reader, ref CwmpNamespace ns)
    {
        // A stack has been seen that writes <Fault>text</Fault>.
        if (reader.HasTextOnly())
        {
            return new CwmpFault { SoapFaultCode = CwmpFaultCode.None.SoapFaultCode, SoapFaultString = reader.ReadString() };
        }

        SoapFaultCode soapCode = default;
        string soapString = string.Empty;
        var detail = new Detail();
        while (reader.ReadChild())
        {
            if (reader.IsNamed("faultcode"u8))
            {
                soapCode = ParseSoapFaultCode(reader.ReadText(out _));
            }
            else if (reader.IsNamed("faultstring"u8))
            {
                // A widespread agent (netcwmp) puts the detail into the faultstring.
                if (reader.HasTextOnly())
                {
                    soapString = reader.ReadCachedString();
                    continue;
                }

                while (reader.ReadChild())
                {
                    if (reader.IsNamed("detail"u8))
                    {
                        ReadDetail(ref reader, ref detail, ref ns);
                    }
                    else
                    {
                        reader.Skip();
                    }
                }
            }
            else if (reader.IsNamed("detail"u8))
            {
                ReadDetail(ref reader, ref detail, ref ns);
            }
            else
            {
                // A CWMP fault without the SOAP one around it.
                detail.ReadOne(ref reader);
            }
        }

        return new CwmpFault
        {
            SoapFaultCode = soapCode == SoapFaultCode.None ? detail.Code.SoapFaultCode : soapCode,
            SoapFaultString = soapString,
            FaultCode = detail.Code,
            FaultString = detail.Text,
            SetParameterValuesFaults = detail.Parameters ?? [],
        };
    }

    public static void Write(ref SoapWriter writer, CwmpFault fault)
    {
        writer.Raw("<SOAP-ENV:Fault><faultcode>"u8);
        writer.Raw((fault.SoapFaultCode == default ? fault.FaultCode.SoapFaultCode : fault.SoapFaultCode) switch
        {
            // TR-069 §3.5 shows the two of CWMP without prefix; those of SOAP itself are qualified (SOAP 1.1 §4.4.1).
            SoapFaultCode.Client => "Client"u8,
            SoapFaultCode.MustUnderstand => "SOAP-ENV:MustUnderstand"u8,
            SoapFaultCode.VersionMismatch => "SOAP-ENV:VersionMismatch"u8,
            _ => "Server"u8,
        });
        writer.Raw("</faultcode>"u8);
        writer.Element("faultstring"u8, fault.SoapFaultString);
        if (fault.FaultCode != CwmpFaultCode.None || fault.FaultString.Length > 0 || fault.SetParameterValuesFaults.Count > 0)
        {
            writer.Raw("<detail><cwmp:Fault>"u8);
            writer.Element("FaultCode"u8, fault.FaultCode.Value);
            writer.Element("FaultString"u8, fault.FaultString);
            WriteParameters(ref writer, fault);
            writer.Raw("</cwmp:Fault></detail>"u8);
        }

        writer.Raw("</SOAP-ENV:Fault>"u8);
    }

    private static void ReadDetail(ref SoapReader reader, ref Detail detail, ref CwmpNamespace ns)
    {
        while (reader.ReadChild())
        {
            if (!reader.IsNamed("Fault"u8))
            {
                reader.Skip();
                continue;
            }

            if (reader.GetElementNamespace() == SoapNamespace.Cwmp)
            {
                ns = NamespaceCodec.Read(reader.GetElementNamespaceUri());
            }

            while (reader.ReadChild())
            {
                detail.ReadOne(ref reader);
            }
        }
    }

    private static void WriteParameters(ref SoapWriter writer, CwmpFault fault)
    {
        ReadOnlySpan<SetParameterValuesFault> parameters = EquatableList<SetParameterValuesFault>.From(fault.SetParameterValuesFaults)
            .AsSpan();
        writer.List = "SetParameterValuesFault"u8;
        for (int i = 0; i < parameters.Length; i++)
        {
            writer.Index = i;
            writer.Start("SetParameterValuesFault"u8);
            writer.Element("ParameterName"u8, parameters[i].ParameterName);
            writer.Element("FaultCode"u8, parameters[i].FaultCode.Value);
            writer.Element("FaultString"u8, parameters[i].FaultString);
            writer.End("SetParameterValuesFault"u8);
        }

        writer.List = default;
    }

    private static SoapFaultCode ParseSoapFaultCode(ReadOnlySpan<byte> text)
    {
        text = XmlCharacters.TrimSpace(text);
        ReadOnlySpan<byte> local = text[(text.IndexOf((byte)':') + 1)..];

        // SOAP 1.1 allows more after a dot: Client.Authentication.
        int dot = local.IndexOf((byte)'.');
        local = dot < 0 ? local : local[..dot];
        return Ascii.EqualsIgnoreCase(local, "Client"u8) ? SoapFaultCode.Client
            : Ascii.EqualsIgnoreCase(local, "Server"u8) ? SoapFaultCode.Server
            : Ascii.EqualsIgnoreCase(local, "MustUnderstand"u8) ? SoapFaultCode.MustUnderstand
            : Ascii.EqualsIgnoreCase(local, "VersionMismatch"u8) ? SoapFaultCode.VersionMismatch
            : SoapFaultCode.None;
    }

    // The CWMP fault: FaultCode, FaultString, SetParameterValuesFault…
    private struct Detail()
    {
        public CwmpFaultCode Code;
        public string Text = string.Empty;
        public List<SetParameterValuesFault>? Parameters;

        public void ReadOne(ref SoapReader reader)
        {
            if (reader.IsNamed("FaultCode"u8))
            {
                Code = ReadCode(ref reader);
            }
            else if (reader.IsNamed("FaultString"u8))
            {
                Text = reader.ReadCachedString();
            }
            else if (reader.IsNamed("SetParameterValuesFault"u8))
            {
                ReadParameter(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        // A fault is a fault, also with a code that is no number: it then counts as one that gave none.
        private static CwmpFaultCode ReadCode(ref SoapReader reader)
        {
            ReadOnlySpan<byte> text = XmlCharacters.TrimSpace(reader.ReadText(out _));
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int code)
                ? new CwmpFaultCode(code)
                : CwmpFaultCode.None;
        }

        private void ReadParameter(ref SoapReader reader)
        {
            long offset = reader.ElementOffset;
            string name = string.Empty;
            CwmpFaultCode code = default;
            string text = string.Empty;
            while (reader.ReadChild())
            {
                if (reader.IsNamed("ParameterName"u8))
                {
                    name = reader.ReadString();
                }
                else if (reader.IsNamed("FaultCode"u8))
                {
                    code = ReadCode(ref reader);
                }
                else if (reader.IsNamed("FaultString"u8))
                {
                    text = reader.ReadCachedString();
                }
                else
                {
                    reader.Skip();
                }
            }

            Parameters ??= [];
            if (Parameters.Count == reader.Limits.MaxItems)
            {
                reader.FailAt(CwmpProtocolErrorCode.TooManyItems, offset);
                return;
            }

            Parameters.Add(new SetParameterValuesFault { ParameterName = name, FaultCode = code, FaultString = text });
        }
    }
}
