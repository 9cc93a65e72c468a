// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.ConnectionRequests;

namespace Cwmp.Tls.Tests.ConnectionRequests;

public sealed class ConnectionRequestUrlTests
{
    [Theory]
    [InlineData("http://192.0.2.1:7547/a", "192.0.2.1", 7547, "/a", "192.0.2.1:7547")]
    [InlineData("HTTP://cpe.example/", "cpe.example", 80, "/", "cpe.example")]
    [InlineData("http://cpe.example", "cpe.example", 80, "/", "cpe.example")]
    [InlineData("http://cpe.example:80?a=b", "cpe.example", 80, "/?a=b", "cpe.example:80")]
    [InlineData("http://[2001:db8::1]:8080/x", "2001:db8::1", 8080, "/x", "[2001:db8::1]:8080")]
    [InlineData("http://[2001:db8::1]", "2001:db8::1", 80, "/", "[2001:db8::1]")]
    [InlineData("http://h/a/../%7e//b;c?d=%2F&e=http://x/", "h", 80, "/a/../%7e//b;c?d=%2F&e=http://x/", "h")]
    public void Url_is_taken_apart_and_its_path_left_as_it_is(string text, string host, int port, string target, string authority)
    {
        ConnectionRequestUrl.TryParse(text, out ConnectionRequestUrl? url, out _).Should().BeTrue();

        url.Should().Be(new ConnectionRequestUrl { Host = host, Port = port, Target = target, Authority = authority });
    }

    [Theory]
    [InlineData("")]
    [InlineData("https://h/")]
    [InlineData("ftp://h/")]
    [InlineData("//h/")]
    [InlineData("http:/h")]
    [InlineData("http://")]
    [InlineData("http:///path")]
    [InlineData("http://:80/")]
    [InlineData("http://user@h/")]
    [InlineData("http://user:pass@h/")]
    [InlineData("http://a@b@c/")]
    [InlineData("http://h:0/")]
    [InlineData("http://h:65536/")]
    [InlineData("http://h:/")]
    [InlineData("http://h:+1/")]
    [InlineData("http://h:8 0/")]
    [InlineData("http://h:80:80/")]
    [InlineData("http://h/#fragment")]
    [InlineData("http://h#fragment")]
    [InlineData("http://h\\evil/")]
    [InlineData("http://h/a b")]
    [InlineData("http://h/a\r\nX: y")]
    [InlineData("http://h/é")]
    [InlineData("http://[::1")]
    [InlineData("http://[]/")]
    [InlineData("http://[192.0.2.1]/")]
    [InlineData("http://[fe80::1%25eth0]/")]
    [InlineData("http://2001:db8::1/")]
    [InlineData("http://h%41/")]
    [InlineData("http://a_b c/")]
    public void What_is_not_a_connection_request_url_is_refused_with_a_reason(string text)
    {
        ConnectionRequestUrl.TryParse(text, out _, out string problem).Should().BeFalse();

        problem.Should().NotBeEmpty();
    }

    [Fact]
    public void Length_is_limited()
    {
        string longest = "http://h/" + new string('a', ConnectionRequestUrl.MaxLength - 9);

        ConnectionRequestUrl.TryParse(longest, out _, out _).Should().BeTrue();
        ConnectionRequestUrl.TryParse(longest + "a", out _, out _).Should().BeFalse();
    }
}
