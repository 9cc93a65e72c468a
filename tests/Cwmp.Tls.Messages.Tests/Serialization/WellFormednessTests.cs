// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Tests.Serialization;

/// <summary>What XML and namespaces allow is read; what they forbid is refused, at its byte.</summary>
public sealed class WellFormednessTests
{
    [Theory]
    [InlineData("a&amp;b&lt;&gt;&quot;&apos;", "a&b<>\"'")]
    [InlineData("&#65;&#x42;&#x1F600;", "AB\U0001F600")]
    [InlineData("a<!-- comment -->b", "ab")]
    [InlineData("a<?target data?>b", "ab")]
    [InlineData("<![CDATA[<x>&amp;]]>", "<x>&amp;")]
    [InlineData("<![CDATA[a]]><![CDATA[b]]>", "ab")]
    [InlineData("<![CDATA[a\r\nb\rc]]>", "a\nb\nc")]
    [InlineData("a\r\nb\rc\n", "a\nb\nc\n")]
    [InlineData("&#13;&#10;", "\r\n")]
    [InlineData("a]b]]c>d", "a]b]]c>d")]
    [InlineData("]]&gt;", "]]>")]
    [InlineData("  kept  ", "  kept  ")]
    [InlineData("é日\U0001F600", "é日\U0001F600")]
    [InlineData("", "")]
    public void Text_of_every_form_is_read(string xml, string expected) => Wire.ReadValue(Wire.Value(xml)).Should().Be(expected);

    [Theory]
    [InlineData("]]>", CwmpProtocolErrorCode.NotWellFormed)]
    [InlineData("a & b", CwmpProtocolErrorCode.NotWellFormed)]
    [InlineData("a < b", CwmpProtocolErrorCode.NotWellFormed)]
    [InlineData("&copy;", CwmpProtocolErrorCode.UndefinedEntity)]
    [InlineData("\u0001", CwmpProtocolErrorCode.InvalidCharacter)]
    [InlineData("\0", CwmpProtocolErrorCode.InvalidCharacter)]
    [InlineData("\uFFFE", CwmpProtocolErrorCode.InvalidCharacter)]
    [InlineData("é\uFFFF", CwmpProtocolErrorCode.InvalidCharacter)]
    [InlineData("<![CDATA[\u0002]]>", CwmpProtocolErrorCode.InvalidCharacter)]
    [InlineData("<!-- \u0002 -->", CwmpProtocolErrorCode.InvalidCharacter)]
    [InlineData("&#2;", CwmpProtocolErrorCode.InvalidCharacter)]
    [InlineData("<!-- a -- b -->", CwmpProtocolErrorCode.NotWellFormed)]
    [InlineData("<?xml version=\"1.0\"?>", CwmpProtocolErrorCode.NotWellFormed)]
    [InlineData("<?XML x?>", CwmpProtocolErrorCode.NotWellFormed)]
    [InlineData("<!ELEMENT x>", CwmpProtocolErrorCode.NotWellFormed)]
    [InlineData("<!DOCTYPE x>", CwmpProtocolErrorCode.DtdNotAllowed)]
    [InlineData("<![CDATA[", CwmpProtocolErrorCode.Truncated)]
    [InlineData("</value>", CwmpProtocolErrorCode.NotWellFormed)]
    public void Text_that_is_not_xml_is_refused(string xml, CwmpProtocolErrorCode code)
    {
        CwmpProtocolError error = Wire.Refuse(Wire.Value(xml));

        error.Code.Should().Be(code);
        error.ElementName.Should().Be("GetParameterValuesResponse");
    }

    [Theory]
    [InlineData("a=\"1\" b='2' xml:lang=\"en\" xmlns:q=\"urn:q\" q:a=\"3\"")]
    [InlineData("a=\"&lt;&#65;\"")]
    [InlineData("a = \"]\" \n b\t=\r\n'>'")]
    [InlineData("xmlns=\"urn:default\" xmlns:q=\"urn:default\" q:a=\"1\" a=\"2\"")]
    [InlineData("xmlns=\"\"")]
    [InlineData("xmlns:xml=\"http://www.w3.org/XML/1998/namespace\"")]
    [InlineData("xmlns:q=\"urn:a&amp;b\" q:x=\"1\"")]
    public void Attributes_of_every_form_are_read(string attributes) =>
        Wire.ReadValue(Wire.Values(
            $"<ParameterValueStruct {attributes}><Name>n</Name><Value {attributes}>v</Value></ParameterValueStruct>")).Should().Be("v");

