// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.ScenarioTests.Certificates;

/// <summary>What we write, openssl reads; what openssl writes, we read.</summary>
public sealed class OpenSslTests : IDisposable
{
    private static readonly DeviceIdentity Device = new("012345", "Set-Top-Box", "01 23,\"é\"");
    private static readonly DeviceIdentity LongDevice = new("012345", new string('-', 30), new string('é', 64));
    private static readonly AcsCertificateOptions Acs =
        new() { DnsNames = ["acs.example", "*.acs.example"], IPAddresses = [IPAddress.Loopback, IPAddress.IPv6Loopback] };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<CertificateKeyType> KeyTypes() =>
        [CertificateKeyType.EcdsaP256, CertificateKeyType.EcdsaP384, CertificateKeyType.Rsa2048];

    [Theory]
    [MemberData(nameof(KeyTypes))]
    public void Strict_verification_accepts_everything_we_issue(CertificateKeyType keyType)
    {
        OpenSslTool.Require();
        using var root = CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { KeyType = keyType });
        using CertificateAuthority upper =
            root.CreateIntermediate(new CertificateAuthorityOptions { CommonName = "Upper", PathLength = 1, KeyType = keyType });
        using CertificateAuthority lower =
            upper.CreateIntermediate(new CertificateAuthorityOptions { CommonName = "Lower", KeyType = keyType });
        using CertificateAuthority newRoot = root.RenewAuthority(root, RenewalKey.Same);
        CertificateFile.SaveCertificates(_folder.File("root.pem"), [root.Certificate]);
        CertificateFile.SaveCertificates(_folder.File("newroot.pem"), [newRoot.Certificate]);

        foreach (CertificateAuthority issuer in (CertificateAuthority[])[root, lower, newRoot])
        {
            using CertificateCredential acs = issuer.IssueAcsCertificate(Acs with { KeyType = keyType });
            using CertificateCredential cpe = issuer.IssueCpeCertificate(Device, new CpeCertificateOptions { KeyType = keyType });
            using CertificateCredential longCpe = issuer.IssueCpeCertificate(LongDevice);
            using CertificateCredential renewed = issuer.Renew(acs);
            string anchor = ReferenceEquals(issuer, newRoot) ? "newroot.pem" : "root.pem";

            Verify(acs, anchor, "sslserver");
            Verify(renewed, anchor, "sslserver");
            Verify(cpe, anchor, "sslclient");
            Verify(longCpe, anchor, "sslclient");
        }

