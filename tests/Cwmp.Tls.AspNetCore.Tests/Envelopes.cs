// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using Cwmp.Tls.Certificates;

namespace Cwmp.Tls.AspNetCore.Tests;

/// <summary>What a device says, written by hand.</summary>
internal static class Envelopes
{
    private const string Namespaces =
        "xmlns:soap-env=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:soap-enc=\"http://schemas.xmlsoap.org/soap/encoding/\" " +
        "xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";

    public static string Inform(DeviceIdentity device, string events = "2 PERIODIC") => Wrap($"""
        <cwmp:Inform><DeviceId><Manufacturer>Maker</Manufacturer><OUI>{device.Oui}</OUI>
        <ProductClass>{WebUtility.HtmlEncode(device.ProductClass)}</ProductClass>
        <SerialNumber>{WebUtility.HtmlEncode(device.SerialNumber)}</SerialNumber></DeviceId><Event soap-enc:arrayType="cwmp:EventStruct[1]">
        <EventStruct><EventCode>{events}</EventCode><CommandKey></CommandKey></EventStruct></Event><MaxEnvelopes>1</MaxEnvelopes>
        <CurrentTime>2026-03-01T12:00:00Z</CurrentTime><RetryCount>0</RetryCount>
        <ParameterList soap-enc:arrayType="cwmp:ParameterValueStruct[0]"></ParameterList></cwmp:Inform>
        """.ReplaceLineEndings(""), "inform-1");

    public static string RebootResponse(string id) => Wrap("<cwmp:RebootResponse></cwmp:RebootResponse>", id);

    public static string Wrap(string body, string id) =>
        $"<soap-env:Envelope {Namespaces} xmlns:cwmp=\"urn:dslforum-org:cwmp-1-2\">" +
        $"<soap-env:Header><cwmp:ID soap-env:mustUnderstand=\"1\">{id}</cwmp:ID></soap-env:Header>" +
        $"<soap-env:Body>{body}</soap-env:Body></soap-env:Envelope>";

    /// <summary>The ID of an envelope of the ACS, to be given back.</summary>
    public static string IdOf(string envelope)
    {
        int end = envelope.IndexOf("</cwmp:ID>", StringComparison.Ordinal);
        return envelope[(envelope.LastIndexOf('>', end) + 1)..end];
    }
}