    [Theory]
    [InlineData("a", CwmpProtocolErrorCode.NotWellFormed)]
    [InlineData("a=1", CwmpProtocolErrorCode.NotWellFormed)]
    [InlineData("a=\"1\"b=\"2\"", CwmpProtocolErrorCode.NotWellFormed)]
    [InlineData("a=\"<\"", CwmpProtocolErrorCode.NotWellFormed)]
    [InlineData("a=\"&\"", CwmpProtocolErrorCode.NotWellFormed)]
    [InlineData("a=\"&amp\"", CwmpProtocolErrorCode.NotWellFormed)]
    [InlineData("a=\"&x;\"", CwmpProtocolErrorCode.UndefinedEntity)]
    [InlineData("a=\"\u0001\"", CwmpProtocolErrorCode.InvalidCharacter)]
    [InlineData("a=\"1\" a=\"2\"", CwmpProtocolErrorCode.DuplicateAttribute)]
    [InlineData("xmlns:p=\"urn:x\" xmlns:q=\"urn:x\" p:a=\"1\" q:a=\"2\"", CwmpProtocolErrorCode.DuplicateAttribute)]
    [InlineData("xmlns:p=\"urn:x\" xmlns:p=\"urn:y\"", CwmpProtocolErrorCode.DuplicateAttribute)]
    [InlineData("xmlns:p=\"\"", CwmpProtocolErrorCode.UnboundPrefix)]
    [InlineData("xmlns:xmlns=\"urn:x\"", CwmpProtocolErrorCode.UnboundPrefix)]
    [InlineData("xmlns:xml=\"urn:x\"", CwmpProtocolErrorCode.UnboundPrefix)]
    [InlineData("xmlns:p=\"http://www.w3.org/XML/1998/namespace\"", CwmpProtocolErrorCode.UnboundPrefix)]
    [InlineData("xmlns:p=\"http://www.w3.org/2000/xmlns/\"", CwmpProtocolErrorCode.UnboundPrefix)]
    [InlineData("/ ", CwmpProtocolErrorCode.NotWellFormed)]
    [InlineData("a:b:c=\"1\"", CwmpProtocolErrorCode.NotWellFormed)]
    public void Attributes_that_are_wrong_are_refused(string attributes, CwmpProtocolErrorCode code) =>
        Wire.Refuse(Wire.Values($"<ParameterValueStruct><Name>n</Name><Value {attributes}>v</Value></ParameterValueStruct>")).Code
            .Should().Be(code);

    [Fact]
    public void Declaration_goes_out_of_scope_with_its_element()
    {
        string item = "<ParameterValueStruct xmlns:p=\"urn:x\"><p:Name>n</p:Name><Value>v</Value></ParameterValueStruct>";

        Wire.ReadValue(Wire.Values(item)).Should().Be("v");
        Wire.Refuse(Wire.Envelope("<c:FactoryReset/>", "<p:x xmlns:p=\"urn:x\"/><p:y/>")).Code
            .Should().Be(CwmpProtocolErrorCode.UnboundPrefix);
        Wire.Refuse(Wire.Envelope("<p:FactoryReset/>", "<p:x xmlns:p=\"urn:x\"></p:x>")).Code
            .Should().Be(CwmpProtocolErrorCode.UnboundPrefix);
    }

    [Theory]
    [InlineData("<p:x/>", "<c:FactoryReset/>")]
    [InlineData("<c:ID p:x='1'>1</c:ID>", "<c:FactoryReset/>")]
    [InlineData("<z:y xmlns:z='urn:z'><p:x/></z:y>", "<c:FactoryReset/>")]
    [InlineData("", "<p:FactoryReset/>")]
    [InlineData("", "<c:FactoryReset p:x='1'/>")]
    [InlineData("", "<c:FactoryReset/><p:x/>")]
    [InlineData("", "<c:FactoryReset></c:FactoryReset></s:Body><p:x/><s:Body>")]
    [InlineData("", "<c:FactoryReset></c:FactoryReset></s:Body><p:x p:y='1'></p:x><s:Body>")]
    public void Prefix_of_the_frame_has_to_be_bound(string header, string body)
    {
        CwmpProtocolErrorCode code = Wire.Refuse(Wire.Envelope(body, header)).Code;

        code.Should().Be(CwmpProtocolErrorCode.UnboundPrefix);
    }

