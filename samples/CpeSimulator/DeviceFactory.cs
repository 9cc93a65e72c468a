// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using Cwmp.Tls;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Verification.Trust;

namespace CpeSimulator;

/// <summary>Makes devices: an identity for each, and the certificate that proves it.</summary>
internal sealed class DeviceFactory : IDisposable
{
    private readonly SimulatorOptions _options;
    private readonly TrustStore? _trust;
    private readonly CertificateAuthority? _authority;
    private readonly CertificateCredential? _credential;

    public DeviceFactory(SimulatorOptions options)
    {
        _options = options;
        _trust = options.CaFile.Length == 0 ? null : TrustStore.FromFile(options.CaFile);
        if (options.CaKeyFile is not null)
        {
            using CertificateCredential authority = CertificateFile.LoadCredential(options.CaFile, options.CaKeyFile);
            _authority = CertificateAuthority.FromCredential(authority);
        }
        else if (options.CertificateFile is not null)
        {
            _credential = CertificateFile.LoadCredential(options.CertificateFile, options.KeyFile ?? options.CertificateFile);
        }
    }

    public SimulatedDevice Create(int number)
    {
        DeviceIdentity identity = Identity(number);
        return new SimulatedDevice(_options, identity, CreateContext(identity), number);
    }

    public void Dispose()
    {
        _authority?.Dispose();
        _credential?.Dispose();
    }

    // If the certificate names a device, a single simulated device takes that identity. A fleet has serial numbers that count up.
    private DeviceIdentity Identity(int number)
    {
        if (_options.Devices == 1 && _credential is not null
            && DeviceIdentityExtractor.Default.Extract(_credential.Certificate).Identity is { } certified)
        {
            return certified;
        }

        DeviceIdStruct model = _options.Model.DeviceId;
        string serial = _options.Devices == 1 ? model.SerialNumber : (number + 1).ToString("D6", CultureInfo.InvariantCulture);
        return new DeviceIdentity(model.OUI, model.ProductClass, serial);
    }

    private CwmpTlsContext? CreateContext(DeviceIdentity identity)
    {
        if (_trust is null)
        {
            return null;
        }

        CwmpTlsContextBuilder builder = new CwmpTlsContextBuilder().UseTrust(_trust);
        if (_authority is not null)
        {
            return builder.UseCredential(_authority.IssueCpeCertificate(identity)).Build();
        }

        return (_credential is not null ? builder.UseCredential(_credential) : builder.UseNoCertificate()).Build();
    }
}
