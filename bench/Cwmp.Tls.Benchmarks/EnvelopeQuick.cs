// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;

namespace Cwmp.Tls.Benchmarks;

/// <summary>Quick comparisons of the codec: reading and writing the two messages.</summary>
internal static class EnvelopeQuick
{
    public static IEnumerable<QuickGroup> Groups()
    {
        yield return Reading("read Inform, 10 parameters", EnvelopeMessages.Inform);
        yield return Reading("read GetParameterValuesResponse, 1000 parameters", EnvelopeMessages.GetParameterValuesResponse);
        yield return Writing("write Inform, 10 parameters", EnvelopeMessages.Inform);
        yield return Writing("write GetParameterValuesResponse, 1000 parameters", EnvelopeMessages.GetParameterValuesResponse);
    }

    private static QuickGroup Reading(string name, byte[] bytes) => new(
        $"{name}, {bytes.Length} bytes",
        new QuickCase("CwmpSerializer", () => CwmpSerializer.Default.Read(bytes)),
        new QuickCase("XmlSerializer over XmlReader", () => EnvelopeXml.ReadWithXmlReader(bytes)),
        new QuickCase("XmlSerializer over XmlDictionaryReader", () => EnvelopeXml.ReadWithXmlDictionaryReader(bytes)));

    private static QuickGroup Writing(string name, byte[] bytes)
    {
        CwmpEnvelope envelope = CwmpSerializer.Default.Read(bytes);
        XmlEnvelope xml = EnvelopeXml.ReadWithXmlReader(bytes);
        var buffer = new ArrayBufferWriter<byte>(2 * bytes.Length);
        var stream = new MemoryStream(2 * bytes.Length);
        return new QuickGroup(
            name,
            new QuickCase("CwmpSerializer", () =>
            {
                buffer.ResetWrittenCount();
                CwmpSerializer.Default.Write(buffer, envelope);
            }),
            new QuickCase("XmlSerializer over XmlWriter", () =>
            {
                stream.SetLength(0);
                EnvelopeXml.WriteWithXmlWriter(stream, xml);
            }),
            new QuickCase("XmlSerializer over XmlDictionaryWriter", () =>
            {
                stream.SetLength(0);
                EnvelopeXml.WriteWithXmlDictionaryWriter(stream, xml);
            }));
    }
}
