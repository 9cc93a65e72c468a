// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using Cwmp.Tls.Tracing;
using static Cwmp.Tls.Tests.Tracing.TlsBytes;

namespace Cwmp.Tls.Tests.Tracing;

/// <summary>Names and texts a peer chose are printed on somebody's terminal.</summary>
public sealed class PeerTextTests
{
    [Theory]
    [InlineData("acs.example.com", "acs.example.com")]
    [InlineData("a\u001B[2Jb", "a\\u001B[2Jb")]
    [InlineData("a\r\nb", "a\\u000D\\u000Ab")]
    [InlineData("ä", "\\u00C3\\u00A4")]
    public void Ascii_text_shows_everything_else_as_escapes(string text, string shown) =>
        PeerText.Ascii(Encoding.UTF8.GetBytes(text)).Should().Be(shown);

    [Theory]
    [InlineData("Müller 株式会社", "Müller 株式会社")]
    [InlineData("abc\u202Etxt.exe", "abc\\u202Etxt.exe")] // right-to-left override
    [InlineData("a\u2028b\u200Bc\u0085", "a\\u2028b\\u200Bc\\u0085")]
    [InlineData("\U000E0041", "\\U000E0041")] // an invisible tag character
    public void Utf8_text_keeps_letters_and_escapes_what_steers(string text, string shown) =>
        PeerText.Utf8(Encoding.UTF8.GetBytes(text)).Should().Be(shown);

    [Fact]
    public void Long_text_is_cut()
    {
        string text = PeerText.Utf8(new byte[100_000]);

        text.Should().HaveLength(HandshakeDetails.MaxTextLength - 3).And.EndWith("\\u0000…");
        PeerText.Ascii(Encoding.ASCII.GetBytes(new string('x', 1000))).Should().HaveLength(HandshakeDetails.MaxTextLength);
    }

    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "ab…")]
    [InlineData("a😀b", 3, "a…")]
    [InlineData("ab", 1, "…")]
    public void Shortened_text_says_so_and_tears_no_character(string text, int length, string shown) =>
        PeerText.Shorten(text, length).Should().Be(shown);

    [Fact]
    public void Broken_utf8_and_utf16_are_shown_as_replacements()
    {
        PeerText.Utf8([0x41, 0xC0, 0x80, 0xFF]).Should().Be("A\uFFFD\uFFFD\uFFFD");
        PeerText.BigEndianUtf16([0x00, 0x41, 0xD8, 0x00, 0x00]).Should().StartWith("A\uFFFD");
        PeerText.BigEndianUtf32([0x00, 0x00, 0x00, 0x41, 0xFF, 0xFF, 0xFF, 0xFF, 0x00]).Should().Be("A\uFFFD");
    }

    [Theory]
    [InlineData((byte)0x0C, "5A", "CN=Z")]
    [InlineData((byte)0x13, "5A", "CN=Z")]
    [InlineData((byte)0x14, "E4", "CN=ä")]
    [InlineData((byte)0x1C, "0000005A", "CN=Z")]
    [InlineData((byte)0x1E, "005A", "CN=Z")]
    [InlineData((byte)0x03, "005A", "CN=#005A")]
    public void Common_name_of_any_string_type_is_read(byte type, string hex, string shown) =>
        DistinguishedNameText.Of(Name(type, Convert.FromHexString(hex))).Should().Be(shown);

    [Fact]
    public void Names_read_most_specific_first_with_labels_and_escapes()
    {
        byte[] name = Der(
            0x30,
            Part([0x06, 0x03, 0x55, 0x04, 0x06], "DE"),                                                              // countryName
            Part([0x06, 0x0A, 0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 0x01, 0x19], "example"),               // domainComponent
            Part([0x06, 0x03, 0x2A, 0x03, 0x04], "own"),                                                             // 1.2.3.4
            Part([0x06, 0x03, 0x55, 0x04, 0x0A], "Example, Inc. = \"X\""));                                          // organizationName

        DistinguishedNameText.Of(name).Should().Be("O=Example\\, Inc. \\= \\\"X\\\", 1.2.3.4=own, DC=example, C=DE");
    }

    [Fact]
    public void Hostile_names_are_unreadable_not_fatal()
    {
        byte[] good = Name("Device CA");
        for (int i = 0; i < good.Length; i++)
        {
            DistinguishedNameText.Of(good.AsSpan(0, i)).Should().Be(DistinguishedNameText.Unreadable);
        }

        DistinguishedNameText.Of([0x30, 0x80, 0x00, 0x00]).Should().Be(DistinguishedNameText.Unreadable, "DER has no indefinite length");
        DistinguishedNameText.Of([0x30, 0x84, 0x7F, 0xFF, 0xFF, 0xFF]).Should().Be(DistinguishedNameText.Unreadable);
        DistinguishedNameText.Of([0x30, 0x00]).Should().Be("(empty)");
        DistinguishedNameText.OfSubject(good).Should().Be(DistinguishedNameText.Unreadable);
    }

    [Fact]
    public void Name_of_a_thousand_parts_is_cut()
    {
        byte[] name = Der(0x30, [.. Enumerable.Repeat(Part([0x06, 0x03, 0x55, 0x04, 0x0B], "unit"), 1000)]);

        string text = DistinguishedNameText.Of(name);

        text.Should().EndWith(", …").And.HaveLength((16 * 9) + 1);
    }

    private static byte[] Part(byte[] type, string value) => Der(0x31, Der(0x30, type, Der(0x0C, Encoding.UTF8.GetBytes(value))));
}
