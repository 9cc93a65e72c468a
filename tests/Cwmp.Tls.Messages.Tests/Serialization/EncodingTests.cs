// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Tests.Serialization;

/// <summary>Envelopes that are not UTF-8, and those that say so and are not.</summary>
public sealed class EncodingTests
{
    private const string Text = "Müller é";

    public static TheoryData<string, bool, string?> Wide() => new()
    {
        { "utf-16", true, "utf-16" },
        { "utf-16", true, "UTF-16LE" },
        { "utf-16", true, null },
        { "utf-16", false, "utf-16" },
        { "utf-16", false, null },
        { "utf-16BE", true, "utf-16" },
        { "utf-16BE", false, "utf-16be" },
        { "utf-32", true, "utf-32" },
        { "utf-32", false, null },
        { "utf-32BE", true, "utf-32" },
    };

    [Theory]
    [MemberData(nameof(Wide))]
    public void Wide_encodings_are_converted(string name, bool withMark, string? declared)
    {
        Encoding encoding = Encoding.GetEncoding(name);
        byte[] bytes =
            [.. withMark ? encoding.GetPreamble() : [], .. encoding.GetBytes(Declare(declared) + Wire.Value(Text + "\U0001F600日本"))];

        ReadValue(bytes).Should().Be(Text + "\U0001F600日本");
    }

    [Theory]
    [InlineData("ISO-8859-1")]
    [InlineData("iso-8859-1")]
    [InlineData("latin1")]
    public void Declared_latin_1_is_converted(string declared) =>
        ReadValue(Encoding.Latin1.GetBytes(Declare(declared) + Wire.Value(Text))).Should().Be(Text);

    [Theory]
    [InlineData("UTF-8")]
    [InlineData("utf8")]
    [InlineData("US-ASCII")]
    public void Declared_utf_8_is_read_as_it_is(string declared) =>
        ReadValue(Wire.Bytes(Declare(declared) + Wire.Value(Text))).Should().Be(Text);

    [Fact]
    public void Charset_of_the_transport_goes_before_the_declaration()
    {
        byte[] latin1 = Encoding.Latin1.GetBytes(Declare("UTF-8") + Wire.Value(Text));

        ReadValue(latin1, "ISO-8859-1").Should().Be(Text);
        ReadValue(latin1, "\"iso-8859-1\"").Should().Be(Text);
        ReadValue(Wire.Bytes(Declare("ISO-8859-1") + Wire.Value(Text)), "utf-8").Should().Be(Text);
        ReadValue(Wire.Bytes(Declare("utf-16") + Wire.Value(Text)), "utf-8").Should().Be(Text);
    }

