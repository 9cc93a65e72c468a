// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Tests.Serialization;

/// <summary>The oddities of devices and servers, row by row of the fact sheet (§10).</summary>
public sealed class ToleranceTests
{
    [Fact]
    public void Prefix_may_be_any_and_be_declared_anywhere()
    {
        const string Soap = "http://schemas.xmlsoap.org/soap/envelope/";
        string[] forms =
        [
            $"<Envelope xmlns=\"{Soap}\"><Body><Reboot " +
            "xmlns=\"urn:dslforum-org:cwmp-1-0\"><CommandKey>k</CommandKey></Reboot></Body></Envelope>",
            $"<a:Envelope xmlns:a=\"{Soap}\"><b:Body xmlns:b=\"{Soap}\"><d:Reboot " +
            "xmlns:d=\"urn:dslforum-org:cwmp-1-0\"><d:CommandKey>k</d:CommandKey></d:Reboot></b:Body></a:Envelope>",
            $"<a:Envelope xmlns:a='{Soap}'><a:Body xmlns:d='urn:dslforum-org:cwmp-1-0'><d:Reboot><CommandKey " +
            "xmlns='urn:other'>k</CommandKey></d:Reboot></a:Body></a:Envelope>",
            $"<a:Envelope xmlns:a=\"{Soap}\" " +
            "xmlns:c=\"urn:dslforum-org:cwmp-1-0\"><a:Body><Reboot><CommandKey>k</CommandKey></Reboot></a:Body></a:Envelope>",
        ];

        foreach (string form in forms)
        {
            CwmpEnvelope envelope = Wire.Read(form);

            envelope.Body.Should().Be(new Reboot { CommandKey = "k" }, form);
            envelope.Namespace.Should().Be(CwmpNamespace.Cwmp10, form);
        }
    }

    [Theory]
    [InlineData("urn:dslforum-org:cwmp-1-0")]
    [InlineData("urn:dslforum-org:cwmp-1-1")]
    [InlineData("urn:dslforum-org:cwmp-1-2")]
    [InlineData("urn:dslforum-org:cwmp-1-3")]
    [InlineData("urn:dslforum-org:cwmp-1-4")]
    [InlineData("urn:dslforum-org:cwmp-2-17")]
    public void Every_cwmp_namespace_is_taken_and_echoed(string uri)
    {
        CwmpEnvelope envelope =
            Wire.Read(Wire.Envelope("<c:FactoryReset/>").Replace("urn:dslforum-org:cwmp-1-0", uri, StringComparison.Ordinal));

        envelope.Namespace.Uri.Should().Be(uri);
        CwmpSerializer.Default.Read(CwmpSerializer.Default.WriteToArray(envelope.CreateAnswer(new FactoryResetResponse()))).Namespace.Uri
            .Should().Be(uri);
    }

    [Theory]
    [InlineData("urn:dslforum-org:cwmp-")]
    [InlineData("urn:dslforum-org:cwmp-1")]
    [InlineData("urn:dslforum-org:cwmp-1-x")]
    [InlineData("urn:dslforum-org:cwmp-1234-0")]
    [InlineData("urn:example:cwmp-1-0")]
    public void Other_namespaces_are_refused(string uri) =>
        Wire.Refuse(Wire.Envelope("<c:FactoryReset/>").Replace("urn:dslforum-org:cwmp-1-0", uri, StringComparison.Ordinal)).Code
            .Should().Be(CwmpProtocolErrorCode.UnknownNamespace);

