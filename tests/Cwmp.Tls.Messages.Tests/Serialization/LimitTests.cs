// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Tests.Serialization;

/// <summary>Each limit: reached it is fine, one more is refused with its code.</summary>
public sealed class LimitTests
{
    [Fact]
    public void MaxEnvelopeBytes()
    {
        string xml = Wire.Value("v");

        Accept(xml, new CwmpLimits { MaxEnvelopeBytes = xml.Length });
        Refuse(xml, new CwmpLimits { MaxEnvelopeBytes = xml.Length - 1 }, CwmpProtocolErrorCode.EnvelopeTooLarge);
    }

    [Theory]
    [InlineData("<a/>")]
    [InlineData("<a></a>")]
    [InlineData("<a b=\"\"></a>")]
    public void MaxDepth(string deepest)
    {
        // Envelope, Body, the message, its list, the item.
        string xml = Wire.Values($"<ParameterValueStruct>{deepest}</ParameterValueStruct>");

        Accept(xml, new CwmpLimits { MaxDepth = 6 });
        Refuse(xml, new CwmpLimits { MaxDepth = 5 }, CwmpProtocolErrorCode.TooDeep);
    }

    [Fact]
    public void MaxDepth_holds_for_the_plain_and_the_remembered_tags_too()
    {
        string xml = Wire.Values(string.Concat(
            Enumerable.Repeat("<ParameterValueStruct><Name>n</Name><Value xsi:type=\"xsd:int\">1</Value></ParameterValueStruct>", 3)));

        Accept(xml, new CwmpLimits { MaxDepth = 6 });
        Refuse(xml, new CwmpLimits { MaxDepth = 5 }, CwmpProtocolErrorCode.TooDeep);
    }

    [Fact]
    public void MaxAttributes()
    {
        string xml = Wire.Envelope("<c:FactoryReset a=\"\" b=\"\" d=\"\" f=\"\" g=\"\" h=\"\"/>");

        Accept(xml, new CwmpLimits { MaxAttributes = 6 });
        Refuse(xml, new CwmpLimits { MaxAttributes = 5 }, CwmpProtocolErrorCode.TooManyAttributes);
    }

    [Fact]
    public void MaxNamespaces()
    {
        string xml = Wire.Envelope("<c:FactoryReset xmlns:x=\"urn:x\"/>");

        Accept(xml, new CwmpLimits { MaxNamespaces = 6 });
        Refuse(xml, new CwmpLimits { MaxNamespaces = 5 }, CwmpProtocolErrorCode.TooManyNamespaces);
    }

    [Theory]
    [InlineData("<n23456789012345678901234567890/>")]
    [InlineData("<a n23456789012345678901234567890=\"\"/>")]
    [InlineData("<n23456789012345678901234567890 ></n23456789012345678901234567890>")]
    [InlineData("<c:n23456789012345678901234567890/>")]
    [InlineData("<n23456789012345678901234567890:a/>")]
    [InlineData("<é2345678901234567890123456789 />")]
    [InlineData("<c:é2345678901234567890123456789 />")]
    public void MaxNameLength(string content)
    {
        string xml = Wire.Envelope($"<c:FactoryReset>{content}</c:FactoryReset>");

        Accept(xml, new CwmpLimits { MaxNameLength = 30 });
        Refuse(xml, new CwmpLimits { MaxNameLength = 29 }, CwmpProtocolErrorCode.NameTooLong);
    }

    [Fact]
    public void MaxAttributeLength()
    {
        string xml = Wire.Envelope($"<c:FactoryReset a=\"{new string('x', 100)}\"/>");

        Accept(xml, new CwmpLimits { MaxAttributeLength = 100 });
        Refuse(xml, new CwmpLimits { MaxAttributeLength = 99 }, CwmpProtocolErrorCode.AttributeTooLong);
    }

