// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using CsCheck;
using Cwmp.Tls.Certificates;

namespace Cwmp.Tls.Tests.Certificates;

public sealed class DeviceIdentityTests
{
    private const string Seed = "0000KJ5sWQ10";

    // Every code point that is neither a surrogate nor a control character.
    private static readonly Gen<string> Field = Gen.Int[0, 0x10FFFF]
        .Where(codePoint => Rune.IsValid(codePoint) && !Rune.IsControl(new Rune(codePoint)))
        .Select(codePoint => new Rune(codePoint).ToString())
        .List[1, DeviceIdentity.MaxFieldLength]
        .Select(string.Concat);

    [Theory]
    [InlineData("012345-0123456789", "012345", "", "0123456789")]
    [InlineData("012345-STB-0123456789", "012345", "STB", "0123456789")]
    [InlineData("012345-Set%2DTop%2DBox-0123456789", "012345", "Set-Top-Box", "0123456789")]
    [InlineData("00ABCD-AB%2F1%20%C3%A9", "00ABCD", "", "AB/1 é")]
    [InlineData("00ABCD-a%2Cb%2BCN%3D%22-%25_", "00ABCD", "a,b+CN=\"", "%_")]
    public void Common_name_and_fields_convert_both_ways(string text, string oui, string productClass, string serialNumber)
    {
        DeviceIdentity parsed = DeviceIdentity.Parse(text);

        parsed.Should().Be(new DeviceIdentity(oui, productClass, serialNumber));
        (parsed.Oui, parsed.ProductClass, parsed.SerialNumber).Should().Be((oui, productClass, serialNumber));
        parsed.ToCommonName().Should().Be(text);
        parsed.ToString().Should().Be(text);
    }

    [Theory]
    [InlineData("00abcd-stb-%c3%a9", "00ABCD-stb-%C3%A9")]
    [InlineData("00ABCD-%41%2d1", "00ABCD-A%2D1")]
    [InlineData("00ABCD--1", "00ABCD-1")]
    public void Reader_accepts_what_the_writer_would_write_otherwise(string text, string written)
    {
        DeviceIdentity.Parse(text).ToCommonName().Should().Be(written);
    }

    [Theory]
    [InlineData("")]
    [InlineData("012345")]
    [InlineData("012345-")]
    [InlineData("012345-STB-")]
    [InlineData("12345-1")]
    [InlineData("0123456-1")]
    [InlineData("01234G-1")]
    [InlineData("-STB-1")]
    [InlineData("012345-Set-Top-Box-1")]
    [InlineData("012345-STB-1-")]
    [InlineData("012345-%")]
    [InlineData("012345-%4")]
    [InlineData("012345-%4G")]
    [InlineData("012345-%-1")]
    [InlineData("012345-A%2")]
    [InlineData("012345-%00")]
    [InlineData("012345-A%0AB")]
    [InlineData("012345-A%7F")]
    [InlineData("012345-%C2%85")]
    [InlineData("012345-%E9")]
    [InlineData("012345-%C0%AF")]
    [InlineData("012345-%ED%A0%80")]
    [InlineData("012345-%F4%90%80%80")]
    [InlineData("012345-é")]
    [InlineData("012345-A+B")]
    [InlineData("012345-A B")]
    [InlineData("012345-A.B")]
    [InlineData(" 012345-1")]
    [InlineData("012345-1 ")]
    [InlineData("０12345-1")]
    public void Reader_refuses(string text)
    {
        DeviceIdentity.TryParse(text, out DeviceIdentity? identity).Should().BeFalse();

        identity.Should().BeNull();
        FluentActions.Invoking(() => DeviceIdentity.Parse(text)).Should().Throw<FormatException>();
    }

    [Fact]
    public void Null_text_is_no_identity()
    {
        DeviceIdentity.TryParse(null, out _).Should().BeFalse();
        FluentActions.Invoking(() => DeviceIdentity.Parse(null!)).Should().Throw<ArgumentNullException>();
    }

