// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Microsoft.Extensions.Primitives;

namespace Cwmp.Tls.AspNetCore.Tests.Proxies;

public sealed class ClientCertHeaderTests
{
    [Fact]
    public void Certificate_and_chain_are_byte_sequences()
    {
        ClientCertHeader.TryReadCertificate(" :AQID: ", out byte[]? certificate).Should().BeTrue();
        ClientCertHeader.TryReadChain(new StringValues([":AQ==:, :Ag==:", ":Aw==:"]), out List<ReadOnlyMemory<byte>> chain).Should().BeTrue();
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
    [InlineData(":AQI:")]
    [InlineData(":A QID:")]
    [InlineData(":AQID:;a=b")]
    [InlineData(":AQID:, :AQID:")]
    [InlineData("\"AQID\"")]
    [InlineData(":-_8=:")]
    public void Malformed_certificates_are_refused(string header)
    {
        ClientCertHeader.TryReadCertificate(header, out _).Should().BeFalse();
        ClientCertHeader.TryReadCertificate(new StringValues([":AQID:", ":AQID:"]), out _).Should().BeFalse("there is one certificate in it");
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
