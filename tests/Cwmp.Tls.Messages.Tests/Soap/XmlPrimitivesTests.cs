// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using Cwmp.Tls.Soap;

namespace Cwmp.Tls.Tests.Soap;

public sealed class XmlPrimitivesTests
{
    [Theory]
    [InlineData("Name>", CwmpProtocolErrorCode.None, 4, -1)]
    [InlineData("a:b ", CwmpProtocolErrorCode.None, 3, 1)]
    [InlineData("_x-1.2=", CwmpProtocolErrorCode.None, 6, -1)]
    [InlineData("é日>", CwmpProtocolErrorCode.None, 5, -1)]
    [InlineData("a:é>", CwmpProtocolErrorCode.None, 4, 1)]
    [InlineData("1a>", CwmpProtocolErrorCode.NotWellFormed, 0, -1)]
    [InlineData("-a>", CwmpProtocolErrorCode.NotWellFormed, 0, -1)]
    [InlineData(":a>", CwmpProtocolErrorCode.NotWellFormed, 0, -1)]
    [InlineData("a:>", CwmpProtocolErrorCode.NotWellFormed, 2, 1)]
    [InlineData("a:1>", CwmpProtocolErrorCode.NotWellFormed, 2, 1)]
    [InlineData("a:b:c>", CwmpProtocolErrorCode.NotWellFormed, 3, 1)]
    [InlineData("×>", CwmpProtocolErrorCode.NotWellFormed, 0, -1)]
    [InlineData("", CwmpProtocolErrorCode.Truncated, 0, -1)]
    [InlineData("abc", CwmpProtocolErrorCode.Truncated, 3, -1)]
    public void Names_end_where_they_end(string text, CwmpProtocolErrorCode code, int length, int colon)
    {
        XmlPrimitives.ReadName(Encoding.UTF8.GetBytes(text), 100, out int actualLength, out int actualColon).Should().Be(code);

        actualLength.Should().Be(length);
        actualColon.Should().Be(colon);
    }

    [Fact]
    public void Name_of_the_longest_length_is_read_and_one_more_is_not()
    {
        XmlPrimitives.ReadName("abcd>"u8, 4, out _, out _).Should().Be(CwmpProtocolErrorCode.None);
        XmlPrimitives.ReadName("abcde>"u8, 4, out _, out _).Should().Be(CwmpProtocolErrorCode.NameTooLong);
    }

    [Theory]
    [InlineData("&amp;", CwmpProtocolErrorCode.None, '&')]
    [InlineData("&lt;", CwmpProtocolErrorCode.None, '<')]
    [InlineData("&gt;", CwmpProtocolErrorCode.None, '>')]
    [InlineData("&quot;", CwmpProtocolErrorCode.None, '"')]
    [InlineData("&apos;", CwmpProtocolErrorCode.None, '\'')]
    [InlineData("&#65;", CwmpProtocolErrorCode.None, 'A')]
    [InlineData("&#x1F600;", CwmpProtocolErrorCode.None, 0x1F600)]
    [InlineData("&#00000000000000000065;", CwmpProtocolErrorCode.None, 'A')]
    [InlineData("&#x10FFFF;", CwmpProtocolErrorCode.None, 0x10FFFF)]
    [InlineData("&#x110000;", CwmpProtocolErrorCode.InvalidCharacter, -1)]
    [InlineData("&#99999999999999999999;", CwmpProtocolErrorCode.InvalidCharacter, -1)]
    [InlineData("&#0;", CwmpProtocolErrorCode.InvalidCharacter, -1)]
    [InlineData("&#8;", CwmpProtocolErrorCode.InvalidCharacter, -1)]
    [InlineData("&#xD800;", CwmpProtocolErrorCode.InvalidCharacter, -1)]
    [InlineData("&#xFFFE;", CwmpProtocolErrorCode.InvalidCharacter, -1)]
    [InlineData("&#;", CwmpProtocolErrorCode.NotWellFormed, -1)]
    [InlineData("&#x;", CwmpProtocolErrorCode.NotWellFormed, -1)]
    [InlineData("&#X41;", CwmpProtocolErrorCode.NotWellFormed, -1)]
    [InlineData("&#12a;", CwmpProtocolErrorCode.NotWellFormed, -1)]
    [InlineData("& ", CwmpProtocolErrorCode.NotWellFormed, -1)]
    [InlineData("&amp ", CwmpProtocolErrorCode.NotWellFormed, -1)]
    [InlineData("&AMP;", CwmpProtocolErrorCode.UndefinedEntity, -1)]
    [InlineData("&xxe;", CwmpProtocolErrorCode.UndefinedEntity, -1)]
    [InlineData("&nbsp;", CwmpProtocolErrorCode.UndefinedEntity, -1)]
    [InlineData("&", CwmpProtocolErrorCode.Truncated, -1)]
    [InlineData("&am", CwmpProtocolErrorCode.Truncated, -1)]
    [InlineData("&#6", CwmpProtocolErrorCode.Truncated, -1)]
    public void References_are_resolved_or_refused(string text, CwmpProtocolErrorCode code, int scalar)
    {
        XmlPrimitives.ReadReference(Encoding.UTF8.GetBytes(text), out uint actual, out int length).Should().Be(code);

        if (code == CwmpProtocolErrorCode.None)
        {
            actual.Should().Be((uint)scalar);
            length.Should().Be(text.Length);
        }
    }
}
