// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using Cwmp.Tls.Shared;

namespace Cwmp.Tls.Tests.Shared;

/// <summary>Texts a peer chose are printed on somebody's terminal.</summary>
public sealed class PrintableTextTests
{
    [Theory]
    [InlineData("acs.example.com", "acs.example.com")]
    [InlineData("a\u001B[2Jb", "a\\u001B[2Jb")]
    [InlineData("a\r\nb", "a\\u000D\\u000Ab")]
    [InlineData("ä", "\\u00C3\\u00A4")]
    public void Ascii_text_shows_everything_else_as_escapes(string text, string shown) =>
        PrintableText.Of(Encoding.UTF8.GetBytes(text), asciiOnly: true).Should().Be(shown);

    [Theory]
    [InlineData("Müller 株式会社", "Müller 株式会社")]
    [InlineData("abc\u202Etxt.exe", "abc\\u202Etxt.exe")] // right-to-left override
    [InlineData("a\u2028b\u200Bc\u0085", "a\\u2028b\\u200Bc\\u0085")]
    [InlineData("\U000E0041", "\\U000E0041")] // an invisible tag character
    public void Text_keeps_letters_and_escapes_what_steers(string text, string shown) => PrintableText.Of(text).Should().Be(shown);

    [Fact]
    public void Half_a_surrogate_pair_is_shown_as_a_replacement() => PrintableText.Of("a\uD800").Should().Be("a\uFFFD");

    [Fact]
    public void Long_text_is_cut()
    {
        PrintableText.Of(new string('x', 120)).Should().Be(new string('x', 120));
        PrintableText.Of(new string('x', 121)).Should().HaveLength(120).And.EndWith("x…");
        PrintableText.Of(new string('\0', 100_000), maxLength: 256).Should().HaveLength(256 - 3).And.EndWith("\\u0000…");
        PrintableText.Of(Encoding.ASCII.GetBytes(new string('x', 1000)), maxLength: 256).Should().HaveLength(256);
    }

    [Theory]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "ab…")]
    [InlineData("a😀b", 3, "a…")]
    [InlineData("ab", 1, "…")]
    public void Shortened_text_says_so_and_tears_no_character(string text, int length, string shown) =>
        PrintableText.Shorten(text, length).Should().Be(shown);
}