        OpenSslTool.RunToSuccess(_folder.Path, "verify", "-x509_strict", "-check_ss_sig", "-CAfile", "root.pem", "root.pem")
            .Should().Contain("OK");
    }

    [Fact]
    public void Strict_verification_accepts_a_cross_certificate()
    {
        OpenSslTool.Require();
        using var root = CertificateAuthority.CreateRoot();
        using CertificateAuthority renewed = root.RenewAuthority(root);
        using X509Certificate2 bridge = root.CrossSign(renewed);
        using CertificateCredential issued = renewed.IssueCpeCertificate(Device);
        using CertificateCredential withBridge = CertificateCredential.Create(issued.Certificate, [bridge]);
        CertificateFile.SaveCertificates(_folder.File("root.pem"), [root.Certificate]);

        Verify(withBridge, "root.pem", "sslclient");
    }

    [Theory]
    [InlineData("acs.example", true)]
    [InlineData("eu.acs.example", true)]
    [InlineData("a.b.acs.example", false)]
    [InlineData("other.example", false)]
    public void Host_names_match_as_intended(string host, bool expected)
    {
        OpenSslTool.Require();
        using var root = CertificateAuthority.CreateRoot();
        using CertificateCredential acs = root.IssueAcsCertificate(Acs);
        CertificateFile.SaveCertificates(_folder.File("root.pem"), [root.Certificate]);
        CertificateFile.SaveCertificates(_folder.File("acs.pem"), [acs.Certificate]);

        (int exitCode, _) =
            OpenSslTool.Run(_folder.Path, "verify", "-x509_strict", "-CAfile", "root.pem", "-verify_hostname", host, "acs.pem");

        (exitCode == 0).Should().Be(expected);
    }

    [Fact]
    public void Fallback_identity_stands_in_the_certificate_as_a_URI()
    {
        OpenSslTool.Require();
        using var root = CertificateAuthority.CreateRoot();
        using CertificateCredential cpe = root.IssueCpeCertificate(LongDevice);
        CertificateFile.SaveCertificates(_folder.File("cpe.pem"), [cpe.Certificate]);

        string text = OpenSslTool.RunToSuccess(_folder.Path, "x509", "-in", "cpe.pem", "-noout", "-ext", "subjectAltName");

        text.Should().Contain("URI:urn:bbf:usp:id:ops::" + LongDevice.ToCommonName());
    }

    [Theory]
    [MemberData(nameof(KeyTypes))]
    public void Crl_is_verified_and_revokes(CertificateKeyType keyType)
    {
        OpenSslTool.Require();
        using var root = CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { KeyType = keyType });
        using CertificateCredential good = root.IssueCpeCertificate(Device);
        using CertificateCredential bad = root.IssueCpeCertificate(Device);
        root.IssueCrl();
        root.Revoke(bad.Certificate, X509RevocationReason.KeyCompromise);
        CertificateFile.SaveCrl(_folder.File("crl.pem"), root.IssueCrl());
        CertificateFile.SaveCertificates(_folder.File("root.pem"), [root.Certificate]);
        CertificateFile.SaveCertificates(_folder.File("good.pem"), [good.Certificate]);
        CertificateFile.SaveCertificates(_folder.File("bad.pem"), [bad.Certificate]);

        string crl = OpenSslTool.RunToSuccess(_folder.Path, "crl", "-in", "crl.pem", "-CAfile", "root.pem", "-noout", "-text");
        (int goodCode, _) =
            OpenSslTool.Run(_folder.Path, "verify", "-x509_strict", "-crl_check", "-CRLfile", "crl.pem", "-CAfile", "root.pem", "good.pem");
        (int badCode, string badText) =
            OpenSslTool.Run(_folder.Path, "verify", "-x509_strict", "-crl_check", "-CRLfile", "crl.pem", "-CAfile", "root.pem", "bad.pem");

        crl.Should().Contain("verify OK").And.Contain("Key Compromise").And.MatchRegex(@"CRL Number: *\s+2")
            .And.Contain("Authority Key Identifier");
        goodCode.Should().Be(0);
        badCode.Should().NotBe(0);
        badText.Should().Contain("certificate revoked");
    }

    [Fact]
    public void Openssl_reads_our_requests()
    {
        OpenSslTool.Require();
        using RSA rsa = RSA.Create(2048);
        using ECDsa ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        foreach (AsymmetricAlgorithm key in (AsymmetricAlgorithm[])[rsa, ecdsa])
        {
            string path = _folder.Write("request.pem", CertificateSigningRequest.CreateForCpe(LongDevice, key).ToPem());

            OpenSslTool.RunToSuccess(_folder.Path, "req", "-in", path, "-verify", "-noout", "-text").Should().Contain("verify OK")
                .And.Contain("urn:bbf:usp:id:ops::");
        }
    }

    [Theory]
    [InlineData("rsa:2048", "PEM")]
    [InlineData("ec", "DER")]
    public void We_sign_requests_of_openssl(string keyType, string form)
    {
        OpenSslTool.Require();
        string[] key = keyType == "ec" ? ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"] : ["-newkey", keyType];
        OpenSslTool.RunToSuccess(
            _folder.Path,
            ["req", "-new", .. key, "-nodes", "-subj", "/CN=012345-X-1", "-addext", "subjectAltName=DNS:evil.example", "-keyout", "own.key",
                "-outform", form, "-out", "own.csr"]);
        using var root = CertificateAuthority.CreateRoot();

        CertificateSigningRequest request = CertificateSigningRequest.Load(_folder.File("own.csr"));
        using X509Certificate2 certificate = root.IssueCpeCertificate(request, Device);
        CertificateFile.SaveCertificates(_folder.File("own.pem"), [certificate]);
        using CertificateCredential credential = CertificateFile.LoadCredential(_folder.File("own.pem"), _folder.File("own.key"));

        request.RequestedIdentity.Should().Be(new DeviceIdentity("012345", "X", "1"));
        DeviceIdentityExtractor.Default.Extract(credential.Certificate).Identity.Should().Be(Device);
        CertificateFile.SaveCertificates(_folder.File("root.pem"), [root.Certificate]);
        Verify(credential, "root.pem", "sslclient");
    }

    [Fact]
    public void Authority_made_by_openssl_goes_on_here()
    {
        OpenSslTool.Require();
        OpenSslTool.RunToSuccess(
            _folder.Path,
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/O=Maker/CN=Old CA", "-days", "1000", "-addext",
                "keyUsage=critical,keyCertSign,cRLSign", "-keyout", "ca.key", "-out", "ca.pem");
        using CertificateCredential ca = CertificateFile.LoadCredential(_folder.File("ca.pem"), _folder.File("ca.key"));
        using CertificateAuthority authority = CertificateAuthority.FromCredential(ca);

        using CertificateCredential cpe = authority.IssueCpeCertificate(Device);

        Verify(cpe, "ca.pem", "sslclient");
        authority.IssueCrl().Should().NotBeEmpty();
    }

    [Theory]
    [InlineData("pkcs8", "-topk8", "-nocrypt")]
    [InlineData("pkcs8", "-topk8", "-v2", "aes-256-cbc", "-passout", "pass:secret")]
    [InlineData("pkcs8", "-topk8", "-v2", "aes-128-cbc", "-iter", "4096", "-passout", "pass:secret")]
    [InlineData("pkcs8", "-topk8", "-v1", "PBE-SHA1-3DES", "-passout", "pass:secret")]
    [InlineData("pkcs8", "-topk8", "-nocrypt", "-outform", "DER")]
    [InlineData("pkcs8", "-topk8", "-v2", "aes-256-cbc", "-passout", "pass:secret", "-outform", "DER")]
    [InlineData("rsa", "-traditional")]
    [InlineData("rsa", "-traditional", "-outform", "DER")]
    [InlineData("ec")]
    [InlineData("ec", "-outform", "DER")]
    public void We_read_every_form_of_key_that_openssl_writes(params string[] command)
    {
        OpenSslTool.Require();
        using var root = CertificateAuthority.CreateRoot();
        CertificateKeyType type = command[0] == "rsa" ? CertificateKeyType.Rsa2048 : CertificateKeyType.EcdsaP256;
        using CertificateCredential cpe = root.IssueCpeCertificate(Device, new CpeCertificateOptions { KeyType = type });
        CertificateFile.SaveCredential(cpe, _folder.File("cpe.pem"), _folder.File("cpe.key"));
        OpenSslTool.RunToSuccess(_folder.Path, [.. command, "-in", "cpe.key", "-out", "converted.key"]);

        using CertificateCredential loaded =
            CertificateFile.LoadCredential(_folder.File("cpe.pem"), _folder.File("converted.key"), "secret");

        loaded.Certificate.HasPrivateKey.Should().BeTrue();
    }

    [Fact]
    public void Keys_in_forms_we_do_not_read_are_named()
    {
        OpenSslTool.Require();
        OpenSslTool.RunToSuccess(_folder.Path, "genpkey", "-algorithm", "ED25519", "-out", "ed25519.key");
        OpenSslTool.RunToSuccess(_folder.Path, "genpkey", "-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048", "-out", "pss.key");
        OpenSslTool.RunToSuccess(_folder.Path, "ecparam", "-genkey", "-name", "prime256v1", "-out", "ec.key");
        OpenSslTool.RunToSuccess(_folder.Path, "ec", "-in", "ec.key", "-aes128", "-passout", "pass:secret", "-out", "old.key");
        OpenSslTool.RunToSuccess(_folder.Path, "pkcs8", "-topk8", "-in", "ec.key", "-scrypt", "-passout", "pass:secret", "-out",
            "scrypt.key");

        ErrorOf("ed25519.key").Should().Be((CertificateLoadError.UnsupportedAlgorithm, "Ed25519"));
        ErrorOf("pss.key").Should().Be((CertificateLoadError.UnsupportedAlgorithm, "RSASSA-PSS"));
        ErrorOf("old.key").Should().Be((CertificateLoadError.UnsupportedAlgorithm, "openssl pkcs8 -topk8"));
        ErrorOf("scrypt.key").Should().Be((CertificateLoadError.UnsupportedAlgorithm, "PBKDF2"));
        using AsymmetricAlgorithm withParameters = CertificateFile.LoadPrivateKey(_folder.File("ec.key"));
        withParameters.KeySize.Should().Be(256);

        (CertificateLoadError Error, string Word) ErrorOf(string name)
        {
            CertificateLoadException e = FluentActions.Invoking(() => CertificateFile.LoadPrivateKey(_folder.File(name), "secret"))
                .Should().Throw<CertificateLoadException>().Which;
            string[] words = ["Ed25519", "RSASSA-PSS", "PBKDF2", "openssl pkcs8 -topk8"];
            return (e.Error, words.First(e.Message.Contains));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("-legacy")]
    [InlineData("-descert")]
    public void We_read_the_PKCS12_of_openssl(string option)
    {
        OpenSslTool.Require();
        using var root = CertificateAuthority.CreateRoot();
        using CertificateAuthority intermediate = root.CreateIntermediate();
        using CertificateCredential cpe = intermediate.IssueCpeCertificate(Device);
        CertificateFile.SaveCredential(cpe, _folder.File("cpe.pem"), _folder.File("cpe.key"));
        string[] extra = option.Length == 0 ? [] : [option];
        (int exitCode, string output) = OpenSslTool.Run(
            _folder.Path,
                ["pkcs12", "-export", .. extra, "-in", "cpe.pem", "-inkey", "cpe.key", "-passout", "pass:secret", "-out", "cpe.p12"]);
        if (exitCode != 0)
        {
            Assert.Skip("this openssl cannot write it: " + output.Split('\n')[0]);
        }

        using CertificateCredential loaded = CertificateFile.LoadPkcs12(_folder.File("cpe.p12"), "secret");

        loaded.Certificate.RawData.Should().Equal(cpe.Certificate.RawData);
        loaded.Intermediates.Should().ContainSingle();
    }

    [Theory]
    [InlineData(Pkcs12Format.Aes256, "secret")]
    [InlineData(Pkcs12Format.Aes256, "")]
    [InlineData(Pkcs12Format.Legacy, "secret")]
    public void Openssl_reads_our_PKCS12(Pkcs12Format format, string password)
    {
        OpenSslTool.Require();
        using var root = CertificateAuthority.CreateRoot();
        using CertificateAuthority intermediate = root.CreateIntermediate();
        using CertificateCredential cpe = intermediate.IssueCpeCertificate(Device);
        CertificateFile.SavePkcs12(_folder.File("cpe.p12"), cpe, password, format);

        string text = OpenSslTool.RunToSuccess(_folder.Path, "pkcs12", "-in", "cpe.p12", "-passin", "pass:" + password, "-nodes", "-info");

        text.Should().Contain("BEGIN PRIVATE KEY");
        text.Split("BEGIN CERTIFICATE").Should().HaveCount(3);
        text.Should().Contain(format == Pkcs12Format.Legacy ? "MAC: sha1" : "MAC: sha256");
        using CertificateCredential again = CertificateFile.LoadPkcs12(_folder.File("cpe.p12"), password);
        again.Intermediates.Should().ContainSingle();
    }

    [Fact]
    public void Openssl_reads_our_encrypted_key()
    {
        OpenSslTool.Require();
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateFile.SavePrivateKey(_folder.File("own.key"), key, "secret");

        OpenSslTool.RunToSuccess(_folder.Path, "pkey", "-in", "own.key", "-passin", "pass:secret", "-check", "-noout")
            .Should().Contain("valid");
        OpenSslTool.RunToSuccess(_folder.Path, "asn1parse", "-in", "own.key").Should().Contain("PBES2").And.Contain("aes-256-cbc")
            .And.Contain("hmacWithSHA256");
    }

    [Theory]
    [InlineData("PEM")]
    [InlineData("DER")]
    public void We_read_PKCS7_and_trusted_certificates(string form)
    {
        OpenSslTool.Require();
        using var root = CertificateAuthority.CreateRoot();
        using CertificateAuthority intermediate = root.CreateIntermediate();
        CertificateFile.SaveCertificates(_folder.File("both.pem"), [root.Certificate, intermediate.Certificate]);
        OpenSslTool.RunToSuccess(_folder.Path, "crl2pkcs7", "-nocrl", "-certfile", "both.pem", "-outform", form, "-out", "both.p7b");
        OpenSslTool.RunToSuccess(_folder.Path, "x509", "-in", "both.pem", "-trustout", "-addtrust", "clientAuth", "-out", "trusted.pem");

        CertificateFile.LoadCertificates(_folder.File("both.p7b")).Select(c => c.Subject)
            .Should().BeEquivalentTo(root.Certificate.Subject, intermediate.Certificate.Subject);
        CertificateFile.LoadCertificates(_folder.File("trusted.pem")).Should().ContainSingle().Which.RawData
            .Should().Equal(root.Certificate.RawData);
    }

    public void Dispose() => _folder.Dispose();

    private void Verify(CertificateCredential credential, string anchor, string purpose)
    {
        CertificateFile.SaveCertificates(_folder.File("leaf.pem"), [credential.Certificate], overwrite: true);
        CertificateFile.SaveCertificates(_folder.File("chain.pem"), [credential.Certificate, .. credential.Intermediates], overwrite: true);

        OpenSslTool.RunToSuccess(
            _folder.Path, "verify", "-x509_strict", "-purpose", purpose, "-CAfile", anchor, "-untrusted", "chain.pem", "leaf.pem")
                .Should().Contain("OK");
    }
}
