// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Der;

namespace Cwmp.Tls.Tests.Verification.Der;

public sealed class DerReaderTests
{
    [Theory]
    [InlineData("0500", true)]
    [InlineData("0400", true)]
    [InlineData("04817F", false)] // a length of 127 in the long form
    [InlineData("0480", false)] // indefinite
    [InlineData("3080000000", false)] // indefinite, constructed
    [InlineData("04820001AA", false)] // a length octet too many
    [InlineData("048400000001AA", false)]
    [InlineData("0484FFFFFFFF", false)]
    [InlineData("048500000000010A", false)]
    [InlineData("0401", false)] // cut short
    [InlineData("04", false)]
    [InlineData("", false)]
    [InlineData("1F8101", false)] // high tag number
    [InlineData("0401AABB", false)] // something after it
    public void Element_is_read_in_its_one_encoding_alone(string hex, bool valid)
    {
        var reader = new DerReader(Convert.FromHexString(hex));

        reader.TryReadWhole().Should().Be(valid);
    }

    [Theory]
    [InlineData(0x7F, "047F")]
    [InlineData(0x80, "048180")]
    [InlineData(0x100, "04820100")]
    [InlineData(0x10000, "0483010000")]
    public void Lengths_of_all_sizes_are_read(int length, string header)
    {
        byte[] element = [.. Convert.FromHexString(header), .. new byte[length]];
        var reader = new DerReader(element);

        bool valid = reader.TryRead(DerTag.OctetString, out DerSlice contents);

        valid.Should().BeTrue();
        contents.Length.Should().Be(length);
        reader.AtEnd.Should().BeTrue();
    }

    [Theory]
    [InlineData("020100", true)]
    [InlineData("0201FF", true)]
    [InlineData("02020080", true)]
    [InlineData("0202FF7F", true)]
    [InlineData("0200", false)]
    [InlineData("02020001", false)]
    [InlineData("0202FF80", false)]
    public void Integer_is_read_in_its_shortest_form_alone(string hex, bool valid)
    {
        var reader = new DerReader(Convert.FromHexString(hex));

        reader.TryReadInteger(out _).Should().Be(valid);
    }

    [Theory]
    [InlineData("010100", true, false)]
    [InlineData("0101FF", true, true)]
    [InlineData("010101", false, false)]
    [InlineData("0102FFFF", false, false)]
    [InlineData("0100", false, false)]
    public void Boolean_is_all_or_nothing(string hex, bool valid, bool value)
    {
        var reader = new DerReader(Convert.FromHexString(hex));

        reader.TryReadBoolean(out bool read).Should().Be(valid);
        read.Should().Be(value);
    }

    [Theory]
    [InlineData("030100", true)]
    [InlineData("03020780", true)]
    [InlineData("030207FF", false)] // bits beyond the end are set
    [InlineData("03020880", false)] // eight unused bits
    [InlineData("030101", false)] // unused bits of nothing
    [InlineData("0300", false)]
    public void Bit_string_has_clean_unused_bits(string hex, bool valid)
    {
        var reader = new DerReader(Convert.FromHexString(hex));

        reader.TryReadBitString(out _, out _).Should().Be(valid);
    }

    [Theory]
    [InlineData("06032A0304", true)]
    [InlineData("06032A8100", true)]
    [InlineData("06032A8001", false)] // padded component
    [InlineData("06022A81", false)] // component without end
    [InlineData("0600", false)]
    public void Object_identifier_is_read_in_its_shortest_form_alone(string hex, bool valid)
    {
        var reader = new DerReader(Convert.FromHexString(hex));

        reader.TryReadOid(out _).Should().Be(valid);
    }

    [Theory]
    [InlineData("2A864886F70D01010B", "1.2.840.113549.1.1.11")]
    [InlineData("551D13", "2.5.29.19")]
    [InlineData("8837", "2.999")]
    [InlineData("2B", "1.3")]
    public void Object_identifier_prints_as_people_write_it(string hex, string text) =>
        Oids.ToText(Convert.FromHexString(hex)).Should().Be(text);

    [Theory]
    [InlineData("170D3236303130313030303030305A", 1767225600L)] // 260101000000Z
    [InlineData("170D3439313233313233353935395A", 2524607999L)] // 491231235959Z
    [InlineData("170D3530303130313030303030305A", -631152000L)] // 500101000000Z is 1950
    [InlineData("180F32303530303130313030303030305A", 2524608000L)] // 20500101000000Z
    [InlineData("180F39393939313233313233353935395A", 253402300799L)]
    public void Time_is_read_to_the_second(string hex, long seconds)
    {
        byte[] document = Convert.FromHexString(hex);
        var reader = new DerReader(document);

        DerTime.TryRead(ref reader, document, out long read, out bool rightForm).Should().BeTrue();

        read.Should().Be(seconds);
        rightForm.Should().BeTrue();
    }

    [Theory]
    [InlineData("260101000000", 0x17)] // no Z
    [InlineData("2601010000Z", 0x17)] // no seconds
    [InlineData("260101000000+0100", 0x17)]
    [InlineData("260230000000Z", 0x17)] // 30 February
    [InlineData("261301000000Z", 0x17)]
    [InlineData("260101240000Z", 0x17)]
    [InlineData("260101006000Z", 0x17)]
    [InlineData("260101000060Z", 0x17)] // leap seconds are not written
    [InlineData("2601010000 0Z", 0x17)]
    [InlineData("20500101000000.5Z", 0x18)]
    [InlineData("205001010000Z", 0x18)]
    [InlineData("00000101000000Z", 0x18)]
    [InlineData("20500101000000Z", 0x16)]
    public void Time_in_another_form_is_refused(string text, int tag)
    {
        byte[] document = [(byte)tag, (byte)text.Length, .. System.Text.Encoding.ASCII.GetBytes(text)];
        var reader = new DerReader(document);

        DerTime.TryRead(ref reader, document, out _, out _).Should().BeFalse();
    }
}
