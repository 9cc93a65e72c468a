// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Tests.Serialization;

public sealed class HeaderTests
{
    private const string Must = "s:mustUnderstand=\"1\"";

    [Fact]
    public void Every_header_of_cwmp_is_read()
    {
        CwmpEnvelope envelope = Wire.Read(Wire.Envelope(
            "<c:FactoryReset/>",
            $"<c:ID {Must}>abc</c:ID><c:HoldRequests {Must}>true</c:HoldRequests><c:SessionTimeout>45</c:SessionTimeout>" +
            $"<c:SupportedCWMPVersions>1.0, 1.1,1.4 ,nonsense,</c:SupportedCWMPVersions><c:UseCWMPVersion {Must}>1.4</c:UseCWMPVersion>"));

        envelope.Id.Should().Be("abc");
        envelope.HoldRequests.Should().BeTrue();
        envelope.SessionTimeout.Should().Be(45);
        envelope.SupportedCwmpVersions.Should().Equal(CwmpVersion.Cwmp10, CwmpVersion.Cwmp11, CwmpVersion.Cwmp14);
        envelope.UseCwmpVersion.Should().Be(CwmpVersion.Cwmp14);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("<c:ID>1</c:ID>", "1")]
    [InlineData("<c:ID s:mustUnderstand=\"true\">1</c:ID>", "1")]
    [InlineData("<c:ID mustUnderstand=\"1\">1</c:ID>", "1")]
    [InlineData("<c:ID/>", "")]
    [InlineData("<c:ID>1</c:ID><c:ID>2</c:ID>", "1")]
    [InlineData("<ID>1</ID>", "1")]
    [InlineData("<o:ID xmlns:o=\"urn:dslforum-org:cwmp-1-3\" s:mustUnderstand=\"1\">1</o:ID>", "1")]
    public void Id_is_taken_as_it_comes(string header, string? id) =>
        Wire.Read(Wire.Envelope("<c:FactoryReset/>", header)).Id.Should().Be(id);

    [Theory]
    [InlineData("<x:Thing xmlns:x=\"urn:x\"><a>1</a></x:Thing>")]
    [InlineData("<x:Thing xmlns:x=\"urn:x\" s:mustUnderstand=\"0\"/>")]
    [InlineData("<x:Thing xmlns:x=\"urn:x\" s:mustUnderstand=\"1\" s:actor=\"urn:somebody-else\"/>")]
    [InlineData("<c:NoMoreRequests s:mustUnderstand=\"1\">0</c:NoMoreRequests>")]
    [InlineData("<c:SessionTimeout>soon</c:SessionTimeout>")]
    public void Headers_that_may_be_ignored_are(string header) =>
        Wire.Read(Wire.Envelope("<c:FactoryReset/>", header)).Should().Be(Wire.Read(Wire.Envelope("<c:FactoryReset/>")));

    [Theory]
    [InlineData("<x:Thing xmlns:x=\"urn:x\" s:mustUnderstand=\"1\"/>")]
    [InlineData("<x:Thing xmlns:x=\"urn:x\" s:mustUnderstand=\" true \"/>")]
    [InlineData("<x:Thing xmlns:x=\"urn:x\" s:mustUnderstand=\"1\" s:actor=\"http://schemas.xmlsoap.org/soap/actor/next\"/>")]
    [InlineData("<c:Novelty s:mustUnderstand=\"1\"/>")]
    [InlineData("<x:ID xmlns:x=\"urn:x\" s:mustUnderstand=\"1\">not ours</x:ID>")]
    public void Header_that_must_be_understood_and_is_not_refuses_the_envelope_with_its_id(string header)
    {
        string xml = Wire.Envelope("<c:FactoryReset/>", header + "<c:ID>7</c:ID>");

        CwmpProtocolError error = Wire.Refuse(xml);

        error.Code.Should().Be(CwmpProtocolErrorCode.MustUnderstand);
        error.MessageId.Should().Be("7");
        error.Offset.Should().Be(xml.IndexOf(header, StringComparison.Ordinal) + 1);
    }

    [Theory]
    [InlineData("<c:HoldRequests>maybe</c:HoldRequests>")]
    [InlineData("<c:UseCWMPVersion>new</c:UseCWMPVersion>")]
    public void Header_that_must_be_obeyed_and_says_nothing_is_refused(string header) =>
        Wire.Refuse(Wire.Envelope("<c:FactoryReset/>", header)).Code.Should().Be(CwmpProtocolErrorCode.InvalidValue);

    [Fact]
    public void Namespace_of_a_fault_is_the_one_of_its_detail_or_the_nearest_there_is()
    {
        const string Fault = "<s:Fault><faultcode>Client</faultcode></s:Fault>";
        string none = Wire.Envelope(Fault).Replace(" xmlns:c=\"urn:dslforum-org:cwmp-1-0\"", string.Empty, StringComparison.Ordinal);

        Wire.Read(Wire.Envelope(Fault)).Namespace.Should().Be(CwmpNamespace.Cwmp10);
        Wire.Read(none).Namespace.IsNone.Should().BeTrue();
        Wire.Read(Wire.Envelope("<s:Fault><detail><d:Fault xmlns:d=\"urn:dslforum-org:cwmp-1-2\"/></detail></s:Fault>")).Namespace
            .Should().Be(CwmpNamespace.Cwmp12);
    }

    [Fact]
    public void Structure_of_the_envelope_is_required()
    {
        string envelope = Wire.Envelope("<c:FactoryReset/>");
        string header = "<s:Header/>";

        Wire.Refuse("<a/>").Code.Should().Be(CwmpProtocolErrorCode.NotAnEnvelope);
        Wire.Refuse($"<s:Envelope {Wire.Namespaces}/>").Code.Should().Be(CwmpProtocolErrorCode.BodyMissing);
        Wire.Refuse($"<s:Envelope {Wire.Namespaces}>{header}</s:Envelope>").Code.Should().Be(CwmpProtocolErrorCode.BodyMissing);
        Wire.Refuse(Wire.Envelope("")).Code.Should().Be(CwmpProtocolErrorCode.BodyMissing);
        Wire.Refuse(Wire.Envelope("text")).Code.Should().Be(CwmpProtocolErrorCode.BodyMissing);
        Wire.Refuse(envelope.Replace("<s:Body>", header + header + "<s:Body>", StringComparison.Ordinal)).Code
            .Should().Be(CwmpProtocolErrorCode.BodyMissing);
        Wire.Refuse(envelope.Replace("s:Body", "Body", StringComparison.Ordinal)).Code.Should().Be(CwmpProtocolErrorCode.BodyMissing);
        Wire.Read(envelope.Replace("</s:Body>", "</s:Body><x:y xmlns:x=\"urn:x\"/>", StringComparison.Ordinal)).Body
            .Should().Be(new FactoryReset());
    }

    [Fact]
    public void Answer_carries_the_id_and_the_namespace_of_its_request()
    {
        CwmpEnvelope request = Wire.Read(Wire.Envelope("<c:FactoryReset/>", "<c:ID>7</c:ID>"));

        CwmpEnvelope answer = request.CreateAnswer(new FactoryResetResponse());

        answer.Id.Should().Be("7");
        answer.Namespace.Should().Be(CwmpNamespace.Cwmp10);
    }
}
