// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.Tests.Certificates;

public sealed class DeviceIdentityExtractorTests : IDisposable
{
    private static readonly DeviceIdentity Device = new("012345", "STB", "0123456789");

    private readonly TestPki _pki = new();

    [Theory]
    [InlineData(UniversalTagNumber.UTF8String)]
    [InlineData(UniversalTagNumber.PrintableString)]
    public void Common_name_gives_the_identity(UniversalTagNumber type)
    {
        Extract(DeviceIdentityExtractor.CommonName, CommonName("012345-Set%2DTop_Box-1", type)).Identity
            .Should().Be(new DeviceIdentity("012345", "Set-Top_Box", "1"),
                "'%' and '_' are outside PrintableString, and written there all the same");
    }

    [Theory]
    [InlineData(UniversalTagNumber.TeletexString)]
    [InlineData(UniversalTagNumber.BMPString)]
    [InlineData(UniversalTagNumber.IA5String)]
    [InlineData(UniversalTagNumber.UniversalString)]
    [InlineData(UniversalTagNumber.OctetString)]
    [InlineData(UniversalTagNumber.Integer)]
    public void Other_string_types_are_refused(UniversalTagNumber type)
    {
        // The platform refuses to load a certificate with some of these, so the reader is asked itself.
        CertificateName name =
            CertificateNames.SubjectAttribute(Subject(type, "012345-STB-1"u8), CertificateNames.CommonNameOid, "CN", allowTeletex: false);

        name.Error.Should().Be(DeviceIdentityError.UnsupportedEncoding);
    }

    [Fact]
    public void Teletex_is_read_as_Latin_1_only_on_request()
    {
        TestCertificateBuilder plain = CommonName("012345-STB-1", UniversalTagNumber.TeletexString);
        TestCertificateBuilder accented = _pki.Cpe()
            .WithCommonNames((UniversalTagNumber.TeletexString, Encoding.Latin1.GetBytes("012345-é")));

        Extract(DeviceIdentityExtractor.CommonNameOrTeletex, plain).Identity.Should().Be(new DeviceIdentity("012345", "STB", "1"));
        Extract(DeviceIdentityExtractor.CommonNameOrTeletex, accented).Error
            .Should().Be(DeviceIdentityError.Malformed, "é is not percent-encoded");
    }

    [Fact]
    public void Two_common_names_are_refused_even_when_equal()
    {
        (UniversalTagNumber, byte[]) name = (UniversalTagNumber.UTF8String, "012345-STB-1"u8.ToArray());

        Extract(DeviceIdentityExtractor.Default, _pki.Cpe().WithCommonNames(name, name)).Error
            .Should().Be(DeviceIdentityError.Ambiguous);
    }