    [Fact]
    public void Same_attribute_twice_is_found_among_any_number_of_prefixes()
    {
        string declarations = string.Concat(Enumerable.Range(0, 14).Select(i => $" xmlns:p{i}=\"urn:{i % 13}\""));
        string attributes = string.Concat(Enumerable.Range(0, 13).Select(i => $" p{i}:a=\"\""));

        Wire.ReadValue(Wire.Values(
            $"<ParameterValueStruct{declarations}{attributes}><Name>n</Name><Value>v</Value></ParameterValueStruct>")).Should().Be("v");
        Wire.Refuse(Wire.Values($"<ParameterValueStruct{declarations}{attributes} p13:a=\"\"/>")).Code
            .Should().Be(CwmpProtocolErrorCode.DuplicateAttribute);
        Wire.Refuse(Wire.Values("<x q:a='' q:a=''/>")).Code.Should().Be(CwmpProtocolErrorCode.DuplicateAttribute);
        Wire.ReadValue(Wire.Values("<x q:a='' r:a='' a=''><Name>n</Name><Value>v</Value></x>")).Should().Be("v");
    }

    [Fact]
    public void Same_tag_means_what_its_prefix_means_where_it_stands()
    {
        // Tags of the same bytes with the prefix bound to different namespaces: only one is a type of CWMP.
        string Item(string uri) =>
            $"<ParameterValueStruct xmlns:t=\"{uri}\"><Name>n</Name><Value xsi:type=\"t:Thing\">1</Value></ParameterValueStruct>";
        string xml = Wire.Values(Item("urn:dslforum-org:cwmp-1-2") + Item("urn:other") + Item("http://www.w3.org/2001/XMLSchema"));

        var body = (Cwmp.Tls.Messages.GetParameterValuesResponse)Wire.Read(xml).Body;

        body.ParameterList.Select(p => p.Type.Name).Should().Equal("cwmp:Thing", "t:Thing", "xsd:Thing");
    }

    [Theory]
    [InlineData("\uFEFF", "")]
    [InlineData("\r\n \n", "")]
    [InlineData("\uFEFF\n<?xml version='1.0' encoding='utf-8' standalone='yes' ?>\n<!-- c --><?pi?>\n", "\n<!-- c -->\n<?pi x?>\0\0")]
    [InlineData("<?xml version=\"1.1\"?>", " \0")]
    public void What_is_harmless_around_the_envelope_is_passed_over(string before, string after) =>
        Wire.ReadValue(before + Wire.Value("v") + after).Should().Be("v");

    [Theory]
    [InlineData("x", "", CwmpProtocolErrorCode.NotWellFormed)]
    [InlineData("<?xml?>", "", CwmpProtocolErrorCode.NotWellFormed)]
    [InlineData("<?xml version=\"2.0\"?>", "", CwmpProtocolErrorCode.NotWellFormed)]
    [InlineData("<?xml encoding=\"utf-8\" version=\"1.0\"?>", "", CwmpProtocolErrorCode.NotWellFormed)]
    [InlineData("<?xml version=\"1.0\" encoding=\"utf-8\" x=\"y\"?>", "", CwmpProtocolErrorCode.NotWellFormed)]
    [InlineData("<!-- --><?xml version=\"1.0\"?>", "", CwmpProtocolErrorCode.NotWellFormed)]
    [InlineData("<!DOCTYPE x>", "", CwmpProtocolErrorCode.DtdNotAllowed)]
    [InlineData("<![CDATA[x]]>", "", CwmpProtocolErrorCode.NotWellFormed)]
    [InlineData("", "x", CwmpProtocolErrorCode.TrailingContent)]
    [InlineData("", "<x/>", CwmpProtocolErrorCode.TrailingContent)]
    [InlineData("", "<!DOCTYPE x>", CwmpProtocolErrorCode.TrailingContent)]
    public void What_is_not_harmless_is_refused(string before, string after, CwmpProtocolErrorCode code) =>
        Wire.Refuse(before + Wire.Value("v") + after).Code.Should().Be(code);

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t")]
    [InlineData("\uFEFF")]
    public void Nothing_is_refused_as_nothing(string text) => Wire.Refuse(text).Code.Should().Be(CwmpProtocolErrorCode.Empty);

    [Fact]
    public void Error_names_the_byte_and_what_belongs_there()
    {
        string xml = Wire.Value("x & y");

        CwmpProtocolError error = Wire.Refuse(xml);

        error.Offset.Should().Be(xml.IndexOf('&', StringComparison.Ordinal));
        error.ToString().Should().Contain("in GetParameterValuesResponse; expected a reference");
    }
}
