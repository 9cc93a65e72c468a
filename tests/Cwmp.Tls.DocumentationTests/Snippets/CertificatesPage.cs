// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Certificates;

namespace Cwmp.Tls.DocumentationTests.Snippets;

/// <summary>The code of docs/certificates.md.</summary>
internal static class CertificatesPage
{
    public static void Issue()
    {
        using CertificateAuthority authority = CertificateAuthority.CreateRoot();
        CertificateFile.SaveCredential(authority.Credential, "ca.pem", "ca.key");

        using CertificateCredential acs = authority.IssueAcsCertificate(new AcsCertificateOptions { DnsNames = ["acs.example"] });
        using CertificateCredential cpe = authority.IssueCpeCertificate(new DeviceIdentity("012345", "STB", "0123456789"));
    }

    public static X509Certificate2 Sign(CertificateAuthority authority, byte[] body, DeviceIdentity deviceThatAuthenticated)
    {
        CertificateSigningRequest request = CertificateSigningRequest.Read(body);
        X509Certificate2 certificate = authority.IssueCpeCertificate(request, deviceThatAuthenticated);

        return certificate;
    }

    public static void RollOver(CertificateAuthority root, AcsCertificateOptions names)
    {
        using CertificateAuthority next = root.RenewAuthority(root);
        using X509Certificate2 bridge = root.CrossSign(next);                      // next's key, vouched for by the old root
        using CertificateCredential acs = next.IssueAcsCertificate(names);
        using CertificateCredential shown = CertificateCredential.Create(acs.Certificate, [bridge]);   // verifies for peers of either root
    }

    public static void Revoke(CertificateAuthority authority, X509Certificate2 stolen)
    {
        authority.LoadCrl(File.ReadAllBytes("crl.pem"));                           // the last CRL is the authority's memory
        authority.Revoke(stolen, X509RevocationReason.KeyCompromise);
        CertificateFile.SaveCrl("crl.pem", authority.IssueCrl(TimeSpan.FromDays(7)), overwrite: true);
    }
}