    [Fact]
    public void Byte_order_mark_goes_before_the_charset_of_the_transport()
    {
        byte[] utf16 = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Wire.Value(Text))];

        ReadValue(utf16, "utf-8").Should().Be(Text);
        ReadValue([0xEF, 0xBB, 0xBF, .. Wire.Bytes(Wire.Value(Text))], "iso-8859-1").Should().Be(Text);
    }

    [Theory]
    [InlineData("UTF-16")]
    [InlineData("utf-16le")]
    [InlineData("UTF-32")]
    [InlineData("ISO-10646-UCS-2")]
    public void Bytes_that_cannot_be_what_they_declare_are_refused(string declared) =>
        Wire.Refuse(Declare(declared) + Wire.Value(Text)).Code.Should().Be(CwmpProtocolErrorCode.EncodingMismatch);

    [Fact]
    public void Wide_bytes_that_declare_something_else_are_refused()
    {
        Wire.Refuse([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Declare("UTF-8") + Wire.Value(Text))]).Code
            .Should().Be(CwmpProtocolErrorCode.EncodingMismatch);
        Wire.Refuse(Encoding.BigEndianUnicode.GetBytes(Declare("ISO-8859-1") + Wire.Value(Text))).Code
            .Should().Be(CwmpProtocolErrorCode.EncodingMismatch);
        Wire.Refuse([0xEF, 0xBB, 0xBF, .. Wire.Bytes(Declare("ISO-8859-1") + Wire.Value(Text))]).Code
            .Should().Be(CwmpProtocolErrorCode.EncodingMismatch);
    }

    [Theory]
    [InlineData("UTF-8")]
    [InlineData(null)]
    public void Latin_1_that_claims_to_be_utf_8_is_refused_at_its_byte(string? declared)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(Declare(declared) + Wire.Value(Text));

        CwmpProtocolError error = Wire.Refuse(bytes);

        error.Code.Should().Be(CwmpProtocolErrorCode.InvalidEncoding);
        error.Offset.Should().Be(Array.IndexOf(bytes, (byte)0xFC));
    }

    [Fact]
    public void Latin_1_fallback_reads_it_when_asked_to()
    {
        CwmpSerializer tolerant = CwmpSerializer.Default with { Tolerance = CwmpTolerance.Latin1Fallback };

        ReadValue(Encoding.Latin1.GetBytes(Wire.Value(Text)), null, tolerant).Should().Be(Text);
        ReadValue(Wire.Bytes(Wire.Value(Text)), null, tolerant).Should().Be(Text);
    }

    [Fact]
    public void Unknown_encoding_is_refused_by_name()
    {
        Wire.Refuse(Declare("x-klingon") + Wire.Value("v")).Code.Should().Be(CwmpProtocolErrorCode.UnsupportedEncoding);
        Wire.Refuse(Declare("utf-7") + Wire.Value("v")).Code.Should().Be(CwmpProtocolErrorCode.UnsupportedEncoding);
        CwmpSerializer.Default.TryRead(Wire.Bytes(Wire.Value("v")), "x-klingon", out _, out CwmpProtocolError error).Should().BeFalse();
        error.Code.Should().Be(CwmpProtocolErrorCode.UnsupportedEncoding);
    }

    [Fact]
    public void Broken_wide_text_is_refused()
    {
        byte[] cutInHalf = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Wire.Value("v")), 0x41];
        byte[] loneSurrogate = [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Wire.Value("v")), 0x00, 0xD8, 0x41, 0x00];

        (Wire.Refuse(cutInHalf).Code, Wire.Refuse(cutInHalf).Offset)
            .Should().Be((CwmpProtocolErrorCode.InvalidEncoding, cutInHalf.Length - 1));
        Wire.Refuse(loneSurrogate).Code.Should().Be(CwmpProtocolErrorCode.InvalidEncoding);
        Wire.Refuse(loneSurrogate).Offset.Should().BeInRange(loneSurrogate.Length - 4, loneSurrogate.Length - 2);
    }

    [Theory]
    [InlineData(new byte[] { 0xC0, 0x80 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 })]
    [InlineData(new byte[] { 0xE2, 0x82 })]
    [InlineData(new byte[] { 0x80 })]
    [InlineData(new byte[] { 0xFF })]
    public void Bytes_that_are_no_utf_8_are_refused_everywhere(byte[] bad)
    {
        foreach (string place in (string[])["?", "<!-- ? -->", "<![CDATA[?]]>", "<?x ??>"])
        {
            string xml = Wire.Value(place);
            int at = xml.IndexOf('?', xml.IndexOf("<Value>", StringComparison.Ordinal) + (place == "<?x ??>" ? 10 : 0));
            byte[] bytes = [.. Wire.Bytes(xml[..at]), .. bad, .. Wire.Bytes(xml[(at + 1)..])];

            Wire.Refuse(bytes).Code.Should().Be(CwmpProtocolErrorCode.InvalidEncoding, place);
        }
    }

    [Fact]
    public void Pairs_that_a_piece_of_the_conversion_cuts_stay_whole()
    {
        string text = string.Concat(Enumerable.Repeat("\U0001F600", 20_000));

        ReadValue([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Wire.Value("x" + text))]).Should().Be("x" + text);
        ReadValue([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Wire.Value(text))]).Should().Be(text);
    }

    private static string Declare(string? encoding) =>
        encoding is null ? string.Empty : $"<?xml version=\"1.0\" encoding=\"{encoding}\"?>\n";

    private static string ReadValue(byte[] bytes, string? charset = null, CwmpSerializer? serializer = null) =>
        ((GetParameterValuesResponse)(serializer ?? CwmpSerializer.Default).Read(bytes, charset).Body).ParameterList[0].Text;
}
