// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Tests.Messages;

public sealed class ParameterValueTests
{
    [Fact]
    public void Typed_values_have_the_text_and_type_of_the_specification()
    {
        ParameterValue.Boolean("a", true).Should().Be(new ParameterValue("a", ParameterType.Boolean, "1"));
        ParameterValue.Int("a", -5).Should().Be(new ParameterValue("a", ParameterType.Int, "-5"));
        ParameterValue.UnsignedLong("a", ulong.MaxValue).Text.Should().Be("18446744073709551615");
        ParameterValue.Base64("a", [1, 2, 3]).Text.Should().Be("AQID");
        ParameterValue.HexBinary("a", [0xAB, 0x01]).Text.Should().Be("AB01");
    }

    [Theory]
    [InlineData("1", true, true)]
    [InlineData("0", true, false)]
    [InlineData("true", true, true)]
    [InlineData("TRUE", true, true)]
    [InlineData(" False ", true, false)]
    [InlineData("yes", false, false)]
    [InlineData("", false, false)]
    public void Booleans_are_read_in_every_form_devices_send(string text, bool reads, bool value)
    {
        new ParameterValue("a", ParameterType.Boolean, text).TryGetBoolean(out bool actual).Should().Be(reads);

        actual.Should().Be(value);
    }

    [Theory]
    [InlineData(" +007\n", true, 7)]
    [InlineData("-1", true, -1)]
    [InlineData("2147483648", false, 0)]
    [InlineData("1,000", false, 0)]
    [InlineData("0x10", false, 0)]
    public void Numbers_follow_the_lexical_rules(string text, bool reads, int value)
    {
        new ParameterValue("a", ParameterType.Int, text).TryGetInt32(out int actual).Should().Be(reads);

        actual.Should().Be(value);
    }

    [Fact]
    public void Bytes_are_read_as_the_type_says()
    {
        new ParameterValue("a", ParameterType.Base64Binary, "AQ\nID").TryGetBytes(out byte[] base64).Should().BeTrue();
        new ParameterValue("a", ParameterType.HexBinary, "aB01").TryGetBytes(out byte[] hex).Should().BeTrue();
        new ParameterValue("a", ParameterType.HexBinary, "abc").TryGetBytes(out _).Should().BeFalse();

        base64.Should().Equal(1, 2, 3);
        hex.Should().Equal(0xAB, 0x01);
    }

    [Theory]
    [InlineData("xsd:string", ParameterTypeKind.String)]
    [InlineData("xsd:string(64)", ParameterTypeKind.String)]
    [InlineData("xsd:base64", ParameterTypeKind.Base64)]
    [InlineData("SOAP-ENC:base64", ParameterTypeKind.Base64)]
    [InlineData("", ParameterTypeKind.String)]
    [InlineData("vendor:colour", ParameterTypeKind.Other)]
    public void Types_have_a_kind(string name, ParameterTypeKind kind) => ParameterType.FromName(name).Kind.Should().Be(kind);

    [Fact]
    public void Parameters_are_found_by_name()
    {
        IReadOnlyList<ParameterValue> list = [ParameterValue.String("Device.A", "1"), ParameterValue.String("Device.B", "2")];

        list.GetText("Device.B").Should().Be("2");
        list.TryFind("device.b", out _).Should().BeFalse();
    }
}