    [Fact]
    public void Soap_1_2_is_another_version()
    {
        string xml = Wire.Envelope("<c:FactoryReset/>")
            .Replace("http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope", StringComparison.Ordinal);

        Wire.Refuse(xml).Code.Should().Be(CwmpProtocolErrorCode.SoapVersionMismatch);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" e:arrayType=\"c:ParameterValueStruct[2]\"")]
    [InlineData(" e:arrayType=\"c:ParameterValueStruct[0002]\"")]
    [InlineData(" e:arrayType=\"c:ParameterValueStruct[0]\"")]
    [InlineData(" e:arrayType=\"c:ParameterValueStruct[17]\"")]
    [InlineData(" e:arrayType=\"c:ParameterValueStruct[]\"")]
    [InlineData(" e:arrayType=\"c:ParameterValueStruct[-1]\"")]
    [InlineData(" e:arrayType=\"c:ParameterValueStruct\"")]
    [InlineData(" e:arrayType=\"undeclared:Thing[2]\"")]
    [InlineData(" e:arrayType=\"\"")]
    [InlineData(" xmlns:f=\"http://schemas.xmlsoap.org/soap/encoding\" f:arrayType=\"c:ParameterValueStruct[2]\"")]
    public void Array_type_is_a_hint(string attribute)
    {
        string item = "<ParameterValueStruct><Name>n</Name><Value>v</Value></ParameterValueStruct>";
        string xml = Wire.Envelope(
            $"<c:GetParameterValuesResponse><ParameterList{attribute}>{item}{item}</ParameterList></c:GetParameterValuesResponse>");

        ((GetParameterValuesResponse)Wire.Read(xml).Body).ParameterList.Should().HaveCount(2);
    }

    [Theory]
    [InlineData("item")]
    [InlineData("Item")]
    [InlineData("c:ParameterValueStruct")]
    public void Items_may_have_any_name(string name) =>
        Wire.ReadValue(Wire.Values($"<{name}><Name>n</Name><Value>v</Value></{name}>")).Should().Be("v");

    [Theory]
    [InlineData("", "", ParameterTypeKind.String)]
    [InlineData(" xsi:type=\"xsd:int\"", "xsd:int", ParameterTypeKind.Int)]
    [InlineData(" xsi:type=\"int\"", "xsd:int", ParameterTypeKind.Int)]
    [InlineData(" xsi:type=\"xs:int\"", "xsd:int", ParameterTypeKind.Int)]
    [InlineData(" xmlns:y=\"http://www.w3.org/2001/XMLSchema/\" xsi:type=\"y:int\"", "xsd:int", ParameterTypeKind.Int)]
    [InlineData(" xsi:type=\" xsd:boolean \"", "xsd:boolean", ParameterTypeKind.Boolean)]
    [InlineData(" xsi:type=\"e:string\"", "xsd:string", ParameterTypeKind.String)]
    [InlineData(" xsi:type=\"e:base64\"", "SOAP-ENC:base64", ParameterTypeKind.Base64)]
    [InlineData(" xsi:type=\"xsd:base64\"", "xsd:base64", ParameterTypeKind.Base64)]
    [InlineData(" xsi:type=\"xsd:string(64)\"", "xsd:string(64)", ParameterTypeKind.String)]
    [InlineData(" xsi:type=\"xsd:token\"", "xsd:token", ParameterTypeKind.Other)]
    [InlineData(" xsi:type=\"c:Thing\"", "cwmp:Thing", ParameterTypeKind.Other)]
    [InlineData(" xsi:type=\"\"", "", ParameterTypeKind.String)]
    [InlineData(" type=\"xsd:int\"", "", ParameterTypeKind.String)]
    public void Type_of_a_value_is_what_was_meant(string attribute, string name, ParameterTypeKind kind)
    {
        CwmpEnvelope envelope =
            Wire.Read(Wire.Values($"<ParameterValueStruct><Name>n</Name><Value{attribute}>1</Value></ParameterValueStruct>"));

        ParameterValue value = ((GetParameterValuesResponse)envelope.Body).ParameterList[0];
        value.Type.Name.Should().Be(name);
        value.Type.Kind.Should().Be(kind);
        CwmpSerializer.Default.Read(CwmpSerializer.Default.WriteToArray(envelope)).Should().Be(envelope);
    }

    [Fact]
    public void Prefixes_of_arguments_and_below_need_no_declaration()
    {
        // The frame is bound, the rest is told by local names; xsi:type is understood as it is meant.
        const string Frame = "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\" " +
            "xmlns:c=\"urn:dslforum-org:cwmp-1-0\"><s:Body>{0}</s:Body></s:Envelope>";
        CwmpMessage Read(string body) => Wire.Read(Frame.Replace("{0}", body, StringComparison.Ordinal)).Body;

        Read("<c:GetParameterValues><ParameterNames " +
            "soapenc:arrayType=\"xsd:string[2]\"><xsd:string>a</xsd:string><xsd:string>b</xsd:string></ParameterNames>" +
            "</c:GetParameterValues>")
            .Should().Be(new GetParameterValues { ParameterNames = ["a", "b"] });
        Read("<c:SetParameterValues><u:ParameterList><ParameterValueStruct><Name xsi:type=\"xsd:string\">n</Name><Value " +
            "xsi:type=\"xsd:int\">1</Value></ParameterValueStruct></u:ParameterList></c:SetParameterValues>")
            .Should().Be(new SetParameterValues { ParameterList = [ParameterValue.Int("n", 1)] });
        Read("<s:Fault><faultcode>Client</faultcode><detail><cwmp:Fault><FaultCode>9003</FaultCode></cwmp:Fault></detail></s:Fault>")
            .Should().BeOfType<CwmpFault>().Which.FaultCode.Should().Be(CwmpFaultCode.InvalidArguments);
        Read("<c:X_1><v:a v:b=\"1\">t</v:a></c:X_1>").Should().Be(new VendorRequest("X_1", [new VendorElement { Name = "a", Text = "t" }]));
    }

    [Theory]
    [InlineData("<c:Inform><DeviceId><OUI>00D09E</OUI><OUI>00D09F</OUI></DeviceId></c:Inform>")]
    [InlineData("<c:Inform><DeviceId><SerialNumber>1</SerialNumber><SerialNumber/></DeviceId></c:Inform>")]
    [InlineData("<c:Inform><DeviceId><ProductClass/><ProductClass>x</ProductClass></DeviceId></c:Inform>")]
    [InlineData("<c:Inform><DeviceId><OUI>00D09E</OUI></DeviceId><DeviceId/></c:Inform>")]
    public void Device_is_identified_once(string body) => Wire.Read(Wire.Envelope(body)).Body.Should().BeOfType<MalformedRequest>();

    [Theory]
    [InlineData("<c:SetParameterValues><ParameterList href=\"#a\"/></c:SetParameterValues>")]
    [InlineData("<c:SetParameterValues><ParameterList><ParameterValueStruct><Name>n</Name><Value " +
        "href=\"#a\"/></ParameterValueStruct></ParameterList></c:SetParameterValues>")]
    [InlineData("<c:Reboot><CommandKey href=\"#a\"/></c:Reboot>")]
    [InlineData("<c:X_1><a href=\"#a\"/></c:X_1>")]
    public void Reference_to_another_element_is_no_value(string body) =>
        Wire.Refuse(Wire.Envelope(body, "<c:ID>7</c:ID>")).Code.Should().Be(CwmpProtocolErrorCode.ReferenceNotSupported);

    [Fact]
    public void Independent_elements_are_refused_with_the_reason() =>
        Wire.Refuse(Wire.Envelope("<c:Reboot/><multiRef id=\"a\">k</multiRef>")).ToString().Should().Contain("multiRef");

    [Fact]
    public void Missing_and_empty_members_are_the_same()
    {
        Wire.Read(Wire.Envelope("<c:Reboot/>")).Body.Should().Be(new Reboot());
        Wire.Read(Wire.Envelope("<c:Reboot><CommandKey/></c:Reboot>")).Body.Should().Be(new Reboot());
        Wire.Read(Wire.Envelope("<c:GetParameterNames><NextLevel></NextLevel></c:GetParameterNames>")).Body
            .Should().Be(new GetParameterNames());
    }

    [Fact]
    public void Members_come_in_any_order_with_unknown_ones_between() =>
        Wire.Read(Wire.Envelope("<c:DownloadResponse>text<CompleteTime>0001-01-01T00:00:00Z</CompleteTime><x><y z='1'/></x><Status> 1 " +
            "</Status></c:DownloadResponse>"))
            .Body.Should().Be(new DownloadResponse { Status = RequestStatus.NotYetApplied });

    [Theory]
    [InlineData("1", true)]
    [InlineData("true", true)]
    [InlineData("TRUE", true)]
    [InlineData(" True\n", true)]
    [InlineData("0", false)]
    [InlineData("False", false)]
    public void Booleans_come_in_every_form(string text, bool value) =>
        Wire.Read(Wire.Envelope(
            $"<c:GetParameterNames><ParameterPath>Device.</ParameterPath><NextLevel>{text}</NextLevel></c:GetParameterNames>"))
            .Body.Should().Be(new GetParameterNames { ParameterPath = "Device.", NextLevel = value });

    [Theory]
    [InlineData("<c:Download><FileSize>foo</FileSize></c:Download>", "Download")]
    [InlineData("<c:Download><FileSize>-1</FileSize></c:Download>", "Download")]
    [InlineData("<c:Download><FileSize>4294967296</FileSize></c:Download>", "Download")]
    [InlineData("<c:GetParameterNames><NextLevel>maybe</NextLevel></c:GetParameterNames>", "GetParameterNames")]
    [InlineData("<c:Reboot><CommandKey><b>bold</b></CommandKey></c:Reboot>", "Reboot")]
    [InlineData("<c:TransferComplete><FaultStruct><FaultCode>none</FaultCode></FaultStruct></c:TransferComplete>", "TransferComplete")]
    public void Arguments_that_are_not_of_their_type_make_a_malformed_request(string body, string method)
    {
        CwmpEnvelope envelope = Wire.Read(Wire.Envelope(body, "<c:ID>7</c:ID>"));

        MalformedRequest request = envelope.Body.Should().BeOfType<MalformedRequest>().Subject;
        request.MethodName.Should().Be(method);
        request.Arguments.Should().ContainSingle();
        envelope.Id.Should().Be("7");
        CwmpSerializer.Default.Read(CwmpSerializer.Default.WriteToArray(envelope)).Should().Be(envelope);
    }

    [Fact]
    public void Malformed_response_answers_nothing()
    {
        CwmpMessage body =
            Wire.Read(Wire.Envelope("<c:SetParameterValuesResponse><Status>fine</Status></c:SetParameterValuesResponse>")).Body;

        body.Should().BeOfType<MalformedResponse>();
        new SetParameterValues { ParameterList = [] }.IsAnsweredBy(body).Should().BeFalse();
    }

    [Fact]
    public void Malformed_request_is_still_checked_to_its_end()
    {
        string start = "<c:Download><FileSize>foo</FileSize>";

        Wire.Refuse(Wire.Envelope(start + "<a></b></c:Download>")).Code.Should().Be(CwmpProtocolErrorCode.NotWellFormed);
        Wire.Refuse(Wire.Envelope(start + "<a>&x;</a></c:Download>")).Code.Should().Be(CwmpProtocolErrorCode.UndefinedEntity);
        Wire.Refuse(Wire.Envelope(start + "</c:Download><c:Reboot/>")).Code.Should().Be(CwmpProtocolErrorCode.MultipleBodyElements);
    }

    [Fact]
    public void Max_envelopes_is_ignored_whatever_it_is()
    {
        Wire.Read(Wire.Envelope("<c:InformResponse><MaxEnvelopes>many</MaxEnvelopes></c:InformResponse>")).Body
            .Should().Be(new InformResponse());
        Wire.Read(Wire.Envelope("<c:InformResponse/>")).Body.Should().Be(new InformResponse());
        Wire.Read(Wire.Envelope("<c:InformResponse><MaxEnvelopes>2</MaxEnvelopes></c:InformResponse>")).Body
            .Should().Be(new InformResponse { MaxEnvelopes = 2 });
    }

    [Theory]
    [InlineData("Client", SoapFaultCode.Client)]
    [InlineData("SOAP-ENV:Client", SoapFaultCode.Client)]
    [InlineData("soap:server", SoapFaultCode.Server)]
    [InlineData(" s:CLIENT ", SoapFaultCode.Client)]
    [InlineData("Client.Authentication", SoapFaultCode.Client)]
    [InlineData("s:MustUnderstand", SoapFaultCode.MustUnderstand)]
    [InlineData("VersionMismatch", SoapFaultCode.VersionMismatch)]
    [InlineData("Nonsense", SoapFaultCode.Client)]
    [InlineData("", SoapFaultCode.Client)]
    public void Fault_codes_of_soap_are_normalised(string text, SoapFaultCode code)
    {
        string xml = Wire.Envelope(
            $"<s:Fault><faultcode>{text}</faultcode><faultstring>CWMP " +
            "fault</faultstring><detail><c:Fault><FaultCode>9003</FaultCode></c:Fault></detail></s:Fault>");

        CwmpFault fault = Wire.Read(xml).Body.Should().BeOfType<CwmpFault>().Subject;

        fault.SoapFaultCode.Should().Be(code);
        fault.FaultCode.Should().Be(CwmpFaultCode.InvalidArguments);
    }

    [Fact]
    public void Detail_inside_of_the_faultstring_is_the_detail()
    {
        string xml = Wire.Envelope(
            "<s:Fault><faultcode>Client</faultcode><faultstring>Client " +
            "fault<detail><c:Fault><FaultCode>9003</FaultCode><FaultString>Invalid arguments</FaultString>" +
            "<SetParameterValuesFault><ParameterName>Device.A</ParameterName><FaultCode>9008</FaultCode></SetParameterValuesFault>" +
            "</c:Fault></detail></faultstring></s:Fault>");

        CwmpFault fault = Wire.Read(xml).Body.Should().BeOfType<CwmpFault>().Subject;

        fault.FaultCode.Should().Be(CwmpFaultCode.InvalidArguments);
        fault.FaultString.Should().Be("Invalid arguments");
        fault.SetParameterValuesFaults.Should().ContainSingle().Which.ParameterName.Should().Be("Device.A");
    }

    [Theory]
    [InlineData("<s:Fault><faultcode>Server</faultcode><faultstring>oops</faultstring></s:Fault>", 0, "oops")]
    [InlineData("<s:Fault>Error Message</s:Fault>", 0, "Error Message")]
    [InlineData("<s:Fault/>", 0, "")]
    [InlineData("<Fault><detail><Fault><FaultCode>8005</FaultCode></Fault></detail></Fault>", 8005, "")]
    [InlineData("<c:Fault><FaultCode>9001</FaultCode></c:Fault>", 9001, "")]
    [InlineData("<FaultStruct><FaultCode>9001</FaultCode></FaultStruct>", 9001, "")]
    [InlineData("<c:FaultStruct><FaultCode>9001</FaultCode></c:FaultStruct>", 9001, "")]
    [InlineData("<s:Fault><detail><c:Fault><FaultString>text alone</FaultString></c:Fault></detail></s:Fault>", 0, "")]
    [InlineData("<s:Fault><detail><c:Fault><SetParameterValuesFault><ParameterName>n</ParameterName></SetParameterValuesFault></c:Fault>" +
        "</detail></s:Fault>", 0, "")]
    [InlineData("<x:Fault xmlns:x=\"urn:x\"><detail><o:Fault " +
        "xmlns:o=\"urn:dslforum-org:cwmp-1-2\"><FaultCode>9001</FaultCode></o:Fault></detail></x:Fault>", 9001, "")]
    [InlineData("<s:Fault><detail><c:Fault><FaultCode>nine</FaultCode></c:Fault></detail></s:Fault>", 0, "")]
    [InlineData("<s:Fault><detail><c:Fault><FaultCode>12345</FaultCode></c:Fault></detail></s:Fault>", 12345, "")]
    public void Faults_are_never_refused(string body, int code, string soapString)
    {
        CwmpEnvelope envelope = Wire.Read(Wire.Envelope(body));

        CwmpFault fault = envelope.Body.Should().BeOfType<CwmpFault>().Subject;
        fault.FaultCode.Value.Should().Be(code);
        fault.SoapFaultString.Should().Be(soapString);
        CwmpSerializer.Default.Read(CwmpSerializer.Default.WriteToArray(envelope)).Should().Be(envelope);
    }

    [Fact]
    public void Operations_without_a_type_are_told_by_what_they_have()
    {
        ChangeDUState Read(string operations) =>
            (ChangeDUState)Wire.Read(Wire.Envelope($"<c:ChangeDUState>{operations}</c:ChangeDUState>")).Body;

        Read("<Operations><URL>u</URL><UUID>i</UUID></Operations>").Operations[0]
            .Should().Be(new InstallOpStruct { URL = "u", UUID = "i" });
        Read("<Operations><UUID>i</UUID></Operations>").Operations[0].Should().Be(new UninstallOpStruct { UUID = "i" });
        Read("<Operations><UUID>i</UUID><Version>1</Version><URL>u</URL></Operations>").Operations[0]
            .Should().Be(new UpdateOpStruct { UUID = "i", Version = "1", URL = "u" });
        Read("<Operations xsi:type=\"c:PolishOpStruct\"><UUID>i</UUID><Wax>yes</Wax></Operations>").Operations[0]
            .Should().Be(new VendorOpStruct
            {
                TypeName = "cwmp:PolishOpStruct",
                Elements = [new VendorElement { Name = "UUID", Text = "i" }, new VendorElement { Name = "Wax", Text = "yes" }],
            });
        Read("<Operations><InstallOpStruct><URL>u</URL></InstallOpStruct><UninstallOpStruct><UUID>i</UUID></UninstallOpStruct>" +
            "</Operations>").Operations
            .Should().Equal(new InstallOpStruct { URL = "u" }, new UninstallOpStruct { UUID = "i" });
    }

    [Fact]
    public void Repair_of_values_is_a_choice_and_stays_in_values()
    {
        CwmpSerializer tolerant = CwmpSerializer.Default with { Tolerance = CwmpTolerance.RepairParameterValues };
        string bad = "a\u0001b & c &#2; d";

        ((GetParameterValuesResponse)tolerant.Read(Wire.Bytes(Wire.Value(bad))).Body).ParameterList[0].Text
            .Should().Be("a\uFFFDb & c \uFFFD d");
        Wire.Refuse(Wire.Value(bad)).Code.Should().Be(CwmpProtocolErrorCode.InvalidCharacter);
        Wire.Refuse(Wire.Envelope("<c:Inform><DeviceId><SerialNumber>1&2</SerialNumber></DeviceId></c:Inform>"), tolerant).Code
            .Should().Be(CwmpProtocolErrorCode.NotWellFormed);
    }

    [Fact]
    public void Operation_of_a_vendor_reads_back_as_it_was()
    {
        CwmpEnvelope envelope = Wire.Read(Wire.Envelope("<c:ChangeDUState><Operations><PolishOpStruct/></Operations></c:ChangeDUState>"));

        CwmpSerializer.Default.Read(CwmpSerializer.Default.WriteToArray(envelope)).Should().Be(envelope);
    }

    [Fact]
    public void Names_as_long_as_the_limit_can_be_written_again()
    {
        string name = new('n', CwmpLimits.Default.MaxNameLength);
        CwmpEnvelope envelope = Wire.Read(Wire.Envelope($"<c:{name}><{name}/></c:{name}>"));

        CwmpSerializer.Default.Read(CwmpSerializer.Default.WriteToArray(envelope)).Should().Be(envelope);
    }

    [Fact]
    public void Unknown_methods_come_through_with_their_name()
    {
        CwmpMessage request = Wire.Read(Wire.Envelope("<c:ScheduleUpload><URL>u</URL></c:ScheduleUpload>")).Body;
        CwmpMessage response = Wire.Read(Wire.Envelope("<c:X_00D09E_ActResponse/>")).Body;

        request.Should().Be(new VendorRequest("ScheduleUpload", [new VendorElement { Name = "URL", Text = "u" }]));
        response.Should().Be(new VendorResponse("X_00D09E_Act"));
    }
}
