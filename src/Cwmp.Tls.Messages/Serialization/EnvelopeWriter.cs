// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization.Codecs;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Serialization;

/// <summary>
/// Writes one envelope: no white space, the prefixes that most devices know by heart, every argument unqualified and in the order of the
/// schema.
/// </summary>
internal static class EnvelopeWriter
{
    public static void Write(ref SoapWriter writer, CwmpEnvelope envelope, RpcCodecs codecs, bool withDeclaration)
    {
        CwmpMessage body = envelope.Body;
        writer.Message = "Header";
        if (withDeclaration)
        {
            writer.Raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"u8);
        }

        writer.Raw("<SOAP-ENV:Envelope xmlns:SOAP-ENV=\"http://schemas.xmlsoap.org/soap/envelope/\" "u8
            + "xmlns:SOAP-ENC=\"http://schemas.xmlsoap.org/soap/encoding/\" xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" "u8
            + "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xmlns:cwmp=\""u8);
        writer.AttributeValue(envelope.Namespace.IsNone ? CwmpNamespace.Cwmp12.Uri : envelope.Namespace.Uri, "Namespace"u8);
        writer.Raw("\">"u8);
        WriteHeader(ref writer, envelope);
        writer.Raw("<SOAP-ENV:Body>"u8);
        writer.Message = body.ElementName;
        if (body is CwmpFault fault)
        {
            FaultCodec.Write(ref writer, fault);
        }
        else
        {
            WriteMessage(ref writer, body, codecs);
        }

        writer.Raw("</SOAP-ENV:Body></SOAP-ENV:Envelope>"u8);
    }

    private static void WriteMessage(ref SoapWriter writer, CwmpMessage message, RpcCodecs codecs)
    {
        writer.Raw("<cwmp:"u8);
        writer.Name(message.ElementName);
        writer.Raw(">"u8);
        switch (message)
        {
            case VendorRequest request:
                VendorElementCodec.Write(ref writer, request.Arguments);
                break;
            case VendorResponse response:
                VendorElementCodec.Write(ref writer, response.Results);
                break;
            case MalformedRequest request:
                VendorElementCodec.Write(ref writer, request.Arguments);
                break;
            case MalformedResponse response:
                VendorElementCodec.Write(ref writer, response.Results);
                break;
            default:
                codecs.Find(message.MethodName)!.Write(ref writer, message);
                break;
        }

        writer.Raw("</cwmp:"u8);
        writer.Name(message.ElementName);
        writer.Raw(">"u8);
    }

    // TR-069 §3.4.6 and the schemas: what an old peer must not fail on has mustUnderstand="0".
    private static void WriteHeader(ref SoapWriter writer, CwmpEnvelope envelope)
    {
        if (envelope is { Id: null, HoldRequests: false, SessionTimeout: null, UseCwmpVersion: null, SupportedCwmpVersions.Count: 0 })
        {
            return;
        }

        writer.Raw("<SOAP-ENV:Header>"u8);
        if (envelope.Id is { } id)
        {
            writer.Raw("<cwmp:ID SOAP-ENV:mustUnderstand=\"1\">"u8);
            writer.Text(id, "ID"u8);
            writer.Raw("</cwmp:ID>"u8);
        }

        if (envelope.HoldRequests)
        {
            writer.Raw("<cwmp:HoldRequests SOAP-ENV:mustUnderstand=\"1\">1</cwmp:HoldRequests>"u8);
        }

        if (envelope.SessionTimeout is { } timeout)
        {
            writer.Raw("<cwmp:SessionTimeout SOAP-ENV:mustUnderstand=\"0\">"u8);
            writer.Number(timeout);
            writer.Raw("</cwmp:SessionTimeout>"u8);
        }

        if (envelope.SupportedCwmpVersions.Count > 0)
        {
            writer.Raw("<cwmp:SupportedCWMPVersions SOAP-ENV:mustUnderstand=\"0\">"u8);
            ReadOnlySpan<CwmpVersion> versions = EquatableList<CwmpVersion>.From(envelope.SupportedCwmpVersions).AsSpan();
            for (int i = 0; i < versions.Length; i++)
            {
                writer.Raw(i == 0 ? default : ","u8);
                WriteVersion(ref writer, versions[i]);
            }

            writer.Raw("</cwmp:SupportedCWMPVersions>"u8);
        }

        if (envelope.UseCwmpVersion is { } version)
        {
            writer.Raw("<cwmp:UseCWMPVersion SOAP-ENV:mustUnderstand=\"1\">"u8);
            WriteVersion(ref writer, version);
            writer.Raw("</cwmp:UseCWMPVersion>"u8);
        }

        writer.Raw("</SOAP-ENV:Header>"u8);
    }

    private static void WriteVersion(ref SoapWriter writer, CwmpVersion version)
    {
        writer.Number(version.Major);
        writer.Raw("."u8);
        writer.Number(version.Minor);
    }
}