    [Fact]
    public void Two_common_names_in_one_set_are_refused()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSetOf())
        {
            foreach (string text in (string[])["012345-STB-1", "012345-STB-2"])
            {
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier("2.5.4.3");
                    writer.WriteCharacterString(UniversalTagNumber.UTF8String, text);
                }
            }
        }

        Extract(DeviceIdentityExtractor.Default, _pki.Cpe().WithSubject(writer.Encode())).Error
            .Should().Be(DeviceIdentityError.Ambiguous);
    }

    [Theory]
    [InlineData("012345-STB-1,CN=FFFFFF-evil")]
    [InlineData("012345-STB-1\", CN=\"FFFFFF-evil")]
    [InlineData("012345-STB-1+CN=FFFFFF-evil")]
    [InlineData("012345-STB-1\u0000FFFFFF")]
    [InlineData("012345-STB-1\r\nCN=x")]
    [InlineData("012345-Set-Top-Box-1")]
    [InlineData("012345-%00")]
    public void Name_that_means_to_be_an_identity_and_breaks_a_rule_is_malformed(string text)
    {
        DeviceIdentityExtraction result = Extract(DeviceIdentityExtractor.Default, _pki.Cpe(text));

        result.Error.Should().Be(DeviceIdentityError.Malformed);
        result.Detail.Should().NotContain("evil", "peer text does not belong into logs");
    }

    [Fact]
    public void Escaped_separators_belong_to_the_serial_number()
    {
        var device = new DeviceIdentity("012345", "a,CN=b+\"", "x\\y=z;<>#");

        Extract(DeviceIdentityExtractor.Default, _pki.Cpe(device)).Identity.Should().Be(device);
    }

    [Theory]
    [InlineData("Generic Gateway 3000")]
    [InlineData("gateway.example.com")]
    [InlineData("device:0123456789abcdef")]
    [InlineData("")]
    public void Name_of_another_kind_leaves_the_word_to_the_next_extractor(string commonName)
    {
        Extract(DeviceIdentityExtractor.Default, _pki.Cpe(commonName)).Error.Should().Be(DeviceIdentityError.OtherForm);
        Extract(DeviceIdentityExtractor.Default, _pki.Cpe(commonName).WithUri("urn:bbf:usp:id:ops::012345-STB-0123456789")).Identity
            .Should().Be(Device);
    }

    [Fact]
    public void Malformed_common_name_is_not_healed_by_a_later_extractor()
    {
        Extract(DeviceIdentityExtractor.Default, _pki.Cpe("012345-%zz").WithUri("urn:bbf:usp:id:ops::012345-STB-0123456789")).Error
            .Should().Be(DeviceIdentityError.Malformed);
    }

    [Fact]
    public void Octets_outside_the_string_type_are_malformed()
    {
        Read(Subject(UniversalTagNumber.UTF8String, [0x41, 0xC0, 0xAF])).Should().Be(DeviceIdentityError.Malformed);
        Read(Subject(UniversalTagNumber.PrintableString, [0x41, 0xE9])).Should().Be(DeviceIdentityError.Malformed);
        Read(Subject(UniversalTagNumber.UTF8String, [0x41, 0x00])).Should().Be(DeviceIdentityError.Malformed);
        Read(new X500DistinguishedName([0x30, 0x03, 0x31, 0x01, 0x30])).Should().Be(DeviceIdentityError.Malformed);
        Read(new X500DistinguishedName([0x30, 0x00])).Should().Be(DeviceIdentityError.NotPresent);

        static DeviceIdentityError Read(X500DistinguishedName subject) =>
            CertificateNames.SubjectAttribute(subject, CertificateNames.CommonNameOid, "CN", allowTeletex: true).Error;
    }

    [Fact]
    public void Subject_without_common_name_gives_no_identity()
    {
        Extract(DeviceIdentityExtractor.CommonName, _pki.Cpe().WithSubject("O=Maker")).Error
            .Should().Be(DeviceIdentityError.NotPresent);
    }

    [Theory]
    [InlineData("urn:bbf:usp:id:ops::012345-STB-0123456789", DeviceIdentityError.None)]
    [InlineData("URN:BBF:usp:id:ops::012345-STB-0123456789", DeviceIdentityError.None)]
    [InlineData("urn:bbf:usp:id:os::012345-STB-0123456789", DeviceIdentityError.Malformed)]
    [InlineData("urn:bbf:usp:id:ops::012345-0123456789", DeviceIdentityError.Malformed)]
    [InlineData("urn:bbf:usp:id:ops::012345-%zz-1", DeviceIdentityError.Malformed)]
    [InlineData("urn:bbf:usp:id:oui:012345:whatever", DeviceIdentityError.OtherForm)]
    [InlineData("https://example.com/012345-STB-0123456789", DeviceIdentityError.OtherForm)]
    public void Urn_is_read_strictly(string uri, DeviceIdentityError expected)
    {
        DeviceIdentityExtraction result = Extract(DeviceIdentityExtractor.Urn, _pki.Cpe("generic").WithUri(uri));

        result.Error.Should().Be(expected);
        result.Identity.Should().Be(expected == DeviceIdentityError.None ? Device : null);
    }

    [Fact]
    public void Urns_of_two_devices_are_ambiguous_and_of_one_device_are_not()
    {
        TestCertificateBuilder two = _pki.Cpe("generic").WithUri("urn:bbf:usp:id:ops::012345-STB-1")
            .WithUri("urn:bbf:usp:id:ops::012345-STB-2");
        TestCertificateBuilder one = _pki.Cpe("generic").WithUri("urn:bbf:usp:id:ops::012345-STB-1")
            .WithUri("urn:bbf:usp:id:ops::012345-%53TB-1").WithUri("https://x.example/");

        Extract(DeviceIdentityExtractor.Urn, two).Error.Should().Be(DeviceIdentityError.Ambiguous);
        Extract(DeviceIdentityExtractor.Urn, one).Identity.Should().Be(new DeviceIdentity("012345", "STB", "1"));
    }

    [Fact]
    public void Two_subjectAltName_extensions_are_ambiguous()
    {
        byte[] names = [0x30, 0x00];
        TestCertificateBuilder twice = _pki.Cpe("generic")
            .WithExtension(new X509Extension("2.5.29.17", names, false));

        Extract(DeviceIdentityExtractor.Urn, twice).Error.Should().Be(DeviceIdentityError.NotPresent);
        Extract(DeviceIdentityExtractor.Urn, _pki.Cpe("generic").WithExtension(new X509Extension("2.5.29.17", [0x30, 0x05], false))).Error
            .Should().Be(DeviceIdentityError.Malformed);
    }

    [Theory]
    [InlineData("00:25:6D:12:34:5a")]
    [InlineData("00-25-6d-12-34-5A")]
    [InlineData("0025.6d12.345a")]
    [InlineData("00256D12345A")]
    public void Mac_address_gives_oui_and_serial_number(string commonName)
    {
        Extract(DeviceIdentityExtractor.MacCommonName("CM"), _pki.Cpe(commonName)).Identity
            .Should().Be(new DeviceIdentity("00256D", "CM", "00256D12345A"));
    }

    [Theory]
    [InlineData("00:25:6D:12:34")]
    [InlineData("00:25:6D:12:34:5a:00")]
    [InlineData("00:25-6D:12:34:5a")]
    [InlineData("00256D12345G")]
    [InlineData("01:25:6D:12:34:5a")]
    [InlineData("FF:FF:FF:FF:FF:FF")]
    [InlineData("0025.6d12:345a")]
    [InlineData(" 0256D12345A")]
    public void What_is_no_unicast_mac_address_is_refused(string commonName)
    {
        Extract(DeviceIdentityExtractor.MacCommonName(), _pki.Cpe(commonName)).Error.Should().Be(DeviceIdentityError.OtherForm);
    }

    [Fact]
    public void Bare_serial_number_takes_the_fixed_oui()
    {
        Extract(DeviceIdentityExtractor.SerialCommonName("00256d", "ONT"), _pki.Cpe("AB-CD/1")).Identity
            .Should().Be(new DeviceIdentity("00256D", "ONT", "AB-CD/1"));
        Extract(DeviceIdentityExtractor.SerialCommonName("00256d"), _pki.Cpe(new string('x', 65))).Error
            .Should().Be(DeviceIdentityError.Malformed);
        FluentActions.Invoking(() => DeviceIdentityExtractor.SerialCommonName("xyz")).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Subject_serialNumber_is_read_when_asked_for()
    {
        var name = new X500DistinguishedNameBuilder();
        name.Add("2.5.4.5", "012345-STB-0123456789", UniversalTagNumber.UTF8String);
        name.AddCommonName("Gateway");

        Extract(DeviceIdentityExtractor.SubjectSerialNumber, _pki.Cpe().WithSubject(name.Build().RawData)).Identity.Should().Be(Device);
    }

    [Fact]
    public void Inventory_maps_names_to_devices()
    {
        var inventory = new Dictionary<string, DeviceIdentity> { ["cpe1.example"] = Device, ["cpe2.example"] = new("012345", "2") };
        DeviceIdentityExtractor dns = DeviceIdentityExtractor.FromDnsName(name => inventory.GetValueOrDefault(name));
        DeviceIdentityExtractor uri = DeviceIdentityExtractor.FromUri(name => name == "sn:1" ? Device : null);
        DeviceIdentityExtractor commonName = DeviceIdentityExtractor.FromCommonName(name => inventory.GetValueOrDefault(name));

        Extract(dns, _pki.Cpe("x").WithDnsName("unknown.example").WithDnsName("cpe1.example")).Identity.Should().Be(Device);
        Extract(dns, _pki.Cpe("x").WithDnsName("unknown.example")).Error.Should().Be(DeviceIdentityError.Rejected);
        Extract(dns, _pki.Cpe("x").WithDnsName("cpe1.example").WithDnsName("cpe2.example")).Error
            .Should().Be(DeviceIdentityError.Ambiguous);
        Extract(dns, _pki.Cpe("x")).Error.Should().Be(DeviceIdentityError.NotPresent);
        Extract(uri, _pki.Cpe("x").WithUri("sn:1")).Identity.Should().Be(Device);
        Extract(commonName, _pki.Cpe("cpe1.example")).Identity.Should().Be(Device);
        Extract(commonName, _pki.Cpe("CPE1.example")).Error.Should().Be(DeviceIdentityError.Rejected);
    }

    [Fact]
    public void Composite_asks_in_order_and_says_the_most_telling_refusal()
    {
        DeviceIdentityExtractor composite = DeviceIdentityExtractor.FirstOf(
            DeviceIdentityExtractor.Urn, DeviceIdentityExtractor.CommonName, DeviceIdentityExtractor.MacCommonName());

        Extract(composite, _pki.Cpe("00:25:6D:12:34:5A")).Identity!.Oui.Should().Be("00256D");
        Extract(composite, _pki.Cpe("012345-STB-1")).Identity!.SerialNumber.Should().Be("1");
        Extract(composite, _pki.Cpe("nobody")).Error.Should().Be(DeviceIdentityError.OtherForm);
        composite.Name.Should().Be("URN, then TR-069 common name, then MAC address in the common name");
        FluentActions.Invoking(() => DeviceIdentityExtractor.FirstOf()).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Extractor_of_ones_own_decides_alone()
    {
        DeviceIdentityExtractor own = DeviceIdentityExtractor.Create(
            "by fingerprint", certificate => DeviceIdentityExtraction.Found(Device, certificate.Thumbprint));
        DeviceIdentityExtractor silent = DeviceIdentityExtractor.Create("silent", _ => null!);

        Extract(own, _pki.Cpe("x")).Identity.Should().Be(Device);
        Extract(silent, _pki.Cpe("x")).Error.Should().Be(DeviceIdentityError.Rejected);
    }

    [Fact]
    public void Every_flipped_octet_of_a_certificate_is_read_without_exception()
    {
        byte[] good = _pki.Cpe("device:1").WithUri("urn:bbf:usp:id:ops::012345-STB-0123456789").Issue().Certificate.RawData;
        int read = 0;

        for (int i = 0; i < good.Length; i++)
        {
            foreach (byte change in (byte[])[0x01, 0x20, 0x80, 0xFF])
            {
                byte[] changed = [.. good];
                changed[i] ^= change;
                if (TryLoad(changed) is { } certificate)
                {
                    DeviceIdentityExtraction result = DeviceIdentityExtractor.Default.Extract(certificate);
                    (result.Succeeded ? result.Error == DeviceIdentityError.None : result.Error != DeviceIdentityError.None)
                        .Should().BeTrue();
                    certificate.Dispose();
                    read++;
                }
            }
        }

        read.Should().BePositive();
    }

    public void Dispose() => _pki.Dispose();

    private static X509Certificate2? TryLoad(byte[] der)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(der);
        }
        catch (System.Security.Cryptography.CryptographicException)
        {
            return null;
        }
    }

    private static DeviceIdentityExtraction Extract(DeviceIdentityExtractor extractor, TestCertificateBuilder certificate) =>
        extractor.Extract(certificate.Issue().Certificate);

    private static X500DistinguishedName Subject(UniversalTagNumber type, ReadOnlySpan<byte> value)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSetOf())
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier("2.5.4.3");
            writer.WriteEncodedValue([(byte)type, (byte)value.Length, .. value]);
        }

        return new X500DistinguishedName(writer.Encode());
    }

    private TestCertificateBuilder CommonName(string text, UniversalTagNumber type) =>
        _pki.Cpe().WithCommonNames((type, Encoding.ASCII.GetBytes(text)));
}
