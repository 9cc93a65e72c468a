// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Text;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Tests.Soap;

public sealed class SoapWriterTests
{
    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("<&>\"'", "&lt;&amp;&gt;\"'")]
    [InlineData("\t\n\r", "\t\n&#13;")]
    [InlineData("\u007F\u0085é\u2028", "&#127;&#133;&#233;&#8232;")]
    [InlineData("\U0001F600x", "&#128512;x")]
    [InlineData("", "")]
    public void Text_is_escaped_as_the_specification_wants(string text, string expected) => Write(text).Should().Be(expected);

    [Fact]
    public void Text_longer_than_any_piece_is_written_whole()
    {
        string text = string.Concat(Enumerable.Repeat("0123456789abcdef", 10_000)) + "é";

        Write(text).Should().Be(text[..^1] + "&#233;");
    }

    [Theory]
    [InlineData("\0", "U+0000")]
    [InlineData("ab\u0001", "U+0001")]
    [InlineData("\u001F", "U+001F")]
    [InlineData("\uFFFE", "U+FFFE")]
    [InlineData("\uFFFF", "U+FFFF")]
    public void Character_that_xml_cannot_carry_is_refused_with_the_name_of_its_field(string text, string character)
    {
        var envelope = new CwmpEnvelope
        {
            Body =
            new SetParameterValues { ParameterList = [ParameterValue.String("Device.A", "fine"), ParameterValue.String("Device.B", text)] },
        };

        Action act = () => CwmpSerializer.Default.WriteToArray(envelope);

        act.Should().Throw<ArgumentException>()
            .WithMessage("SetParameterValues.ParameterList[1].Value has the character " + character + "*");
    }

    [Fact]
    public void Half_of_a_surrogate_pair_is_refused()
    {
        foreach (char half in (char[])['\uD800', '\uDBFF', '\uDC00', '\uDFFF'])
        {
            Action text = () => Write(half + "x");
            Action name = () => CwmpSerializer.Default.WriteToArray(new CwmpEnvelope { Body = new VendorRequest("X_" + half) });

            text.Should().Throw<ArgumentException>();
            name.Should().Throw<ArgumentException>();
        }
    }

    [Fact]
    public void Illegal_id_is_refused_and_nothing_reaches_the_stream()
    {
        var stream = new MemoryStream();

        Action act = () => CwmpSerializer.Default.Write(stream, new CwmpEnvelope { Body = new FactoryReset(), Id = "\0" });

        act.Should().Throw<ArgumentException>().WithMessage("Header.ID has the character U+0000*");
        stream.Length.Should().Be(0);
    }

    [Theory]
    [InlineData("X_1 Act")]
    [InlineData("X>")]
    [InlineData("a:b")]
    [InlineData("1X")]
    public void Name_that_is_no_xml_name_is_refused(string name)
    {
        Action request = () => CwmpSerializer.Default.WriteToArray(new CwmpEnvelope { Body = new VendorRequest(name) });
        Action element = () => CwmpSerializer.Default.WriteToArray(
            new CwmpEnvelope { Body = new VendorRequest("X_A", [new VendorElement { Name = name }]) });

        request.Should().Throw<ArgumentException>();
        element.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Hostile_type_name_cannot_leave_its_attribute()
    {
        var value = new ParameterValue("Device.A", ParameterType.FromName("x\"><evil/>&"), string.Empty);
        var envelope = new CwmpEnvelope { Body = new GetParameterValuesResponse { ParameterList = [value] } };

        CwmpSerializer.Default.Read(CwmpSerializer.Default.WriteToArray(envelope)).Should().Be(envelope);
    }

    private static string Write(string text)
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new SoapWriter(output);
        writer.Text(text, "Field"u8);
        writer.Flush();
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
