// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Cwmp.Tls.Certificates;

namespace Cwmp.Tls.Tests.Certificates;

public sealed class CertificateSigningRequestTests
{
    private static readonly DeviceIdentity Device = new("012345", "STB", "0123456789");

    [Fact]
    public void Names_come_from_the_caller_and_never_from_the_request()
    {
        using var root = CertificateAuthority.CreateRoot();
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateSigningRequest request = Hostile(key);

        using X509Certificate2 cpe = root.IssueCpeCertificate(request, Device);
        using X509Certificate2 acs = root.IssueAcsCertificate(request, new AcsCertificateOptions { DnsNames = ["acs.example"] });

        cpe.Subject.Should().Be("CN=012345-STB-0123456789");
        cpe.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority.Should().BeFalse();
        cpe.Extensions.OfType<X509SubjectAlternativeNameExtension>().Should().BeEmpty();
        acs.MatchesHostname("acs.example").Should().BeTrue();
        acs.MatchesHostname("evil.example").Should().BeFalse();
        cpe.PublicKey.ExportSubjectPublicKeyInfo().Should().Equal(key.ExportSubjectPublicKeyInfo());
    }

    [Fact]
    public void Request_survives_PEM_and_DER()
    {
        using RSA key = RSA.Create(2048);
        CertificateSigningRequest request = CertificateSigningRequest.CreateForCpe(Device, key);

        CertificateSigningRequest fromPem = CertificateSigningRequest.Read(Encoding.ASCII.GetBytes(request.ToPem()));
        CertificateSigningRequest fromDer = CertificateSigningRequest.Read(request.ToDer());

        fromPem.RequestedIdentity.Should().Be(Device);
        fromPem.RequestedSubject.Should().Be("CN=012345-STB-0123456789");
        fromDer.ToDer().Should().Equal(request.ToDer());
        fromDer.PublicKey.ExportSubjectPublicKeyInfo().Should().Equal(key.ExportSubjectPublicKeyInfo());
    }

    [Fact]
    public void Request_for_another_subject_claims_no_device()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

        CertificateSigningRequest.CreateForAcs(new AcsCertificateOptions { DnsNames = ["acs.example"] }, key).RequestedIdentity
            .Should().BeNull();
    }

    [Fact]
    public void Signature_by_another_key_proves_nothing()
    {
        using ECDsa mine = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using ECDsa yours = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var stolen = new CertificateRequest("CN=012345-STB-1", yours, HashAlgorithmName.SHA256);
        byte[] der = new CertificateRequest(stolen.SubjectName, stolen.PublicKey, HashAlgorithmName.SHA256)
            .CreateSigningRequest(X509SignatureGenerator.CreateForECDsa(mine));

        ErrorOf(der).Should().Be(CertificateLoadError.ProofOfPossessionFailed);
    }

    [Fact]
    public void Any_changed_octet_is_refused()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] der = CertificateSigningRequest.CreateForCpe(Device, key).ToDer();

        for (int i = 0; i < der.Length; i++)
        {
            byte[] changed = [.. der];
            changed[i] ^= 0x01;
            ErrorOf(changed).Should().NotBe(CertificateLoadError.None, $"octet {i} was changed");
        }
    }

    [Fact]
    public void Any_truncation_is_refused()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] der = CertificateSigningRequest.CreateForCpe(Device, key).ToDer();

        for (int length = 0; length < der.Length; length++)
        {
            ErrorOf(der[..length]).Should().NotBe(CertificateLoadError.None);
        }

        ErrorOf([.. der, 0]).Should().Be(CertificateLoadError.Malformed);
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(1536)]
    public void Weak_RSA_keys_are_refused(int size)
    {
        using RSA key = RSA.Create(size);

        ErrorOf(new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequest())
            .Should().Be(CertificateLoadError.UnacceptableKey);
    }

    [Fact]
    public void RSA_key_with_exponent_1_proves_nothing()
    {
        using RSA key = RSA.Create(2048);
        byte[] der = new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequest();

        // INTEGER 65537 becomes INTEGER 1, padded to keep every length.
        int exponent = der.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x02, 0x03, 0x01, 0x00, 0x01]);
        new byte[] { 0x02, 0x03, 0x00, 0x00, 0x01 }.CopyTo(der, exponent);

        ErrorOf(der).Should().BeOneOf(CertificateLoadError.UnacceptableKey, CertificateLoadError.Malformed);
    }

    [Fact]
    public void Unusual_curves_are_refused()
    {
        using ECDsa key = ECDsa.Create(ECCurve.CreateFromFriendlyName("brainpoolP256r1"));

        ErrorOf(new CertificateRequest("CN=x", key, HashAlgorithmName.SHA256).CreateSigningRequest())
            .Should().Be(CertificateLoadError.UnacceptableKey);
    }

    [Fact]
    public void What_is_no_request_is_named()
    {
        using var root = CertificateAuthority.CreateRoot();

        ErrorOf([]).Should().Be(CertificateLoadError.Empty);
        ErrorOf("hello"u8).Should().Be(CertificateLoadError.UnknownFormat);
        ErrorOf(Encoding.ASCII.GetBytes(root.Certificate.ExportCertificatePem())).Should().Be(CertificateLoadError.NoRequest);
        ErrorOf(root.Certificate.RawData).Should().Be(CertificateLoadError.Malformed);
        ErrorOf(new byte[CertificateSigningRequest.MaxSize + 1]).Should().Be(CertificateLoadError.TooLarge);
    }

    private static CertificateSigningRequest Hostile(ECDsa key)
    {
        var request = new CertificateRequest("CN=FFFFFF-evil, O=Someone Else", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(X509BasicConstraintsExtension.CreateForCertificateAuthority());
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("evil.example");
        request.CertificateExtensions.Add(names.Build());
        return CertificateSigningRequest.Read(request.CreateSigningRequest());
    }

    private static CertificateLoadError ErrorOf(ReadOnlySpan<byte> data) =>
        CertificateSigningRequest.TryRead(data, out _, out CertificateLoadException? error) ? CertificateLoadError.None : error.Error;
}
