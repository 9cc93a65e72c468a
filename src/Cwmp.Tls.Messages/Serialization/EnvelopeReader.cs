// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization.Codecs;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization;

/// <summary>
/// Reads one envelope: <c>Envelope</c>, an optional <c>Header</c>, the <c>Body</c> and its one element.
/// </summary>
internal static class EnvelopeReader
{
    /// <summary>Reads a whole envelope. When that fails the error is in the result, with what was understood until then.</summary>
    public static CwmpEnvelope? Read(ref SoapReader reader, RpcCodecs codecs, out CwmpProtocolError error)
    {
        EnvelopeHeader header = default;
        CwmpMessage? body = null;
        CwmpNamespace ns = default;
        ReadOnlySpan<byte> elementName = default;
        if (ReadToBodyElement(ref reader, ref header))
        {
            elementName = reader.LocalName;
            body = ReadBodyElement(ref reader, codecs, ref ns);
            ReadToEnd(ref reader);
        }

        if (ns.IsNone)
        {
            ns = header.Namespace;
        }

        error = reader.Error;
        if (reader.HasFailed)
        {
            error = error with { MessageId = header.Id, ElementName = elementName.IsEmpty ? null : ToName(elementName) };
        }

        return reader.HasFailed || body is null ? null : header.ToEnvelope(body, ns);
    }

    /// <summary>Reads up to the element in the body and enters it, when it is one this protocol can have there.</summary>
    public static bool ReadToBodyElement(ref SoapReader reader, ref EnvelopeHeader header)
    {
        if (!ReadEnvelopeTag(ref reader, ref header))
        {
            return false;
        }

        bool hasHeader = false;
        while (reader.ReadChild())
        {
            bool isSoap = reader.GetElementNamespace() == SoapNamespace.Envelope;
            if (isSoap && reader.IsNamed("Header"u8) && !hasHeader)
            {
                hasHeader = true;
                EnvelopeHeaderReader.Read(ref reader, ref header);
            }
            else if (isSoap && reader.IsNamed("Body"u8))
            {
                return EnterBodyElement(ref reader);
            }
            else
            {
                return reader.FailAt(CwmpProtocolErrorCode.BodyMissing, reader.ElementOffset, "Header or Body of SOAP 1.1");
            }
        }

        return reader.Fail(CwmpProtocolErrorCode.BodyMissing, reader.Position, "a Body");
    }

    /// <summary>Reads from after the body's element to the end of the data.</summary>
    public static void ReadToEnd(ref SoapReader reader)
    {
        while (reader.ReadChild())
        {
            RefuseSecondBodyElement(ref reader);
        }

        while (reader.ReadChild())
        {
            CheckAfterBody(ref reader);
            reader.Skip();
        }

        reader.ReadEpilog();
    }

    /// <summary>The body has one element, and the reader has entered another.</summary>
    public static void RefuseSecondBodyElement(ref SoapReader reader) =>
        reader.FailAt(
            CwmpProtocolErrorCode.MultipleBodyElements,
            reader.ElementOffset,
            "the end of the Body; independent elements (multiRef) are not read");

    /// <summary>
    /// An element after the Body: SOAP 1.1 §4 allows those that are qualified, and here they mean nothing. A second Body is no such
    /// element.
    /// </summary>
    public static void CheckAfterBody(ref SoapReader reader)
    {
        if (reader.GetElementNamespace() is SoapNamespace.Envelope or SoapNamespace.None)
        {
            reader.FailAt(CwmpProtocolErrorCode.MultipleBodyElements, reader.ElementOffset, "the end of the Envelope");
        }
    }

    /// <summary>Element names in errors; bounded by the limit on names.</summary>
    public static string ToName(ReadOnlySpan<byte> name) => RpcCodecs.Standard.FindElementName(name) ?? Encoding.UTF8.GetString(name);

    private static bool ReadEnvelopeTag(ref SoapReader reader, ref EnvelopeHeader header)
    {
        if (!reader.ReadRoot())
        {
            return false;
        }

        if (!reader.IsNamed("Envelope"u8))
        {
            return reader.FailAt(CwmpProtocolErrorCode.NotAnEnvelope, reader.ElementOffset, "a SOAP Envelope");
        }

        if (reader.GetElementNamespace() != SoapNamespace.Envelope)
        {
            return reader.FailAt(
                CwmpProtocolErrorCode.SoapVersionMismatch,
                reader.ElementOffset,
                "the namespace http://schemas.xmlsoap.org/soap/envelope/");
        }

        ReadOnlySpan<byte> inScope = reader.GetCwmpNamespaceInScope();
        if (!inScope.IsEmpty)
        {
            header.Namespace = NamespaceCodec.Read(inScope);
        }

        return true;
    }

    private static bool EnterBodyElement(ref SoapReader reader)
    {
        if (!reader.ReadChild())
        {
            return reader.Fail(CwmpProtocolErrorCode.BodyMissing, reader.Position, "an element in the Body");
        }

        // A fault is never refused for its namespace. An RPC without any is read as well: there are ACSes that write <Reboot/>.
        if (!IsFault(ref reader) && reader.GetElementNamespace() is not (SoapNamespace.Cwmp or SoapNamespace.None))
        {
            return reader.FailAt(
                CwmpProtocolErrorCode.UnknownNamespace,
                reader.ElementOffset,
                "an element in a namespace urn:dslforum-org:cwmp-N-M, or a Fault");
        }

        reader.AllowUnboundPrefixesInside();
        return true;
    }

    // Some devices leave out everything around the FaultStruct.
    private static bool IsFault(ref SoapReader reader) => reader.IsNamed("Fault"u8) || reader.IsNamed("FaultStruct"u8);

    private static CwmpMessage ReadBodyElement(ref SoapReader reader, RpcCodecs codecs, ref CwmpNamespace ns)
    {
        if (reader.GetElementNamespace() == SoapNamespace.Cwmp)
        {
            ns = NamespaceCodec.Read(reader.GetElementNamespaceUri());
        }

        if (IsFault(ref reader))
        {
            return FaultCodec.Read(ref reader, ref ns);
        }

        if (codecs.Find(reader.LocalName, out bool isResponse) is not { } codec)
        {
            string name = ToName(reader.LocalName);
            List<VendorElement> content = VendorElementCodec.ReadChildren(ref reader);
            return isResponse && name.Length > "Response".Length
                ? new VendorResponse(name[..^"Response".Length], content)
                : new VendorRequest(name, content);
        }

        SoapReader.Mark mark = reader.GetMark();
        CwmpMessage message = codec.Read(ref reader, isResponse);
        if (reader.Error.Code is not (CwmpProtocolErrorCode.InvalidValue or CwmpProtocolErrorCode.UnexpectedElement))
        {
            return message;
        }

        // The XML is sound so far; what the message says is not. It is kept as it is rather than guessed at.
        reader.Reset(mark);
        List<VendorElement> elements = VendorElementCodec.ReadChildren(ref reader);
        return isResponse ? new MalformedResponse(codec.MethodName, elements) : new MalformedRequest(codec.MethodName, elements);
    }
}
