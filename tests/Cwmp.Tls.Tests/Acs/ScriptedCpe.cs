// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using System.Net;
using System.Text;
using System.Xml.Linq;
using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Identity;
using Cwmp.Tls.Acs.Posts;
using Cwmp.Tls.Certificates;

namespace Cwmp.Tls.Tests.Acs;

/// <summary>
/// A CPE that does what the test says, with envelopes written by hand: cookies, connections and evidence are the test's to bend.
/// </summary>
internal sealed class ScriptedCpe
{
    private const string Namespaces =
        "xmlns:soap-env=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:soap-enc=\"http://schemas.xmlsoap.org/soap/encoding/\" " +
        "xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";

    public const string Cwmp10 = "urn:dslforum-org:cwmp-1-0";
    public const string Cwmp12 = "urn:dslforum-org:cwmp-1-2";

    private readonly AcsLab _lab;

    public ScriptedCpe(AcsLab lab, DeviceIdentity device)
    {
        _lab = lab;
        Device = device;
        Evidence = new AcsPeerEvidence
        {
            IsSecure = true,
            CertificateClass = AcsCertificateClass.Unique,
            CertificateDevice = device,
            CertificateFingerprint = "KEY-OF-" + device,
            RemoteAddress = "192.0.2.7:1234",
        };
        Connection = lab.NextConnection();
    }

    public DeviceIdentity Device { get; }

    public AcsPeerEvidence Evidence { get; set; }

    public string? Connection { get; set; }

    public List<string> Cookies { get; } = [];

    public bool KeepsCookies { get; set; } = true;

    public string Namespace { get; set; } = Cwmp12;

    /// <summary>The ID of the request the ACS sent last, to be given back.</summary>
    public string? RequestId { get; private set; }

    /// <summary>The method of the envelope that came last, such as InformResponse or Reboot.</summary>
    public string? Received { get; private set; }

    public AcsPeerEvidence Password(DeviceIdentity device, AcsCertificateClass certificateClass = AcsCertificateClass.None) => new()
    {
        IsSecure = true,
        CertificateClass = certificateClass,
        CertificateFingerprint = certificateClass == AcsCertificateClass.None ? null : "KEY-OF-MODEL",
        HttpAuthentication = AcsHttpAuthentication.Basic,
        Username = device.ToString(),
        UsernameDevice = device,
    };

    /// <summary>The same person on a new connection.</summary>
    public void Reconnect() => Connection = _lab.NextConnection();

    public async Task<AcsReply> PostAsync(string body, CancellationToken cancellationToken = default)
    {
        var request = new AcsRequest
        {
            Body = Encoding.UTF8.GetBytes(body),
            ConnectionKey = Connection,
            SessionTokens = [.. Cookies],
            Evidence = Evidence,
        };
        AcsReply reply = await _lab.Engine.HandleAsync(request, cancellationToken).AsTask()
            .WaitAsync(AcsLab.Ceiling, CancellationToken.None);
        Remember(reply);
        return reply;
    }

    public Task<AcsReply> InformAsync(string events = "2 PERIODIC", string headers = "", string id = "inform-1",
        DeviceIdentity? device = null) =>
        PostAsync(Envelope(InformBody(device ?? Device, events), id, headers));

    public Task<AcsReply> EmptyAsync(CancellationToken cancellationToken = default) => PostAsync("", cancellationToken);

    /// <summary>Inform and empty POST: whatever the ACS says first.</summary>
    public async Task<AcsReply> StartAsync()
    {
        AcsReply reply = await InformAsync();
        reply.Kind.Should().Be(AcsReplyKind.Envelope);
        Received.Should().Be("InformResponse");
        return await EmptyAsync();
    }

    /// <summary>Answers the outstanding request of the ACS, with its ID.</summary>
    public Task<AcsReply> AnswerAsync(string body) => PostAsync(Envelope(body, RequestId));

    public Task<AcsReply> AnswerSetAsync(int status = 0) => AnswerAsync(SetResponse(status));

    public Task<AcsReply> FaultAsync(int code) => AnswerAsync(FaultBody(code));

    public Task<AcsReply> TransferCompleteAsync(string commandKey = "key", string? id = "tc-1") =>
        PostAsync(Envelope(TransferComplete(commandKey), id));

    public string Envelope(string body, string? id, string headers = "")
    {
        string idHeader = id is null ? "" : $"<cwmp:ID soap-env:mustUnderstand=\"1\">{id}</cwmp:ID>";
        return $"<soap-env:Envelope {Namespaces} xmlns:cwmp=\"{Namespace}\">" +
            $"<soap-env:Header>{idHeader}{headers}</soap-env:Header><soap-env:Body>{body}</soap-env:Body></soap-env:Envelope>";
    }

