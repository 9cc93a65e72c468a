// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.AspNetCore.Proxies;
using Microsoft.Extensions.Primitives;

namespace Cwmp.Tls.AspNetCore.Tests.Proxies;

public sealed class ClientCertHeaderTests
{
    [Fact]
    public void Certificate_and_chain_are_byte_sequences()
    {
        ClientCertHeader.TryReadCertificate(" :AQID: ", out byte[]? certificate).Should().BeTrue();
        ClientCertHeader.TryReadChain(new StringValues([":AQ==:, :Ag==:", ":Aw==:"]), out List<ReadOnlyMemory<byte>> chain)
            .Should().BeTrue();
        ClientCertHeader.TryReadChain(StringValues.Empty, out List<ReadOnlyMemory<byte>> none).Should().BeTrue();

        certificate.Should().Equal(1, 2, 3);
        chain.Select(c => c.Span[0]).Should().Equal((byte)1, (byte)2, (byte)3);
        none.Should().BeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData(":")]
    [InlineData("::")]
    [InlineData("AQID")]
    [InlineData(":AQID")]
    [InlineData("AQID:")]
    [InlineData(":A:")]
    [InlineData(":AQIDB:")]
    [InlineData(":AQ=:")]
    [InlineData(":AQ===:")]
    [InlineData(":AQID==:")]
    [InlineData(":A=ID:")]
    [InlineData(":A QID:")]
    [InlineData(":AQID:;")]
    [InlineData(":AQID:;A=b")]
    [InlineData(":AQID:;a=")]
    [InlineData(":AQID: ;a")]
    [InlineData(":AQID:;a=\"b")]
    [InlineData(":AQID:;a=\"\\b\"")]
    [InlineData(":AQID:;a=\"\\")]
    [InlineData(":AQID:;a=\"ü\"")]
    [InlineData(":AQID:;a=?2")]
    [InlineData(":AQID:;a=?")]
    [InlineData(":AQID:;a=-")]
    [InlineData(":AQID:;a=1.")]
    [InlineData(":AQID:;a=1.2.3")]
    [InlineData(":AQID:;a=12345678901234567")]
    [InlineData(":AQID:;a=:b")]
    [InlineData(":AQID:;a b")]
    [InlineData(":AQID::AQID:")]
    [InlineData(":AQID:, :AQID:")]
    [InlineData("\"AQID\"")]
    [InlineData(":-_8=:")]
    public void Malformed_certificates_are_refused(string header)
    {
        ClientCertHeader.TryReadCertificate(header, out _).Should().BeFalse();
        ClientCertHeader.TryReadCertificate(new StringValues([":AQID:", ":AQID:"]), out _)
            .Should().BeFalse("there is one certificate in it");
    }

    [Theory]
    [InlineData(":AQI:")]
    [InlineData(":AQI=:")]
    [InlineData(":AQJ=:")]
    [InlineData(":AQI=:;a")]
    [InlineData(":AQI:;a;b=1;*c-_.*=-2.50")]
    [InlineData(":AQI=:; a=token/1:2;  b=?0;c=:AQ:")]
    [InlineData("\t:AQI=:;a=\"one, \\\"two\\\"; \\\\\" ")]
    public void Missing_padding_pad_bits_and_parameters_are_no_mistakes(string header)
    {
        // RFC 8941 §4.2.7 and §3.1.2.
        ClientCertHeader.TryReadCertificate(header, out byte[]? certificate).Should().BeTrue();
        ClientCertHeader.TryReadChain($"{header} , {header}", out List<ReadOnlyMemory<byte>> chain).Should().BeTrue();

        certificate.Should().Equal(1, 2);
        chain.Select(c => Convert.ToHexString(c.Span)).Should().Equal("0102", "0102");
    }

    [Theory]
    [InlineData(":AQID:, ")]
    [InlineData(", :AQID:")]
    [InlineData(":AQID:,,:AQID:")]
    [InlineData(":AQID: :AQID:")]
    [InlineData(":AQID:;a=\"b, :AQID:")]
    [InlineData(":AQID:, ::")]
    public void Malformed_chains_are_refused(string header) => ClientCertHeader.TryReadChain(header, out _).Should().BeFalse();

    [Fact]
    public void Empty_headers_say_that_there_is_nothing()
    {
        ClientCertHeader.IsAbsent(StringValues.Empty).Should().BeTrue();
        ClientCertHeader.IsAbsent("").Should().BeTrue();
        ClientCertHeader.IsAbsent(" :: ").Should().BeTrue();
        ClientCertHeader.IsAbsent(":AQID:").Should().BeFalse();
        ClientCertHeader.IsAbsent(new StringValues(["", ""])).Should().BeFalse();
        ClientCertHeader.TryReadChain("", out List<ReadOnlyMemory<byte>> chain).Should().BeTrue();
        chain.Should().BeEmpty();
    }

    [Fact]
    public void Chains_are_limited_in_number_and_length()
    {
        string most = string.Join(',', Enumerable.Repeat(":AQID:", 16));

        ClientCertHeader.TryReadChain(most, out _).Should().BeTrue();
        ClientCertHeader.TryReadChain(most + ",:AQID:", out _).Should().BeFalse();
        ClientCertHeader.TryReadChain(most + ",", out _).Should().BeFalse();
        ClientCertHeader.TryReadChain(":" + new string('A', 200_000) + ":", out _).Should().BeFalse();
    }
}