    [Fact]
    public void Fields_of_64_code_points_are_the_longest()
    {
        string longest = string.Concat(Enumerable.Repeat("\U0001F4E1", DeviceIdentity.MaxFieldLength));
        var identity = new DeviceIdentity("012345", longest, longest);

        DeviceIdentity.Parse(identity.ToCommonName()).Should().Be(identity);
        FluentActions.Invoking(() => new DeviceIdentity("012345", longest + "x", "1")).Should().Throw<ArgumentException>();
        DeviceIdentity.TryParse("012345-" + new string('x', 65), out _).Should().BeFalse();
        DeviceIdentity.TryParse("012345-" + new string('x', 1_000_000), out _).Should().BeFalse();
        DeviceIdentity.TryParse("012345-" + string.Concat(Enumerable.Repeat("%41", 257)), out _).Should().BeFalse();
    }

    [Theory]
    [InlineData("01234", "", "1")]
    [InlineData("01234X", "", "1")]
    [InlineData("012345", "", "")]
    [InlineData("012345", "a\0b", "1")]
    [InlineData("012345", "", "\u0085")]
    public void Fields_that_break_a_rule_are_refused(string oui, string productClass, string serialNumber)
    {
        FluentActions.Invoking(() => new DeviceIdentity(oui, productClass, serialNumber)).Should().Throw<ArgumentException>();
        DeviceIdentity.TryCreate(oui, productClass, serialNumber, out _).Should().BeFalse();
    }

    [Fact]
    public void Equality_folds_the_case_of_the_oui_alone()
    {
        var identity = new DeviceIdentity("00abcd", "STB", "1a");

        identity.Should().Be(new DeviceIdentity("00ABCD", "STB", "1a"));
        identity.GetHashCode().Should().Be(new DeviceIdentity("00ABCD", "STB", "1a").GetHashCode());
        (identity == new DeviceIdentity("00ABCD", "stb", "1a")).Should().BeFalse();
        (identity != new DeviceIdentity("00ABCD", "STB", "1A")).Should().BeTrue();
        identity.Equals(null).Should().BeFalse();
    }

    [Fact]
    public void Normalisation_forms_are_different_devices()
    {
        new DeviceIdentity("012345", "\u00e9").Should().NotBe(new DeviceIdentity("012345", "e\u0301"));
    }

    [Fact]
    public void Every_identity_survives_its_common_name()
    {
        Gen.Select(Field, Field).Sample(
            (productClass, serialNumber) =>
            {
                var identity = new DeviceIdentity("00256D", productClass, serialNumber);
                string text = identity.ToCommonName();
                return Ascii.IsValid(text) && text.Count(c => c == '-') == 2 && DeviceIdentity.Parse(text) == identity;
            },
            seed: Seed,
            iter: 20_000);
    }

    [Fact]
    public void Every_code_point_is_either_refused_or_survives()
    {
        for (int codePoint = 0; codePoint <= 0x10FFFF; codePoint++)
        {
            string value = codePoint is >= 0xD800 and <= 0xDFFF ? ((char)codePoint).ToString() : char.ConvertFromUtf32(codePoint);
            bool allowed = Rune.IsValid(codePoint) && !Rune.IsControl(new Rune(codePoint));

            bool made = DeviceIdentity.TryCreate("00256D", value, value, out DeviceIdentity? identity);

            if (made != allowed || (made && DeviceIdentity.Parse(identity!.ToCommonName()) != identity))
            {
                Assert.Fail($"U+{codePoint:X4}");
            }
        }
    }

    [Fact]
    public void Any_text_is_read_or_refused_without_exception()
    {
        Gen<string> alphabet = Gen.OneOf(Gen.Char["0123456789ABCDEFabcdef-%_"].Array[0, 40].Select(c => new string(c)), Gen.String[0, 40]);

        alphabet.Sample(
            text => !DeviceIdentity.TryParse("00256D-" + text, out DeviceIdentity? identity)
                || DeviceIdentity.Parse(identity.ToCommonName()) == identity,
            seed: Seed,
            iter: 50_000);
    }
}
