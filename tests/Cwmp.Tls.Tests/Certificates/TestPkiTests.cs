// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.Tests.Certificates;

/// <summary>The test PKI itself: its good certificates are good to the platform, its bad ones are bad.</summary>
public sealed class TestPkiTests
{
    public static TheoryData<string> Defects() => [.. Bad.Keys];

    private static readonly Dictionary<string, Func<TestPki, TestCertificateBuilder>> Bad = new(StringComparer.Ordinal)
    {
        ["expired"] = pki => pki.Acs().Expired(),
        ["not yet valid"] = pki => pki.Acs().NotYetValid(),
        ["self-signed"] = pki => pki.Acs().SelfSigned(),
        ["signed by another key"] = pki => pki.Acs().SignedByAnotherKey(),
        ["damaged signature"] = pki => pki.Acs().WithDamagedSignature(),
        ["unknown critical extension"] = pki => pki.Acs().WithUnknownCriticalExtension(),
        ["issuer without basicConstraints"] = pki =>
        pki.Acs().IssuedBy(pki.Ca("No constraints").IssuedBy(pki.Root).WithoutBasicConstraints().Issue()),
        ["path length exceeded"] = pki => pki.Acs().IssuedBy(pki.Ca("One too many").IssuedBy(pki.Intermediate).Issue()),
        ["issuer is a leaf"] = pki => pki.Acs().IssuedBy(pki.Acs().Issue()),
        ["wrong EKU"] = pki => pki.Acs().WrongEku(),
    };

    [Fact]
    public void Good_certificates_build_a_chain()
    {
        using var pki = new TestPki();

        Status(pki, pki.Acs().Issue()).Should().BeEmpty();
        Status(pki, pki.Acs().IssuedBy(pki.Intermediate).WithKey(TestKey.Rsa2048).Issue()).Should().BeEmpty();
        Status(pki, pki.Acs("127.0.0.1").WithKey(TestKey.EcP384).Issue()).Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Defects))]
    public void Bad_certificates_build_none(string defect)
    {
        using var pki = new TestPki();

        Status(pki, Bad[defect](pki).Issue()).Should().NotBeEmpty();
    }

    [Fact]
    public void Legacy_signatures_and_weak_keys_can_be_made()
    {
        using var pki = new TestPki();
        TestCertificate root = pki.Ca("Old root").WithKey(TestKey.Rsa2048).Issue();

        TestCertificate sha1 = pki.Cpe().IssuedBy(root).WithSignatureHash(HashAlgorithmName.SHA1).Issue();
        TestCertificate weak = pki.Cpe().WithWeakKey().Issue();
        TestCertificate pss = pki.Cpe().IssuedBy(root).WithPssSignature().Issue();

        sha1.Certificate.SignatureAlgorithm.Value.Should().Be("1.2.840.113549.1.1.5");
        weak.Certificate.GetRSAPublicKey()!.KeySize.Should().Be(1024);
        pss.Certificate.SignatureAlgorithm.Value.Should().Be("1.2.840.113549.1.1.10");
    }

    [Fact]
    public void Credential_has_key_and_intermediates()
    {
        using var pki = new TestPki();

        using CertificateCredential credential = pki.Cpe().IssuedBy(pki.Intermediate).Issue().ToCredential();

        credential.Certificate.HasPrivateKey.Should().BeTrue();
        credential.Intermediates.Should().ContainSingle().Which.RawData.Should().Equal(pki.Intermediate.Certificate.RawData);
    }

    private static X509ChainStatusFlags[] Status(TestPki pki, TestCertificate certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(pki.Root.Certificate);
        chain.ChainPolicy.ExtraStore.AddRange(certificate.Issuers.Select(i => i.Certificate).ToArray());
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(TestCertificateBuilder.ServerAuth));
        chain.Build(certificate.Certificate);
        return [.. chain.ChainStatus.Select(s => s.Status)];
    }
}
