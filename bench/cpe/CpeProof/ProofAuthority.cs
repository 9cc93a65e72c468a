// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using System.Net;
using Cwmp.Tls;
using Cwmp.Tls.Certificates;

namespace CpeProof;

/// <summary>The certificates of one run: an authority, the ACS, and as many devices as are asked for.</summary>
internal sealed class ProofAuthority : IDisposable
{
    private readonly CertificateAuthority _root = CertificateAuthority.CreateRoot();
    private readonly List<IDisposable> _owned = [];

    public static DeviceIdentity Identity(int number) => new("00256D", "Proof", number.ToString("D6", CultureInfo.InvariantCulture));

    /// <summary>A context that demands a device certificate.</summary>
    public CwmpTlsContext CreateAcsContext()
    {
        CertificateCredential credential = _root.IssueAcsCertificate(
            new AcsCertificateOptions { DnsNames = ["localhost"], IPAddresses = [IPAddress.Loopback] });
        return Own(credential, Trusting().UseCredential(credential).SetVerify(CwmpTlsVerifyMode.RequireCertificate).Build());
    }

    public CwmpTlsContext CreateDeviceContext(DeviceIdentity identity)
    {
        CertificateCredential credential = _root.IssueCpeCertificate(identity);
        return Own(credential, Trusting().UseCredential(credential).Build());
    }

    /// <summary>What a device in a process of its own needs: <c>ca.pem</c>, <c>cpe.pem</c> and <c>cpe.key</c>.</summary>
    public void Save(string folder, DeviceIdentity identity)
    {
        File.WriteAllText(Path.Combine(folder, "ca.pem"), _root.Certificate.ExportCertificatePem());
        using CertificateCredential credential = _root.IssueCpeCertificate(identity);
        CertificateFile.SaveCredential(credential, Path.Combine(folder, "cpe.pem"), Path.Combine(folder, "cpe.key"));
    }

    public void Dispose()
    {
        lock (_owned)
        {
            _owned.ForEach(owned => owned.Dispose());
        }

        _root.Dispose();
    }

    private CwmpTlsContextBuilder Trusting() => new CwmpTlsContextBuilder().AddTrustAnchors(_root.Certificate);

    private CwmpTlsContext Own(CertificateCredential credential, CwmpTlsContext context)
    {
        lock (_owned)
        {
            _owned.Add(context);
            _owned.Add(credential);
        }

        return context;
    }
}