    public static string InformBody(DeviceIdentity device, string events = "2 PERIODIC") =>
        InformBody(device.Oui, device.ProductClass, device.SerialNumber, events);

    public static string InformBody(string oui, string productClass, string serialNumber, string events = "2 PERIODIC") => $"""
        <cwmp:Inform><DeviceId><Manufacturer>Maker</Manufacturer><OUI>{oui}</OUI>
        <ProductClass>{WebUtility.HtmlEncode(productClass)}</ProductClass><SerialNumber>{WebUtility.HtmlEncode(serialNumber)}</SerialNumber>
        </DeviceId><Event soap-enc:arrayType="cwmp:EventStruct[1]"><EventStruct><EventCode>{events}</EventCode><CommandKey></CommandKey>
        </EventStruct></Event><MaxEnvelopes>1</MaxEnvelopes><CurrentTime>2026-03-01T12:00:00Z</CurrentTime><RetryCount>0</RetryCount>
        <ParameterList soap-enc:arrayType="cwmp:ParameterValueStruct[1]"><ParameterValueStruct>
        <Name>Device.DeviceInfo.SoftwareVersion</Name><Value xsi:type="xsd:string">1.0</Value></ParameterValueStruct></ParameterList>
        </cwmp:Inform>
        """.ReplaceLineEndings("");

    public static string SetResponse(int status = 0) =>
        $"<cwmp:SetParameterValuesResponse><Status>{status}</Status></cwmp:SetParameterValuesResponse>";

    public static string GetResponse(params (string Name, string Value)[] values)
    {
        IEnumerable<string> items = values.Select(v =>
            $"<ParameterValueStruct><Name>{v.Name}</Name><Value xsi:type=\"xsd:string\">{v.Value}</Value></ParameterValueStruct>");
        return $"<cwmp:GetParameterValuesResponse><ParameterList soap-enc:arrayType=\"cwmp:ParameterValueStruct[{values.Length}]\">" +
            $"{string.Concat(items)}</ParameterList></cwmp:GetParameterValuesResponse>";
    }

    public static string NamesResponse(params string[] names)
    {
        IEnumerable<string> items = names.Select(n => $"<ParameterInfoStruct><Name>{n}</Name><Writable>0</Writable></ParameterInfoStruct>");
        return $"<cwmp:GetParameterNamesResponse><ParameterList soap-enc:arrayType=\"cwmp:ParameterInfoStruct[{names.Length}]\">" +
            $"{string.Concat(items)}</ParameterList></cwmp:GetParameterNamesResponse>";
    }

    public static string FaultBody(int code) => $"""
        <soap-env:Fault><faultcode>Client</faultcode><faultstring>CWMP fault</faultstring><detail><cwmp:Fault>
        <FaultCode>{code.ToString(CultureInfo.InvariantCulture)}</FaultCode><FaultString>no</FaultString></cwmp:Fault></detail>
        </soap-env:Fault>
        """.ReplaceLineEndings("");

    public static string TransferComplete(string commandKey = "key") => $"""
        <cwmp:TransferComplete><CommandKey>{commandKey}</CommandKey><FaultStruct><FaultCode>0</FaultCode><FaultString></FaultString>
        </FaultStruct><StartTime>0001-01-01T00:00:00Z</StartTime><CompleteTime>0001-01-01T00:00:00Z</CompleteTime></cwmp:TransferComplete>
        """.ReplaceLineEndings("");

    public static string Text(AcsReply reply) => Encoding.UTF8.GetString(reply.Body.Span);

    /// <summary>The value of the first element of that local name, or null.</summary>
    public static string? Element(AcsReply reply, string localName) =>
        XDocument.Parse(Text(reply)).Descendants().FirstOrDefault(element => element.Name.LocalName == localName)?.Value;

    private void Remember(AcsReply reply)
    {
        Received = null;
        if (reply.SessionToken is { } token && KeepsCookies)
        {
            Cookies.Clear();
            Cookies.Add(token);
        }

        if (reply.Kind == AcsReplyKind.Envelope)
        {
            XElement envelope = XDocument.Parse(Text(reply)).Root!;
            XNamespace soap = "http://schemas.xmlsoap.org/soap/envelope/";
            Received = envelope.Element(soap + "Body")!.Elements().Single().Name.LocalName;
            RequestId = envelope.Descendants().FirstOrDefault(element => element.Name.LocalName == "ID")?.Value;
        }
    }
}
