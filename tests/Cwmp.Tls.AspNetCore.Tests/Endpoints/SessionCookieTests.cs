// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.AspNetCore.Endpoints;
using Microsoft.Extensions.Primitives;

namespace Cwmp.Tls.AspNetCore.Tests.Endpoints;

public sealed class SessionCookieTests
{
    [Theory]
    [InlineData("session=abc", "abc")]
    [InlineData("a=b; session=abc; c=d", "abc")]
    [InlineData("a=b,session=abc,c=d", "abc")]
    [InlineData("$Version=\"1\"; session=\"abc\"; $Path=\"/\"", "abc")]
    [InlineData("Session = abc ", "abc")]
    [InlineData("session=old; session=new", "old,new")]
    [InlineData("session=a=b==", "a=b==")]
    [InlineData("session=", "")]
    [InlineData("session", null)]
    [InlineData("xsession=abc; sessionx=abc", null)]
    [InlineData(";;,,=;=x;", null)]
    [InlineData("", null)]
    public void Cookies_are_read_the_way_devices_send_them(string header, string? expected) =>
        SessionCookie.Read(header, "session", 8).Should().Equal(expected?.Split(',') ?? []);

    [Fact]
    public void Several_headers_are_read_and_the_number_of_values_is_limited()
    {
        SessionCookie.Read(new StringValues(["session=1", "x=y", "session=2"]), "session", 8).Should().Equal("1", "2");
        SessionCookie.Read(string.Join(';', Enumerable.Repeat("session=x", 20)), "session", 8).Should().HaveCount(8);
        SessionCookie.Read(string.Concat(Enumerable.Repeat("a=b;", 100)) + "session=x", "session", 8)
            .Should().BeEmpty("it stands behind more than anybody needs");
    }

    [Fact]
    public void Cookie_has_no_lifetime_and_is_secure_inside_TLS()
    {
        SessionCookie.Format("session", "tok", isSecure: true).Should().Be("session=tok; Path=/; HttpOnly; Secure");
        SessionCookie.Format("session", "tok", isSecure: false).Should().Be("session=tok; Path=/; HttpOnly");
    }

    [Theory]
    [InlineData("session", true)]
    [InlineData("X-a_b.c", true)]
    [InlineData("", false)]
    [InlineData(null, false)]
    [InlineData("$Version", false)]
    [InlineData("a b", false)]
    [InlineData("a=b", false)]
    [InlineData("a;b", false)]
    public void Names_are_checked(string? name, bool good) => SessionCookie.IsName(name).Should().Be(good);
}
