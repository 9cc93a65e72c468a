// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs;
using Cwmp.Tls.Acs.Sessions;

namespace Cwmp.Tls.Tests.Acs;

public sealed class AcsSessionTokenTests
{
    [Fact]
    public void Value_of_the_cookie_reads_back_as_the_same_token()
    {
        var token = AcsSessionToken.Create();

        AcsSessionToken.TryParse(token.ToCookieValue(), out AcsSessionToken? read).Should().BeTrue();

        read!.Matches(token).Should().BeTrue();
        read.Selector.Should().Be(token.Selector);
    }

    [Fact]
    public void Two_tokens_differ()
    {
        AcsSessionToken.Create().Matches(AcsSessionToken.Create()).Should().BeFalse();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA!")]
    [InlineData("AAAAAAAA AAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("ÄAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public void What_is_no_token_is_not_read(string? text)
    {
        AcsSessionToken.TryParse(text, out _).Should().BeFalse();
    }

    [Fact]
    public void Token_does_not_print_itself()
    {
        var token = AcsSessionToken.Create();

        token.ToString().Should().NotContain(token.ToCookieValue());
    }
}
