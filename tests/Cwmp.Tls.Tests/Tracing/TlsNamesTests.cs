// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net.Security;
using Cwmp.Tls.Tracing;

namespace Cwmp.Tls.Tests.Tracing;

public sealed class TlsNamesTests
{
    [Theory]
    [InlineData(TlsParameterKind.ProtocolVersion, 0x0002, "SSL 2.0")]
    [InlineData(TlsParameterKind.ProtocolVersion, 0x0300, "SSL 3.0")]
    [InlineData(TlsParameterKind.ProtocolVersion, 0x0301, "TLS 1.0")]
    [InlineData(TlsParameterKind.ProtocolVersion, 0x0302, "TLS 1.1")]
    [InlineData(TlsParameterKind.ProtocolVersion, 0x0303, "TLS 1.2")]
    [InlineData(TlsParameterKind.ProtocolVersion, 0x0304, "TLS 1.3")]
    [InlineData(TlsParameterKind.ProtocolVersion, 0x7F1C, "TLS 1.3 draft 28")]
    [InlineData(TlsParameterKind.ProtocolVersion, 0xFAFA, "GREASE 0xFAFA")]
    [InlineData(TlsParameterKind.ProtocolVersion, 0x0305, "0x0305")]
    [InlineData(TlsParameterKind.CipherSuite, 0x002F, "TLS_RSA_WITH_AES_128_CBC_SHA")]
    [InlineData(TlsParameterKind.CipherSuite, 0x1303, "TLS_CHACHA20_POLY1305_SHA256")]
    [InlineData(TlsParameterKind.CipherSuite, 0x0005, "TLS_RSA_WITH_RC4_128_SHA")]
    [InlineData(TlsParameterKind.CipherSuite, 0xCCA9, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256")]
    [InlineData(TlsParameterKind.CipherSuite, 0x0A1A, "0x0A1A")]
    [InlineData(TlsParameterKind.Group, 1, "sect163k1")]
    [InlineData(TlsParameterKind.Group, 22, "secp256k1")]
    [InlineData(TlsParameterKind.Group, 23, "secp256r1")]
    [InlineData(TlsParameterKind.Group, 24, "secp384r1")]
    [InlineData(TlsParameterKind.Group, 25, "secp521r1")]
    [InlineData(TlsParameterKind.Group, 29, "x25519")]
    [InlineData(TlsParameterKind.Group, 30, "x448")]
    [InlineData(TlsParameterKind.Group, 33, "brainpoolP512r1tls13")]
    [InlineData(TlsParameterKind.Group, 34, "0x0022")]
    [InlineData(TlsParameterKind.Group, 0x0104, "ffdhe8192")]
    [InlineData(TlsParameterKind.SignatureScheme, 0x0807, "ed25519")]
    [InlineData(TlsParameterKind.SignatureScheme, 0x0201, "rsa_pkcs1_sha1")]
    [InlineData(TlsParameterKind.ClientCertificateType, 64, "ecdsa_sign")]
    [InlineData(TlsParameterKind.ClientCertificateType, 0x0A0A, "0x0A0A")]
    public void Numbers_have_their_registered_names(TlsParameterKind kind, int code, string name)
    {
        var parameter = new TlsParameter(kind, (ushort)code);

        parameter.Name.Should().Be(name);
        parameter.ToString().Should().Be(name);
    }

    [Fact]
    public void Every_suite_of_the_platform_has_a_name()
    {
        foreach (TlsCipherSuite suite in Enum.GetValues<TlsCipherSuite>())
        {
            new TlsParameter(TlsParameterKind.CipherSuite, (ushort)suite).Name.Should().Be(suite.ToString());
        }
    }

    [Fact]
    public void Sixteen_numbers_are_grease()
    {
        int count = Enumerable.Range(0, 65536).Count(code => new TlsParameter(TlsParameterKind.Group, (ushort)code).IsGrease);

        count.Should().Be(16);
    }
}
