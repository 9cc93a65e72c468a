// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using Cwmp.Tls.HttpAuthentication;

namespace Cwmp.Tls.Tests.ConnectionRequests;

public sealed class HttpAuthorizationTests
{
    [Fact]
    public void Basic_splits_at_the_first_colon_and_leaves_percent_signs_alone()
    {
        HttpAuthorization authorization = Parse("basic " + Base64("012345-Set%2DTop-01%252F:p:w%20"));

        authorization.Scheme.Should().Be(HttpAuthenticationSchemes.Basic);
        authorization.Username.Should().Be("012345-Set%2DTop-01%252F");
        authorization.Password.Should().Be("p:w%20");
    }

    [Fact]
    public void Basic_reads_UTF8_and_falls_back_to_Latin1()
    {
        Parse("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("é:ü"))).Username.Should().Be("é");
        Parse("Basic " + Convert.ToBase64String(Encoding.Latin1.GetBytes("é:ü"))).Password.Should().Be("ü");
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("Basic realm=x")]
    [InlineData("Basic !!!!")]
    [InlineData("Basic bm9jb2xvbg==")] // nocolon
    [InlineData("Basic YQBiOmM=")] // a\0b:c
    [InlineData("Basic dTpwCg==")] // u:p\n
    [InlineData("Bearer abc")]
    [InlineData("Digest")]
    [InlineData("Digest abc==")]
    [InlineData("Digest realm=x")]
    [InlineData("Digest username=a, username*=UTF-8''a")]
    [InlineData("Digest username*=UTF-8''%C3")]
    [InlineData("Digest username*=UTF-8''%4")]
    [InlineData("Digest username*=UTF-8''%zz")]
    [InlineData("Digest username*=UTF-8''%00")]
    [InlineData("Digest username*=UTF-8''a%C2%9B31m")] // the C1 form of a terminal's escape
    [InlineData("Digest username*=UTF-8''a%E2%80%A8b")] // a line separator
    [InlineData("Digest username*=UTF-8''a%E2%80%AEb")] // turns the direction of writing
    [InlineData("Digest username=\"a\u009b31m\"")]
    [InlineData("Digest username*=Latin-1''a")]
    [InlineData("Digest username*=plain")]
    [InlineData("Digest username=a, Basic YTpi")]
    public void What_is_not_one_set_of_credentials_is_refused(string header) =>
        HttpAuthorization.TryParse(header, out _).Should().BeFalse();

    [Fact]
    public void Extended_user_names_are_decoded() =>
        Parse("Digest username*=UTF-8''J%C3%A4s%C3%B8n%25").Username.Should().Be("Jäsøn%");

    [Theory]
    [InlineData("é", "é")] // a Latin-1 octet, or a host that decoded UTF-8
    [InlineData("Ã©", "é")] // the octets of UTF-8, one character each
    [InlineData("日", "日")]
    [InlineData("a%2Fb", "a%2Fb")]
    public void Digest_user_names_are_read_as_UTF8_or_Latin1(string wire, string expected) =>
        Parse($"Digest username=\"{wire}\"").Username.Should().Be(expected);

    [Fact]
    public void Text_shows_no_password() =>
        Parse("Basic " + Base64("user:secret")).ToString().Should().Be("Basic user");

    private static string Base64(string text) => Convert.ToBase64String(Encoding.ASCII.GetBytes(text));

    private static HttpAuthorization Parse(string header)
    {
        HttpAuthorization.TryParse(header, out HttpAuthorization? authorization).Should().BeTrue();
        return authorization!;
    }
}
