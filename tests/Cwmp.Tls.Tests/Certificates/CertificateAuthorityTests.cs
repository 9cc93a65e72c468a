// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Certificates;
using Microsoft.Extensions.Time.Testing;

namespace Cwmp.Tls.Tests.Certificates;

public sealed class CertificateAuthorityTests
{
    private static readonly DateTimeOffset Now = new(2031, 5, 17, 12, 0, 0, TimeSpan.Zero);
    private static readonly DeviceIdentity Device = new("012345", "STB", "0123456789");
    private static readonly AcsCertificateOptions Acs = new() { DnsNames = ["acs.example"] };

    private readonly FakeTimeProvider _time = new(Now);

    [Fact]
    public void Root_has_the_fields_of_an_authority()
    {
        using var root = CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { Organization = "Maker" }, timeProvider: _time);

        X509Certificate2 certificate = root.Certificate;
        certificate.Subject.Should().Be("CN=CWMP Root CA, O=Maker");
        certificate.Issuer.Should().Be(certificate.Subject);
        certificate.HasPrivateKey.Should().BeTrue();
        certificate.GetECDsaPublicKey()!.KeySize.Should().Be(256);
        var constraints = Extension<X509BasicConstraintsExtension>(certificate);
        (constraints.Critical, constraints.CertificateAuthority, constraints.HasPathLengthConstraint).Should().Be((true, true, false));
        var usage = Extension<X509KeyUsageExtension>(certificate);
        (usage.Critical, usage.KeyUsages).Should().Be((true, X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign));
        Extension<X509SubjectKeyIdentifierExtension>(certificate).Critical.Should().BeFalse();
        NotBefore(certificate).Should().Be(Now - CertificateAuthority.ClockTolerance);
        NotAfter(certificate).Should().Be(Now + new CertificateAuthorityOptions().Lifetime);
        root.Chain.Should().BeEmpty();
    }

    [Fact]
    public void Cpe_certificate_names_the_device_and_may_only_be_a_client()
    {
        using var root = CertificateAuthority.CreateRoot(timeProvider: _time);

        using CertificateCredential cpe = root.IssueCpeCertificate(Device, new CpeCertificateOptions { Organization = "Maker" });

        cpe.Certificate.Subject.Should().Be("CN=012345-STB-0123456789, O=Maker");
        cpe.Certificate.HasPrivateKey.Should().BeTrue();
        cpe.Intermediates.Should().BeEmpty();
        Usages(cpe.Certificate).Should().Equal("1.3.6.1.5.5.7.3.2");
        Extension<X509KeyUsageExtension>(cpe.Certificate).KeyUsages.Should().Be(X509KeyUsageFlags.DigitalSignature);
        var constraints = Extension<X509BasicConstraintsExtension>(cpe.Certificate);
        (constraints.Critical, constraints.CertificateAuthority).Should().Be((true, false));
        Extension<X509AuthorityKeyIdentifierExtension>(cpe.Certificate).KeyIdentifier!.Value.ToArray()
            .Should().Equal(Extension<X509SubjectKeyIdentifierExtension>(root.Certificate).SubjectKeyIdentifierBytes.ToArray());
        DeviceIdentityExtractor.Default.Extract(cpe.Certificate).Identity.Should().Be(Device);
        root.HasIssued(cpe.Certificate).Should().BeTrue();
    }

    [Fact]
    public void Acs_certificate_holds_every_name_and_may_only_be_a_server()
    {
        using var root = CertificateAuthority.CreateRoot(timeProvider: _time);

        using CertificateCredential acs = root.IssueAcsCertificate(new AcsCertificateOptions
        {
            DnsNames = ["ACS.Example", "*.acs.example", "bücher.example"],
            IPAddresses = [IPAddress.Loopback, IPAddress.IPv6Loopback],
        });

        acs.Certificate.Subject.Should().Be("CN=acs.example");
        var names = Extension<X509SubjectAlternativeNameExtension>(acs.Certificate);
        names.EnumerateDnsNames().Should().Equal("acs.example", "*.acs.example", "xn--bcher-kva.example");
        names.EnumerateIPAddresses().Should().Equal(IPAddress.Loopback, IPAddress.IPv6Loopback);
        Usages(acs.Certificate).Should().Equal("1.3.6.1.5.5.7.3.1");
        acs.Certificate.MatchesHostname("acs.example").Should().BeTrue();
        acs.Certificate.MatchesHostname("127.0.0.1").Should().BeTrue();
    }

    [Fact]
    public void Acs_certificate_with_an_RSA_key_also_serves_suites_without_forward_secrecy()
    {
        using var root = CertificateAuthority.CreateRoot(timeProvider: _time);

        using CertificateCredential acs = root.IssueAcsCertificate(Acs with { KeyType = CertificateKeyType.Rsa2048 });

        Extension<X509KeyUsageExtension>(acs.Certificate).KeyUsages
            .Should().Be(X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.KeyEncipherment);
    }

    [Theory]
    [InlineData("")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("a..b")]
    [InlineData("acs.example.")]
    [InlineData("-a.example")]
    [InlineData("a_b.example")]
    [InlineData("a b")]
    [InlineData("*")]
    [InlineData("*.example")]
    [InlineData("a*.acs.example")]
    [InlineData("www.*.example")]
    [InlineData("acs\0.example")]
    [InlineData("http://acs.example")]
    public void Bad_host_names_are_refused(string name)
    {
        using var root = CertificateAuthority.CreateRoot(timeProvider: _time);

        Action issue = () => root.IssueAcsCertificate(new AcsCertificateOptions { DnsNames = [name] });

        issue.Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Options_out_of_range_are_refused()
    {
        using var root = CertificateAuthority.CreateRoot(timeProvider: _time);

        FluentActions.Invoking(() => root.IssueAcsCertificate(new AcsCertificateOptions())).Should().Throw<ArgumentException>()
            .WithMessage("*DNS name or an IP address*");
        FluentActions.Invoking(() => root.IssueAcsCertificate(Acs with { Lifetime = TimeSpan.Zero }))
            .Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => root.IssueAcsCertificate(Acs with { Lifetime = TimeSpan.MaxValue }))
            .Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => root.IssueAcsCertificate(Acs with { Organization = new string('x', 65) }))
            .Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => root.IssueAcsCertificate(Acs with { Organization = "a\0b" })).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => root.IssueAcsCertificate(Acs with { KeyType = (CertificateKeyType)99 }))
            .Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { CommonName = "" }))
            .Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { PathLength = -1 }))
            .Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void Identity_that_fits_no_common_name_goes_into_subjectAltName()
    {
        using var root = CertificateAuthority.CreateRoot(timeProvider: _time);
        var longest = new DeviceIdentity("012345", "Set-Top-Box 9000 é", new string('x', 64));
        var withoutClass = new DeviceIdentity("012345", new string('-', 64));

        using CertificateCredential first = root.IssueCpeCertificate(longest);
        using CertificateCredential second = root.IssueCpeCertificate(withoutClass);

        string commonName = first.Certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        commonName.Should().MatchRegex("^device:[0-9a-f]{40}$");
        DeviceIdentity.TryParse(commonName, out _).Should().BeFalse();
        DeviceIdentityExtractor.Default.Extract(first.Certificate).Identity.Should().Be(longest);
        DeviceIdentityExtractor.Urn.Extract(second.Certificate).Identity.Should().Be(withoutClass);
        DeviceIdentityExtractor.CommonName.Extract(first.Certificate).Error.Should().Be(DeviceIdentityError.OtherForm);
    }

    [Fact]
    public void Common_name_of_64_characters_is_still_one()
    {
        using var root = CertificateAuthority.CreateRoot(timeProvider: _time);
        var fits = new DeviceIdentity("012345", new string('x', 57));
        var exceeds = new DeviceIdentity("012345", new string('x', 58));

        using CertificateCredential first = root.IssueCpeCertificate(fits);
        using CertificateCredential second = root.IssueCpeCertificate(exceeds);

        DeviceIdentityExtractor.CommonName.Extract(first.Certificate).Identity.Should().Be(fits);
        DeviceIdentityExtractor.CommonName.Extract(second.Certificate).Identity.Should().BeNull();
        DeviceIdentityExtractor.Default.Extract(second.Certificate).Identity.Should().Be(exceeds);
    }

    [Fact]
    public void Serial_numbers_are_positive_128_bits_and_never_twice_the_same()
    {
        using var root = CertificateAuthority.CreateRoot(timeProvider: _time);

        List<byte[]> serials = [.. Enumerable.Range(0, 100).Select(_ =>
        {
            using CertificateCredential cpe = root.IssueCpeCertificate(Device);
            return cpe.Certificate.SerialNumberBytes.ToArray();
        })];

        serials.Should().OnlyContain(serial => serial.Length == 16 || (serial.Length == 17 && serial[0] == 0));
        serials.Should().OnlyContain(serial => serial[0] < 0x80);
        serials.Select(Convert.ToHexString).Should().OnlyHaveUniqueItems();
    }

    [Theory]
    [InlineData(CertificateKeyType.EcdsaP256, 256, "1.2.840.10045.4.3.2")]
    [InlineData(CertificateKeyType.EcdsaP384, 384, "1.2.840.10045.4.3.3")]
    [InlineData(CertificateKeyType.Rsa2048, 2048, "1.2.840.113549.1.1.11")]
    [InlineData(CertificateKeyType.Rsa3072, 3072, "1.2.840.113549.1.1.11")]
    public void Every_kind_of_key_signs(CertificateKeyType type, int size, string signature)
    {
        using var root = CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { KeyType = type }, timeProvider: _time);

        using CertificateCredential cpe = root.IssueCpeCertificate(Device);

        cpe.Certificate.SignatureAlgorithm.Value.Should().Be(signature);
        using AsymmetricAlgorithm key = (AsymmetricAlgorithm?)root.Certificate.GetECDsaPublicKey() ?? root.Certificate.GetRSAPublicKey()!;
        key.KeySize.Should().Be(size);
        root.HasIssued(cpe.Certificate).Should().BeTrue();
    }

    [Fact]
    public void Intermediate_issues_with_its_chain()
    {
        using var root = CertificateAuthority.CreateRoot(timeProvider: _time);
        using CertificateAuthority upper =
            root.CreateIntermediate(new CertificateAuthorityOptions { CommonName = "Upper", PathLength = 1 });
        using CertificateAuthority lower = upper.CreateIntermediate(new CertificateAuthorityOptions { CommonName = "Lower" });

        using CertificateCredential cpe = lower.IssueCpeCertificate(Device);

        cpe.Intermediates.Select(c => c.Subject).Should().Equal("CN=Lower", "CN=Upper");
        lower.Chain.Select(c => c.Subject).Should().Equal("CN=Lower", "CN=Upper");
        Extension<X509BasicConstraintsExtension>(lower.Certificate).PathLengthConstraint.Should().Be(0);
        FluentActions.Invoking(() => root.CreateIntermediate(new CertificateAuthorityOptions { CommonName = "CWMP Root CA" }))
            .Should().Throw<ArgumentException>().WithMessage("*another name*");
        FluentActions.Invoking(() => lower.CreateIntermediate()).Should().Throw<InvalidOperationException>()
            .WithMessage("*path length is 0*");
        FluentActions.Invoking(() => upper.CreateIntermediate(new CertificateAuthorityOptions { PathLength = 1 }))
            .Should().Throw<ArgumentException>().WithMessage("*not below*");
    }

    [Fact]
    public void Validity_stays_within_the_issuer()
    {
        using var root = CertificateAuthority.CreateRoot(
            new CertificateAuthorityOptions { Lifetime = TimeSpan.FromDays(100) }, timeProvider: _time);
        _time.Advance(TimeSpan.FromMinutes(1));

        using CertificateCredential cpe = root.IssueCpeCertificate(Device);

        NotBefore(cpe.Certificate).Should().Be(NotBefore(root.Certificate).AddMinutes(1));
        NotAfter(cpe.Certificate).Should().Be(NotAfter(root.Certificate));
        _time.Advance(TimeSpan.FromDays(100));
        FluentActions.Invoking(() => root.IssueCpeCertificate(Device)).Should().Throw<InvalidOperationException>()
            .WithMessage("*renew the authority*");
    }

    [Fact]
    public void Validity_beyond_2050_is_written_as_generalized_time()
    {
        using var root = CertificateAuthority.CreateRoot(
            new CertificateAuthorityOptions { Lifetime = TimeSpan.FromDays(365 * 90) }, timeProvider: _time);

        NotAfter(root.Certificate).Should().Be(Now.AddDays(365 * 90));
    }

    [Fact]
    public void Authority_goes_on_from_its_credential()
    {
        using var root = CertificateAuthority.CreateRoot(timeProvider: _time);
        using CertificateAuthority intermediate = root.CreateIntermediate();
        using CertificateAuthority again = CertificateAuthority.FromCredential(intermediate.Credential, timeProvider: _time);

        using CertificateCredential cpe = again.IssueCpeCertificate(Device);

        intermediate.HasIssued(cpe.Certificate).Should().BeTrue();
        cpe.Intermediates.Should().ContainSingle();
    }

    [Fact]
    public void Leaf_is_no_authority()
    {
        using var root = CertificateAuthority.CreateRoot(timeProvider: _time);
        using CertificateCredential cpe = root.IssueCpeCertificate(Device);

        FluentActions.Invoking(() => CertificateAuthority.FromCredential(cpe)).Should().Throw<ArgumentException>()
            .WithMessage("*not an authority*");
    }

    [Fact]
    public void Other_authority_of_the_same_name_has_not_issued_it()
    {
        using var root = CertificateAuthority.CreateRoot(timeProvider: _time);
        using var other = CertificateAuthority.CreateRoot(timeProvider: _time);
        using CertificateCredential cpe = root.IssueCpeCertificate(Device);

        other.HasIssued(cpe.Certificate).Should().BeFalse();
        FluentActions.Invoking(() => other.Renew(cpe)).Should().Throw<ArgumentException>().WithMessage("*did not issue*");
        FluentActions.Invoking(() => other.Revoke(cpe.Certificate)).Should().Throw<ArgumentException>().WithMessage("*did not issue*");
    }

    [Fact]
    public void Many_threads_may_issue_at_once()
    {
        using var root = CertificateAuthority.CreateRoot(timeProvider: _time);
        var serials = new System.Collections.Concurrent.ConcurrentBag<string>();

        Parallel.For(0, 64, i =>
        {
            using CertificateCredential cpe =
                root.IssueCpeCertificate(new DeviceIdentity("012345", i.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            root.HasIssued(cpe.Certificate).Should().BeTrue();
            serials.Add(cpe.Certificate.SerialNumber);
        });

        serials.Should().HaveCount(64).And.OnlyHaveUniqueItems();
    }

    private static T Extension<T>(X509Certificate2 certificate)
        where T : X509Extension => certificate.Extensions.OfType<T>().Single();

    private static IEnumerable<string?> Usages(X509Certificate2 certificate) =>
        Extension<X509EnhancedKeyUsageExtension>(certificate).EnhancedKeyUsages.OfType<Oid>().Select(oid => oid.Value);

    private static DateTimeOffset NotBefore(X509Certificate2 certificate) => new(certificate.NotBefore.ToUniversalTime());

    private static DateTimeOffset NotAfter(X509Certificate2 certificate) => new(certificate.NotAfter.ToUniversalTime());
}
