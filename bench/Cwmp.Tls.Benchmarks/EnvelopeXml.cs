// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using System.Xml;
using System.Xml.Serialization;

namespace Cwmp.Tls.Benchmarks;

/// <summary>
/// The same two messages for <see cref="XmlSerializer"/>: its classes, made once, and the fastest ways of the platform to read and write
/// them.
/// </summary>
internal static class EnvelopeXml
{
    private static readonly XmlSerializer Serializer = new(typeof(XmlEnvelope));
    private static readonly XmlSerializerNamespaces Prefixes = MakePrefixes();
    private static readonly XmlReaderSettings ReaderSettings =
        new() { DtdProcessing = DtdProcessing.Prohibit, IgnoreWhitespace = true, CloseInput = false };
    private static readonly XmlWriterSettings WriterSettings =
        new() { Encoding = new UTF8Encoding(false), OmitXmlDeclaration = true, CloseOutput = false };

    public static XmlEnvelope ReadWithXmlReader(byte[] bytes)
    {
        using var reader = XmlReader.Create(new MemoryStream(bytes), ReaderSettings);
        return (XmlEnvelope)Serializer.Deserialize(reader)!;
    }

    public static XmlEnvelope ReadWithXmlDictionaryReader(byte[] bytes)
    {
        using var reader = XmlDictionaryReader.CreateTextReader(bytes, XmlDictionaryReaderQuotas.Max);
        return (XmlEnvelope)Serializer.Deserialize(reader)!;
    }

    public static void WriteWithXmlWriter(Stream stream, XmlEnvelope envelope)
    {
        using var writer = XmlWriter.Create(stream, WriterSettings);
        Serializer.Serialize(writer, envelope, Prefixes);
    }

    public static void WriteWithXmlDictionaryWriter(Stream stream, XmlEnvelope envelope)
    {
        using var writer = XmlDictionaryWriter.CreateTextWriter(stream, Encoding.UTF8, ownsStream: false);
        Serializer.Serialize(writer, envelope, Prefixes);
    }

    private static XmlSerializerNamespaces MakePrefixes()
    {
        var prefixes = new XmlSerializerNamespaces();
        prefixes.Add("SOAP-ENV", XmlEnvelope.SoapEnvelope);
        prefixes.Add("SOAP-ENC", XmlEnvelope.SoapEncoding);
        prefixes.Add("xsd", "http://www.w3.org/2001/XMLSchema");
        prefixes.Add("xsi", "http://www.w3.org/2001/XMLSchema-instance");
        prefixes.Add("cwmp", XmlEnvelope.Cwmp);
        return prefixes;
    }
}
