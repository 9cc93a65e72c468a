// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Certificates;

namespace Cwmp.Tls.TestSupport;

/// <summary>
/// A public key infrastructure for one test: a root, an intermediate, and certificates with any defect. It uses CertificateRequest
/// directly, so that it can make what <c>CertificateAuthority</c> refuses to.
/// <code>
/// using var pki = new TestPki();
/// TestCertificate acs = pki.Acs("acs.example").Issue();
/// TestCertificate bad = pki.Cpe("012345-STB-1").Expired().Issue();
/// </code>
/// </summary>
public sealed class TestPki : IDisposable
{
    private readonly List<IDisposable> _owned = [];
    private readonly Lazy<TestCertificate> _intermediate;

    /// <param name="time">Decides what "now" is; the system's clock by default.</param>
    public TestPki(TimeProvider? time = null)
    {
        Time = time ?? TimeProvider.System;
        Root = Ca("Test Root").Issue();
        _intermediate = new Lazy<TestCertificate>(() => Ca("Test Intermediate").IssuedBy(Root).WithPathLength(0).Issue());
    }

    public TimeProvider Time { get; }

    /// <summary>A self-signed P-256 root, with its key.</summary>
    public TestCertificate Root { get; }

    /// <summary>An intermediate under the root, with its key; made at first use.</summary>
    public TestCertificate Intermediate => _intermediate.Value;

    /// <summary>A CA certificate; self-signed unless IssuedBy says otherwise.</summary>
    public TestCertificateBuilder Ca(string commonName) => new TestCertificateBuilder(this, commonName).AsAuthority();

    /// <summary>A good ACS certificate issued by the root: SAN with this DNS name or IP address, serverAuth.</summary>
    public TestCertificateBuilder Acs(string host = "localhost") => new TestCertificateBuilder(this, host).AsServer(host).IssuedBy(Root);

    /// <summary>A good CPE certificate issued by the root: this common name as it stands, clientAuth.</summary>
    public TestCertificateBuilder Cpe(string commonName = "012345-STB-0123456789") =>
        new TestCertificateBuilder(this, commonName).AsClient().IssuedBy(Root);

    /// <summary>A good CPE certificate issued by the root: the identity's common name, clientAuth.</summary>
    public TestCertificateBuilder Cpe(DeviceIdentity identity) => Cpe(identity.ToCommonName());

    public void Dispose()
    {
        foreach (IDisposable owned in _owned)
        {
            owned.Dispose();
        }
    }

    internal TestCertificate Keep(TestCertificate certificate)
    {
        _owned.Add(certificate);
        return certificate;
    }
}

/// <summary>A certificate with its private key, and what lies between it and its root.</summary>
public sealed class TestCertificate : IDisposable
{
    internal TestCertificate(X509Certificate2 certificate, IReadOnlyList<TestCertificate> issuers)
    {
        Certificate = certificate;
        Issuers = issuers;
    }

    /// <summary>The certificate; it holds its private key, unless it was made with a key of someone else.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The issuer, its issuer and so on, up to the root.</summary>
    public IReadOnlyList<TestCertificate> Issuers { get; }

    /// <summary>The certificates of the issuers that are not self-issued.</summary>
    public IReadOnlyList<X509Certificate2> Intermediates =>
        [.. Issuers.Select(i => i.Certificate).Where(c => !c.SubjectName.RawData.AsSpan().SequenceEqual(c.IssuerName.RawData))];

    /// <summary>The certificate without its key, as a peer sees it; the caller disposes it.</summary>
    public X509Certificate2 Public => X509CertificateLoader.LoadCertificate(Certificate.RawData);

    /// <summary>Certificate, key and intermediates; the caller disposes it.</summary>
    public CertificateCredential ToCredential() => CertificateCredential.Create(Certificate, Intermediates);

    /// <summary>The certificate alone as PEM.</summary>
    public string ToPem() => Certificate.ExportCertificatePem() + "\n";

    /// <summary>The certificate and its intermediates as PEM.</summary>
    public string ToChainPem() => string.Concat(Intermediates.Prepend(Certificate).Select(c => c.ExportCertificatePem() + "\n"));

    /// <summary>The private key as PKCS#8 PEM.</summary>
    public string ToKeyPem()
    {
        using System.Security.Cryptography.AsymmetricAlgorithm? key =
            (System.Security.Cryptography.AsymmetricAlgorithm?)Certificate.GetRSAPrivateKey() ?? Certificate.GetECDsaPrivateKey();
        return key!.ExportPkcs8PrivateKeyPem() + "\n";
    }

    /// <summary>Writes NAME.pem (with intermediates) and NAME.key into the folder; gives both paths.</summary>
    public (string Certificate, string Key) Save(string folder, string name)
    {
        string certificate = Path.Combine(folder, name + ".pem");
        string key = Path.Combine(folder, name + ".key");
        File.WriteAllText(certificate, ToChainPem());
        File.WriteAllText(key, ToKeyPem());
        return (certificate, key);
    }

    public void Dispose() => Certificate.Dispose();
}
