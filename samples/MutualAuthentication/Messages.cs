// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace MutualAuthentication;

/// <summary>The smallest conversation of TR-069: an Inform and its response, as HTTP carries them.</summary>
internal static class Messages
{
    public static string Inform { get; } = Http(
        "POST /acs HTTP/1.1\r\nHost: " + Credentials.Host,
        $"""
        <cwmp:Inform>
          <DeviceId>
            <Manufacturer>Example</Manufacturer><OUI>{Credentials.Device.Oui}</OUI>
            <ProductClass>{Credentials.Device.ProductClass}</ProductClass><SerialNumber>{Credentials.Device.SerialNumber}</SerialNumber>
          </DeviceId>
          <Event soap-enc:arrayType="cwmp:EventStruct[1]"><EventStruct><EventCode>1 BOOT</EventCode><CommandKey/></EventStruct></Event>
          <MaxEnvelopes>1</MaxEnvelopes><CurrentTime>0001-01-01T00:00:00Z</CurrentTime><RetryCount>0</RetryCount>
          <ParameterList soap-enc:arrayType="cwmp:ParameterValueStruct[0]"/>
        </cwmp:Inform>
        """);

    public static string InformResponse { get; } = Http(
        "HTTP/1.1 200 OK", "<cwmp:InformResponse><MaxEnvelopes>1</MaxEnvelopes></cwmp:InformResponse>");

    private static string Http(string start, string body)
    {
        string envelope =
            $"""
            <soap-env:Envelope xmlns:soap-env="http://schemas.xmlsoap.org/soap/envelope/"
              xmlns:soap-enc="http://schemas.xmlsoap.org/soap/encoding/" xmlns:cwmp="urn:dslforum-org:cwmp-1-2">
            <soap-env:Header><cwmp:ID soap-env:mustUnderstand="1">1</cwmp:ID></soap-env:Header>
            <soap-env:Body>
            {body}
            </soap-env:Body>
            </soap-env:Envelope>
            """;
        return $"{start}\r\nContent-Type: text/xml; charset=\"utf-8\"\r\nContent-Length: {envelope.Length}\r\n\r\n{envelope}";
    }
}
