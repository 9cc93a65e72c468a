// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Cwmp.Tls.Tests.Tracing;
using Cwmp.Tls.Tracing;
using Cwmp.Tls.Verification.Names;
using Cwmp.Tls.Verification.Trust;
using static Cwmp.Tls.Tests.Tracing.TlsBytes;

namespace Cwmp.Tls.Tests.Verification.Names;

/// <summary>One text for one distinguished name, in verdicts, traces and logs.</summary>
public sealed class NameTextTests
{
    [Theory]
    [InlineData((byte)0x0C, "5A", "CN=Z")]
    [InlineData((byte)0x13, "5A", "CN=Z")]
    [InlineData((byte)0x14, "E4", "CN=ä")]
    [InlineData((byte)0x1C, "0000005A", "CN=Z")]
    [InlineData((byte)0x1E, "005A", "CN=Z")]
    [InlineData((byte)0x03, "005A", "CN=#005A")]
    public void Common_name_of_any_string_type_is_read(byte type, string hex, string shown) =>
        NameText.OfName(Name(type, Convert.FromHexString(hex))).Should().Be(shown);

    [Theory]
    [InlineData((byte)0x0C, "41C080FF", "CN=A\uFFFD\uFFFD\uFFFD")]
    [InlineData((byte)0x1E, "0041D80000", "CN=A\uFFFD")]
    [InlineData((byte)0x1C, "00000041FFFFFFFF", "CN=A\uFFFD")]
    public void Broken_encodings_are_shown_as_replacements(byte type, string hex, string begin) =>
        NameText.OfName(Name(type, Convert.FromHexString(hex))).Should().StartWith(begin);

    [Theory]
    [InlineData(" padded ", "CN=\\ padded\\ ")]
    [InlineData("#1", "CN=\\#1")]
    [InlineData("a\\u000A", "CN=a\\\\u000A")]
    [InlineData("a\n", "CN=a\\u000A")]
    public void What_would_read_as_syntax_is_escaped(string value, string shown) => NameText.OfName(Name(value)).Should().Be(shown);

    [Fact]
    public void Names_read_most_specific_first_with_labels_and_escapes()
    {
        byte[] name = TlsBytes.Der(
            0x30,
            Part([0x06, 0x03, 0x55, 0x04, 0x06], "DE"),                                                              // countryName
            Part([0x06, 0x0A, 0x09, 0x92, 0x26, 0x89, 0x93, 0xF2, 0x2C, 0x64, 0x01, 0x19], "example"),               // domainComponent
            Part([0x06, 0x03, 0x2A, 0x03, 0x04], "own"),                                                             // 1.2.3.4
            Part([0x06, 0x03, 0x55, 0x04, 0x0A], "Example, Inc. = \"X\""));                                          // organizationName

        NameText.OfName(name).Should().Be("O=Example\\, Inc. \\= \\\"X\\\", 1.2.3.4=own, DC=example, C=DE");
    }

    [Fact]
    public void Hostile_names_are_unreadable_not_fatal()
    {
        byte[] good = Name("Device CA");
        for (int i = 0; i < good.Length; i++)
        {
            NameText.OfName(good.AsSpan(0, i)).Should().Be(NameText.Unreadable);
        }

        NameText.OfName([0x30, 0x80, 0x00, 0x00]).Should().Be(NameText.Unreadable, "DER has no indefinite length");
        NameText.OfName([0x30, 0x84, 0x7F, 0xFF, 0xFF, 0xFF]).Should().Be(NameText.Unreadable);
        NameText.OfName([0x30, 0x00]).Should().BeEmpty();
        NameText.OfSubject(good).Should().Be(NameText.Unreadable);
    }

    [Fact]
    public void Name_of_a_thousand_parts_is_cut()
    {
        byte[] name = TlsBytes.Der(0x30, [.. Enumerable.Repeat(Part([0x06, 0x03, 0x55, 0x04, 0x0B], "unit"), 1000)]);

        string text = NameText.OfName(name);

        text.Should().EndWith(", …").And.HaveLength((16 * 9) + 1);
    }

    [Theory]
    [InlineData("CN=012345-STB-0123456789, OU=Access, O=\"Maker, Inc.\", C=DE")]
    [InlineData("CN=Müller + OU=株式会社, DC=example, DC=com")]
    [InlineData("CN=a\\Ab")]
    public void Verdict_and_trace_print_the_same_name(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(90));

        string verdict = new TrustAnchor(certificate).Info.Subject;
        ParsedMessage traced = HandshakeMessageParser.Parse(
            HandshakeMessageParser.Certificate, Vector24(Vector24(certificate.RawData)), chosen: null);

        traced.Details.Should().BeOfType<CertificateDetails>().Which.Subjects.Should().Equal(verdict);
        verdict.Should().StartWith("CN=");
    }

    private static byte[] Part(byte[] type, string value) =>
        TlsBytes.Der(0x31, TlsBytes.Der(0x30, type, TlsBytes.Der(0x0C, Encoding.UTF8.GetBytes(value))));
}