    [Theory]
    [InlineData("plain text of thirty characters")]
    [InlineData("reference &amp; is counted as it")]
    [InlineData("comment <!-- is counted too --> ")]
    [InlineData("<![CDATA[section counted as is]]>")]
    [InlineData("ééééééééééééééé")]
    [InlineData("line ends \r\n\r\n\r\n are two each  ")]
    public void MaxTextLength(string text)
    {
        string xml = Wire.Value(text);
        int length = Wire.Bytes(text).Length;

        Accept(xml, new CwmpLimits { MaxTextLength = length });
        Refuse(xml, new CwmpLimits { MaxTextLength = length - 1 }, CwmpProtocolErrorCode.TextTooLong);
    }

    [Theory]
    [InlineData(
        "<c:GetParameterValues><ParameterNames><string>a</string><string>b</string><string/></ParameterNames></c:GetParameterValues>")]
    [InlineData("<c:X_1><a/><b/><c/></c:X_1>")]
    [InlineData("<c:X_1><a><b><c/></b></a></c:X_1>")]
    [InlineData("<c:ChangeDUState><Operations><a/><b><c/></b></Operations></c:ChangeDUState>")]
    [InlineData("<c:ChangeDUState><Operations xsi:type=\"c:UninstallOpStruct\"/><Operations " +
        "xsi:type=\"c:UninstallOpStruct\"/><Operations xsi:type=\"c:UninstallOpStruct\"/></c:ChangeDUState>")]
    [InlineData("<c:DUStateChangeComplete><Results><UUID/></Results><Results><UUID/></Results><Results><UUID/></Results>" +
        "</c:DUStateChangeComplete>")]
    [InlineData("<s:Fault><detail><c:Fault><SetParameterValuesFault/><SetParameterValuesFault/><SetParameterValuesFault/></c:Fault>" +
        "</detail></s:Fault>")]
    public void MaxItems(string body)
    {
        Accept(Wire.Envelope(body), new CwmpLimits { MaxItems = 3 });
        Refuse(Wire.Envelope(body), new CwmpLimits { MaxItems = 2 }, CwmpProtocolErrorCode.TooManyItems);
    }

    [Fact]
    public void MaxItems_of_the_header()
    {
        string xml = Wire.Envelope("<c:FactoryReset/>", "<c:ID>1</c:ID><c:NoMoreRequests>0</c:NoMoreRequests>");

        Accept(xml, new CwmpLimits { MaxItems = 2 });
        Refuse(xml, new CwmpLimits { MaxItems = 1 }, CwmpProtocolErrorCode.TooManyItems);
    }

    [Fact]
    public void Values_without_sense_are_refused()
    {
        foreach (Action act in (Action[])
        [
            () => _ = new CwmpLimits { MaxDepth = 0 },
            () => _ = new CwmpLimits { MaxDepth = 257 },
            () => _ = new CwmpLimits { MaxEnvelopeBytes = 0 },
            () => _ = new CwmpLimits { MaxStreamedBytes = 0 },
            () => _ = new CwmpLimits { MaxItems = -1 },
        ])
        {
            act.Should().Throw<ArgumentOutOfRangeException>();
        }
    }

    [Fact]
    public void Defaults_admit_what_every_peer_has_to_take()
    {
        // TR-069 §3.4.6: 32 KiB. The defaults allow a dump of many times that.
        var list = Enumerable.Range(0, 20_000).Select(i => ParameterValue.String("Device.Hosts.Host." + i, new string('v', 50))).ToList();
        var envelope = new CwmpEnvelope { Body = new GetParameterValuesResponse { ParameterList = list } };

        CwmpSerializer.Default.Read(CwmpSerializer.Default.WriteToArray(envelope)).Should().Be(envelope);
    }

    private static void Accept(string xml, CwmpLimits limits) =>
        (CwmpSerializer.Default with { Limits = limits }).TryRead(Wire.Bytes(xml), out _, out CwmpProtocolError error)
            .Should().BeTrue(error.ToString());

    private static void Refuse(string xml, CwmpLimits limits, CwmpProtocolErrorCode code) =>
        Wire.Refuse(xml, CwmpSerializer.Default with { Limits = limits }).Code.Should().Be(code);
}
