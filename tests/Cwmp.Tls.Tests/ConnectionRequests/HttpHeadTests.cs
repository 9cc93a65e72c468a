// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using Cwmp.Tls.ConnectionRequests;

namespace Cwmp.Tls.Tests.ConnectionRequests;

public sealed class HttpHeadTests
{
    [Fact]
    public void Request_is_read()
    {
        HttpHead.TryParseRequest("GET /cr?x HTTP/1.1\r\nHost: h\r\nAUTHORIZATION:  Basic x \r\nauthorization: y\r\n"u8, out HttpHead? head)
            .Should().BeTrue();

        (head!.First, head.Second, head.IsVersion11, head.KeepsConnection).Should().Be(("GET", "/cr?x", true, true));
        head.All("Authorization").Should().Equal("Basic x", "y");
        head.Has("Host").Should().BeTrue();
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK", 200)]
    [InlineData("HTTP/1.0 401", 401)]
    [InlineData("HTTP/1.1 503 Service Unavailable, really", 503)]
    public void Response_is_read_with_and_without_a_reason(string line, int status)
    {
        HttpHead.TryParseResponse(Encoding.Latin1.GetBytes(line + "\nA: b\n"), out HttpHead? head).Should().BeTrue();

        head!.StatusCode.Should().Be(status);
        head.All("a").Should().Equal("b");
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK", "", true)]
    [InlineData("HTTP/1.1 200 OK", "Connection: close", false)]
    [InlineData("HTTP/1.1 200 OK", "Connection: x, Close", false)]
    [InlineData("HTTP/1.0 200 OK", "", false)]
    [InlineData("HTTP/1.0 200 OK", "Connection: Keep-Alive", true)]
    [InlineData("HTTP/1.0 200 OK", "Connection: keep-alive, close", false)]
    public void Persistence_follows_version_and_connection_options(string line, string field, bool keeps)
    {
        HttpHead.TryParseResponse(Encoding.Latin1.GetBytes(line + "\r\n" + field), out HttpHead? head);

        head!.KeepsConnection.Should().Be(keeps);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET")]
    [InlineData("GET /")]
    [InlineData("GET / HTTP/2.0")]
    [InlineData("GET / HTTP/1.11")]
    [InlineData("GET  / HTTP/1.1")]
    [InlineData("GET / HTTP/1.1 ")]
    [InlineData("GET /a b HTTP/1.1")]
    [InlineData(" GET / HTTP/1.1")]
    [InlineData("GET / HTTP/1.1\r\nno colon")]
    [InlineData("GET / HTTP/1.1\r\n: no name")]
    [InlineData("GET / HTTP/1.1\r\nA : space")]
    [InlineData("GET / HTTP/1.1\r\nA: b\r\n folded")]
    [InlineData("GET / HTTP/1.1\r\nA: b\0c")]
    [InlineData("GET / HTTP/1.1\r\nA: b\rB: c")]
    [InlineData("GET /\x01 HTTP/1.1")]
    [InlineData("\x16\x03\x01\x02\x00\x01\x00\x01")]
    public void Malformed_requests_are_refused(string text) =>
        HttpHead.TryParseRequest(Encoding.Latin1.GetBytes(text), out _).Should().BeFalse();

    [Theory]
    [InlineData("HTTP/1.1")]
    [InlineData("HTTP/1.1 20 OK")]
    [InlineData("HTTP/1.1 2000 OK")]
    [InlineData("HTTP/1.1 -20 OK")]
    [InlineData("HTTP/1.1 099 OK")]
    [InlineData("ICY 200 OK")]
    public void Malformed_responses_are_refused(string text) =>
        HttpHead.TryParseResponse(Encoding.Latin1.GetBytes(text), out _).Should().BeFalse();

    [Fact]
    public void Number_of_fields_is_limited()
    {
        string most = "GET / HTTP/1.1\r\n" + string.Concat(Enumerable.Repeat("A: b\r\n", HttpHead.MaxFields));

        HttpHead.TryParseRequest(Encoding.Latin1.GetBytes(most), out _).Should().BeTrue();
        HttpHead.TryParseRequest(Encoding.Latin1.GetBytes(most + "A: b\r\n"), out _).Should().BeFalse();
    }
}
