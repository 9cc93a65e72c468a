// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.AspNetCore.Endpoints;

namespace Cwmp.Tls.AspNetCore.Tests.Endpoints;

public sealed class ContentTypeTests
{
    [Theory]
    [InlineData("text/xml; charset=utf-8", "utf-8")]
    [InlineData("text/xml;charset=\"UTF-8\"", "utf-8")]
    [InlineData("application/soap+xml; CharSet = x", null)]
    [InlineData("text/xml; CHARSET=ISO-8859-1; action=\"x\"", "ISO-8859-1")]
    [InlineData("charset='utf-8'", "utf-8")]
    [InlineData("text/xml; charset=", null)]
    [InlineData("text/xml", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void Charset_is_found_wherever_it_stands(string? contentType, string? expected) =>
        ContentType.CharsetOf(contentType).Should().Be(expected);
}
