// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Xml.Schema;
using System.Xml.Serialization;

// Classes as XmlSerializer wants them: public, mutable, named by attributes. Members in the order of the wire.
#pragma warning disable CA1819, CA1720, SA1402

namespace Cwmp.Tls.Benchmarks;

[XmlRoot("Envelope", Namespace = SoapEnvelope)]
public sealed class XmlEnvelope
{
    public const string SoapEnvelope = "http://schemas.xmlsoap.org/soap/envelope/";
    public const string SoapEncoding = "http://schemas.xmlsoap.org/soap/encoding/";
    public const string Cwmp = "urn:dslforum-org:cwmp-1-0";

    public XmlHeader? Header { get; set; }

    public XmlBody? Body { get; set; }
}

public sealed class XmlHeader
{
    [XmlElement(Namespace = XmlEnvelope.Cwmp)]
    public XmlId? ID { get; set; }
}

public sealed class XmlId
{
    [XmlAttribute("mustUnderstand", Namespace = XmlEnvelope.SoapEnvelope)]
    public string? MustUnderstand { get; set; }

    [XmlText]
    public string? Text { get; set; }
}

public sealed class XmlBody
{
    [XmlElement(Namespace = XmlEnvelope.Cwmp)]
    public XmlInform? Inform { get; set; }

    [XmlElement(Namespace = XmlEnvelope.Cwmp)]
    public XmlGetParameterValuesResponse? GetParameterValuesResponse { get; set; }
}

public sealed class XmlInform
{
    [XmlElement(Form = XmlSchemaForm.Unqualified)]
    public XmlDeviceId? DeviceId { get; set; }

    [XmlElement(Form = XmlSchemaForm.Unqualified)]
    public XmlEventList? Event { get; set; }

    [XmlElement(Form = XmlSchemaForm.Unqualified)]
    public uint MaxEnvelopes { get; set; }

    [XmlElement(Form = XmlSchemaForm.Unqualified)]
    public string? CurrentTime { get; set; }

    [XmlElement(Form = XmlSchemaForm.Unqualified)]
    public uint RetryCount { get; set; }

    [XmlElement(Form = XmlSchemaForm.Unqualified)]
    public XmlParameterList? ParameterList { get; set; }
}

public sealed class XmlGetParameterValuesResponse
{
    [XmlElement(Form = XmlSchemaForm.Unqualified)]
    public XmlParameterList? ParameterList { get; set; }
}

public sealed class XmlDeviceId
{
    [XmlElement(Form = XmlSchemaForm.Unqualified)]
    public string? Manufacturer { get; set; }

    [XmlElement(Form = XmlSchemaForm.Unqualified)]
    public string? OUI { get; set; }

    [XmlElement(Form = XmlSchemaForm.Unqualified)]
    public string? ProductClass { get; set; }

    [XmlElement(Form = XmlSchemaForm.Unqualified)]
    public string? SerialNumber { get; set; }
}

public sealed class XmlEventList
{
    [XmlAttribute("arrayType", Namespace = XmlEnvelope.SoapEncoding)]
    public string? ArrayType { get; set; }

    [XmlElement("EventStruct", Form = XmlSchemaForm.Unqualified)]
    public XmlEvent[]? Items { get; set; }
}

public sealed class XmlEvent
{
    [XmlElement(Form = XmlSchemaForm.Unqualified)]
    public string? EventCode { get; set; }

    [XmlElement(Form = XmlSchemaForm.Unqualified)]
    public string? CommandKey { get; set; }
}

public sealed class XmlParameterList
{
    [XmlAttribute("arrayType", Namespace = XmlEnvelope.SoapEncoding)]
    public string? ArrayType { get; set; }

    [XmlElement("ParameterValueStruct", Form = XmlSchemaForm.Unqualified)]
    public XmlParameterValue[]? Items { get; set; }
}

public sealed class XmlParameterValue
{
    [XmlElement(Form = XmlSchemaForm.Unqualified)]
    public string? Name { get; set; }

    // The serializer makes a string, number, boolean or date of it, as xsi:type says.
    [XmlElement(Form = XmlSchemaForm.Unqualified)]
    public object? Value { get; set; }
}
