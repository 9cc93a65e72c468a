// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using System.Text;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Tests.Serialization;

/// <summary>The attacks every XML parser meets.</summary>
public sealed class HostileInputTests
{
    [Fact]
    public void Billion_laughs_does_not_get_beyond_its_doctype()
    {
        var xml = new StringBuilder("<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY lol \"lol\">");
        for (int i = 1; i < 10; i++)
        {
            xml.Append($"<!ENTITY lol{i} \"{string.Concat(Enumerable.Repeat($"&lol{i - 1};", 10))}\">");
        }

        CwmpProtocolError error = Wire.Refuse(xml.Append("]>").Append(Wire.Value("&lol9;")).ToString());

        error.Code.Should().Be(CwmpProtocolErrorCode.DtdNotAllowed);
        error.Offset.Should().Be(21);
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY xxe SYSTEM \"file:///etc/passwd\">]>")]
    [InlineData("<!DOCTYPE x SYSTEM \"http://127.0.0.1:1/evil.dtd\">")]
    [InlineData("<!DOCTYPE x [<!ENTITY % p SYSTEM \"http://127.0.0.1:1/\"> %p;]>")]
    [InlineData("<?xml version=\"1.0\"?>\n<!DOCTYPE s:Envelope>")]
    public void External_entity_is_never_asked_for(string doctype) =>
        Wire.Refuse(doctype + Wire.Value("&xxe;")).Code.Should().Be(CwmpProtocolErrorCode.DtdNotAllowed);

    [Fact]
    public void Entity_without_declaration_is_refused() =>
        Wire.Refuse(Wire.Value("&xxe;")).Code.Should().Be(CwmpProtocolErrorCode.UndefinedEntity);

    [Theory]
    [InlineData("xml-stylesheet type=\"text/xsl\" href=\"http://127.0.0.1:1/\"")]
    [InlineData("php system('id')")]
    public void Processing_instructions_have_no_effect(string instruction) =>
        Wire.ReadValue($"<?{instruction}?>" + Wire.Value($"a<?{instruction}?>b")).Should().Be("ab");

    [Fact]
    public void External_inclusions_are_just_elements()
    {
        string xml = Wire.Envelope("<c:X_1><x:include xmlns:x=\"http://www.w3.org/2001/XInclude\" href=\"file:///etc/passwd\"/></c:X_1>");

        ((VendorRequest)Wire.Read(xml).Body).Arguments.Should().ContainSingle().Which.Text.Should().BeEmpty();
    }

    [Fact]
    public void Deep_nesting_ends_at_the_limit_and_needs_no_stack()
    {
        string xml = Wire.Envelope("<c:X_1>" + string.Concat(Enumerable.Repeat("<a>", 1_000_000)));

        CwmpProtocolError error = Wire.Refuse(xml);

        error.Code.Should().Be(CwmpProtocolErrorCode.TooDeep);
        Wire.Refuse(xml, CwmpSerializer.Default with { Limits = new CwmpLimits { MaxDepth = CwmpLimits.DepthCeiling } }).Code
            .Should().Be(CwmpProtocolErrorCode.TooDeep);
    }

    [Fact]
    public void Ignored_content_is_nested_no_deeper_either() =>
        Wire.Refuse(Wire.Values("<ParameterValueStruct>" + string.Concat(Enumerable.Repeat("<a>", 1000)))).Code
            .Should().Be(CwmpProtocolErrorCode.TooDeep);

    [Fact]
    public void Attribute_flood_is_refused_at_the_limit()
    {
        string flood = string.Concat(Enumerable.Range(0, 100_000).Select(i => $" a{i}=\"\""));

        Wire.Refuse(Wire.Values($"<ParameterValueStruct{flood}/>")).Code.Should().Be(CwmpProtocolErrorCode.TooManyAttributes);
    }

    [Fact]
    public void Namespace_flood_is_refused_at_the_limit()
    {
        string Declarations(int from) => string.Concat(Enumerable.Range(from, 20).Select(i => $" xmlns:n{i}=\"urn:{i}\""));
        string nested = string.Concat(Enumerable.Range(0, 10).Select(i => $"<a{Declarations(20 * i)}>"));

        Wire.Refuse(Wire.Values(nested)).Code.Should().Be(CwmpProtocolErrorCode.TooManyNamespaces);
    }

    [Fact]
    public void Huge_names_and_values_are_refused_at_the_limit()
    {
        string huge = new('x', 2_000_000);

        Wire.Refuse(Wire.Values($"<{huge}/>")).Code.Should().Be(CwmpProtocolErrorCode.NameTooLong);
        Wire.Refuse(Wire.Values($"<a {huge}=\"\"/>")).Code.Should().Be(CwmpProtocolErrorCode.NameTooLong);
        Wire.Refuse(Wire.Values($"<a b=\"{huge}\"/>")).Code.Should().Be(CwmpProtocolErrorCode.AttributeTooLong);
        Wire.Refuse(Wire.Value(huge)).Code.Should().Be(CwmpProtocolErrorCode.TextTooLong);
        Wire.Refuse(Wire.Value($"<![CDATA[{huge}]]>")).Code.Should().Be(CwmpProtocolErrorCode.TextTooLong);
        Wire.Refuse(Wire.Value($"&{huge};")).Code.Should().Be(CwmpProtocolErrorCode.UndefinedEntity);
    }

    [Fact]
    public void Declared_count_reserves_no_memory()
    {
        byte[] bytes = Wire.Bytes(Wire.Envelope(
            "<c:GetParameterValuesResponse><ParameterList " +
            "e:arrayType=\"c:ParameterValueStruct[2147483647]\"></ParameterList></c:GetParameterValuesResponse>"));
        CwmpSerializer.Default.Read(bytes);

        long before = GC.GetAllocatedBytesForCurrentThread();
        CwmpSerializer.Default.Read(bytes);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(16 * 1024);
    }

    [Fact]
    public void Declared_counts_of_many_arrays_reserve_no_memory_either()
    {
        // Each item once reserved half of what was left of the envelope: four megabytes for a hundred bytes.
        string item = "<ParameterAttributeStruct><AccessList " +
            "e:arrayType=\"xsd:string[99999]\"><string>x</string></AccessList></ParameterAttributeStruct>";
        byte[] bytes = Wire.Bytes(Wire.Envelope(
            $"<c:GetParameterAttributesResponse><ParameterList>{string.Concat(Enumerable.Repeat(item, 10_000))}</ParameterList>" +
            "</c:GetParameterAttributesResponse>"));

        long before = GC.GetAllocatedBytesForCurrentThread();
        CwmpSerializer.Default.Read(bytes);

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(10L * bytes.Length);
    }

    [Fact]
    public void Second_body_element_is_refused()
    {
        Wire.Refuse(Wire.Envelope("<c:FactoryReset/><c:Reboot/>")).Code.Should().Be(CwmpProtocolErrorCode.MultipleBodyElements);
        Wire.Refuse(Wire.Envelope("<c:FactoryReset/></s:Body><s:Body><c:Reboot/>")).Code
            .Should().Be(CwmpProtocolErrorCode.MultipleBodyElements);
        Wire.Refuse(Wire.Envelope("<c:FactoryReset/></s:Body><Body><c:Reboot/></Body><s:Body>")).Code
            .Should().Be(CwmpProtocolErrorCode.MultipleBodyElements);
        Wire.Refuse(Wire.Envelope("<c:FactoryReset/>") + Wire.Envelope("<c:Reboot/>")).Code
            .Should().Be(CwmpProtocolErrorCode.TrailingContent);
    }

    [Theory]
    [InlineData("<x>{0}")]
    [InlineData("<!--{0}")]
    [InlineData("<?x {0}")]
    [InlineData("<a b=\"{0}")]
    [InlineData("<![CDATA[{0}")]
    [InlineData("<a>{0}<b/></a>")]
    public void Long_inputs_of_every_shape_take_linear_time(string shape)
    {
        // A quadratic reader would need minutes for this.
        string xml = Wire.Values(
            string.Format(System.Globalization.CultureInfo.InvariantCulture, shape, string.Concat(Enumerable.Repeat("]]-?&lt;", 500_000))));
        var watch = Stopwatch.StartNew();

        CwmpSerializer.Default.TryRead(Wire.Bytes(xml), out _, out _);

        watch.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public void Vendor_content_with_many_comments_takes_linear_time()
    {
        string xml = Wire.Envelope("<c:X_1>" + string.Concat(Enumerable.Repeat("<a><!-- --><!-- --></a>", 90_000)) + "</c:X_1>");

        ((VendorRequest)Wire.Read(xml).Body).Arguments.Should().HaveCount(90_000);
    }

    [Fact]
    public void Error_says_nothing_of_what_the_peer_wrote()
    {
        string xml = Wire.Envelope("<c:Download><Password>s3cret</Password><URL>s3cret & more</URL></c:Download>");

        Action act = () => Wire.Read(xml);

        act.Should().Throw<CwmpProtocolException>().Which.ToString().Should().NotContain("s3cret");
    }
}
