// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using Cwmp.Tls.HttpAuthentication;

namespace Cwmp.Tls.Tests.ConnectionRequests;

public sealed class DigestComputationTests
{
    private const string Nonce7616 = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
    private const string ClientNonce7616 = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";

    // The plain rows are printed in RFC 7616 §3.9.1; the session rows are the same input under §3.4.2, computed with Python's hashlib.
    [Theory]
    [InlineData(HttpDigestAlgorithm.Md5, "8ca523f5e9506fed4657c9700eebdbec")]
    [InlineData(HttpDigestAlgorithm.Sha256, "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1")]
    [InlineData(HttpDigestAlgorithm.Md5Session, "e783283f46242139c486a698fec7211d")]
    [InlineData(HttpDigestAlgorithm.Sha256Session, "2fd51b3a77ad75bad6afad6003e818d767133c46d9e2749e7f5232ae1ea3efd7")]
    public void Response_equals_the_example_of_RFC_7616(HttpDigestAlgorithm algorithm, string expected)
    {
        byte[] secret = DigestComputation.SecretHash(algorithm, "Mufasa"u8, "http-auth@example.org", "Circle of Life"u8);

        byte[] response = DigestComputation.Response(algorithm, secret, new DigestExchange
        {
            Method = "GET",
            Uri = "/dir/index.html",
            Nonce = Nonce7616,
            ClientNonce = ClientNonce7616,
            NonceCount = "00000001",
            QualityOfProtection = "auth",
        });

        Convert.ToHexStringLower(response).Should().Be(expected);
    }

    [Fact]
    public void Response_equals_the_example_of_RFC_2617()
    {
        byte[] secret = DigestComputation.SecretHash(HttpDigestAlgorithm.Md5, "Mufasa"u8, "testrealm@host.com", "Circle Of Life"u8);

        byte[] response = DigestComputation.Response(HttpDigestAlgorithm.Md5, secret, new DigestExchange
        {
            Method = "GET",
            Uri = "/dir/index.html",
            Nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093",
            ClientNonce = "0a4f113b",
            NonceCount = "00000001",
            QualityOfProtection = "auth",
        });

        Convert.ToHexStringLower(response).Should().Be("6629fae49393a05397450978507c4ef1");
    }

    // The example of RFC 2069 §2.4 with its erratum applied.
    [Fact]
    public void Response_without_qop_equals_the_corrected_example_of_RFC_2069()
    {
        byte[] secret = DigestComputation.SecretHash(HttpDigestAlgorithm.Md5, "Mufasa"u8, "testrealm@host.com", "CircleOfLife"u8);

        byte[] response = DigestComputation.Response(HttpDigestAlgorithm.Md5, secret, new DigestExchange
        {
            Method = "GET",
            Uri = "/dir/index.html",
            Nonce = "dcd98b7102dd2f0e8b11d0f600bfb0c093",
        });

        Convert.ToHexStringLower(response).Should().Be("1949323746fe6a43ef61f9606e7febea");
    }

    [Fact]
    public void Long_values_are_hashed_whole()
    {
        string uri = "/" + new string('a', 5000);
        byte[] secret = DigestComputation.SecretHash(HttpDigestAlgorithm.Sha256, "u"u8, "r", "p"u8);
        byte[] a2 = System.Security.Cryptography.SHA256.HashData(Encoding.ASCII.GetBytes("GET:" + uri));
        byte[] expected = System.Security.Cryptography.SHA256.HashData(
            Encoding.ASCII.GetBytes($"{Convert.ToHexStringLower(secret)}:n:{Convert.ToHexStringLower(a2)}"));

        byte[] response = DigestComputation.Response(
            HttpDigestAlgorithm.Sha256, secret, new DigestExchange { Method = "GET", Uri = uri, Nonce = "n" });

        response.Should().Equal(expected);
    }
}
