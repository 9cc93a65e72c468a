// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Certificates;

namespace MutualAuthentication;

/// <summary>Issues the certificates of the experiment into a folder of PEM files, good or with one fault.</summary>
internal sealed class Credentials : IDisposable
{
    public const string Host = "acs.example";
    public static readonly DeviceIdentity Device = new("012345", "STB", "0123456789");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mutual-authentication-");

    public Credentials(Fault? fault)
    {
        try
        {
            Issue(fault);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string CaFile => PathOf("ca.pem");

    public string AcsFile => PathOf("acs.pem");

    public string AcsKeyFile => PathOf("acs.key");

    public string CpeFile => PathOf("cpe.pem");

    public string CpeKeyFile => PathOf("cpe.key");

    /// <summary>Null unless a certificate has been revoked.</summary>
    public string? CrlFile { get; private set; }

    public void Dispose() => _folder.Delete(recursive: true);

    private void Issue(Fault? fault)
    {
        // A CA that was made three days ago could issue certificates of one day, which have expired by now.
        var then = new Clock(TimeProvider.System.GetUtcNow().AddDays(-3));
        using CertificateAuthority ca = CertificateAuthority.CreateRoot(timeProvider: then);
        using CertificateAuthority today = CertificateAuthority.FromCredential(ca.Credential);
        using CertificateAuthority other =
            CertificateAuthority.CreateRoot(new CertificateAuthorityOptions { CommonName = "Another Root CA" });

        CertificateAuthority acsIssuer = fault == Fault.ExpiredAcs ? ca : today;
        var acs = new AcsCertificateOptions { DnsNames = [Host], Lifetime = TimeSpan.FromDays(1) };
        using CertificateCredential ofAcs = acsIssuer.IssueAcsCertificate(acs);

        CertificateAuthority cpeIssuer = fault == Fault.ExpiredCpe ? ca : fault == Fault.WrongCa ? other : today;
        using CertificateCredential ofCpe = fault == Fault.SelfSignedCpe ? SelfSigned()
            : fault == Fault.WrongEku ? today.IssueAcsCertificate(acs)
            : cpeIssuer.IssueCpeCertificate(Device, new CpeCertificateOptions { Lifetime = TimeSpan.FromDays(1) });
        using CertificateCredential ofAnother = today.IssueCpeCertificate(new DeviceIdentity("012345", "STB", "9876543210"));

        CertificateFile.SaveCertificates(CaFile, [ca.Certificate]);
        CertificateFile.SaveCredential(ofAcs, AcsFile, AcsKeyFile);
        CertificateFile.SaveCredential(ofCpe, CpeFile, CpeKeyFile);
        if (fault == Fault.KeyMismatch)
        {
            using ECDsa key = ofAnother.Certificate.GetECDsaPrivateKey()!;
            CertificateFile.SavePrivateKey(CpeKeyFile, key, overwrite: true);
        }

        if (fault == Fault.RevokedCpe)
        {
            today.Revoke(ofCpe.Certificate, X509RevocationReason.KeyCompromise);
            CrlFile = PathOf("ca.crl");
            CertificateFile.SaveCrl(CrlFile, today.IssueCrl());
        }
    }

    private static CertificateCredential SelfSigned()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=" + Device.ToCommonName(), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        return CertificateCredential.Create(certificate);
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    private sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
