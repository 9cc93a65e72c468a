// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Verification.Time;

namespace Cwmp.Tls.Connections.Material;

/// <summary>Reads what a context shows of itself.</summary>
internal sealed class CredentialReader(MaterialOrigins origins, ConfigurationErrors errors, ICollection<IDisposable> owned)
{
    private const string ChainSetting = nameof(CwmpTlsContextBuilder.UseCertificateChainFile);
    private const string KeySetting = nameof(CwmpTlsContextBuilder.UsePrivateKeyFile);

    private const int MaxPasswordFileSize = 4096;

    private readonly CredentialOrigin _origin = origins.Credential;

    /// <summary>Gives the source of the certificate; null where there is none, or where it is bad, which is reported.</summary>
    public CertificateCredentialSource? Read()
    {
        string[] ways =
        [
            .. _origin.ChainFile is not null || _origin.KeyFile is not null ? [ChainSetting] : Array.Empty<string>(),
            .. _origin.Source is not null ? [nameof(CwmpTlsContextBuilder.UseCredential)] : Array.Empty<string>(),
            .. _origin.IsNone ? [nameof(CwmpTlsContextBuilder.UseNoCertificate)] : Array.Empty<string>(),
        ];
        if (ways.Length > 1)
        {
            errors.Add(
                CwmpTlsConfigurationErrorCode.SettingConflict, ways[1], $"{string.Join(" and ", ways)} exclude each other; use one.");
            return null;
        }

        if (_origin.IsNone)
        {
            return null;
        }

        if (errors.AddIfEmpty(_origin.ChainFile, ChainSetting) | errors.AddIfEmpty(_origin.KeyFile, KeySetting))
        {
            return null;
        }

        CertificateCredentialSource? source = _origin.Source ?? ReadFiles();
        if (source is not null)
        {
            CheckValidity(source.Current.Certificate);
        }

        return source;
    }

    private CertificateCredentialSource? ReadFiles()
    {
        if (_origin.ChainFile is null)
        {
            errors.Add(
                CwmpTlsConfigurationErrorCode.CertificateMissing,
                ChainSetting,
                _origin.KeyFile is null
                    ? "mutual authentication needs a certificate of this side. "
                        + $"A client that authenticates by password says {nameof(CwmpTlsContextBuilder.UseNoCertificate)}."
                    : $"there is a private key ({_origin.KeyFile}) but no certificate for it.");
            return null;
        }

        if (!TryGetPassword(out string? password))
        {
            CheckOtherFile(keyWasBad: true, null);
            return null;
        }

        if (CertificateFile.TryLoadCredential(
            _origin.ChainFile, _origin.KeyFile, password, out CertificateCredential? credential, out CertificateLoadException? error))
        {
            owned.Add(credential);
            return new CertificateCredentialSource(credential);
        }

        bool isAboutKey = _origin.KeyFile is not null && string.Equals(error.FileName, _origin.KeyFile, StringComparison.Ordinal);
        errors.Add(isAboutKey ? KeySetting : ChainSetting, error);
        CheckOtherFile(isAboutKey, password);
        return null;
    }

    private bool TryGetPassword(out string? password)
    {
        password = _origin.Password;
        if (_origin.PasswordFile is null)
        {
            return true;
        }

        const string Setting = nameof(CwmpTlsContextBuilder.UsePrivateKeyPasswordFile);
        if (password is not null)
        {
            errors.Add(CwmpTlsConfigurationErrorCode.SettingConflict, Setting, "the password is given as such and in a file; use one.");
            return false;
        }

        try
        {
            using SecretBytes content = BoundedFile.Read(_origin.PasswordFile, MaxPasswordFileSize);
            password = Encoding.UTF8.GetString(content.Span).TrimEnd('\r', '\n');
            return true;
        }
        catch (CertificateLoadException e)
        {
            errors.Add(Setting, e);
            return false;
        }
    }

    // Loading stops at the first bad file. The other one may be bad too.
    private void CheckOtherFile(bool keyWasBad, string? password)
    {
        if (_origin.KeyFile is null || string.Equals(_origin.KeyFile, _origin.ChainFile, StringComparison.Ordinal))
        {
            return;
        }

        try
        {
            if (keyWasBad)
            {
                foreach (X509Certificate2 certificate in CertificateFile.LoadCertificates(_origin.ChainFile!, password))
                {
                    certificate.Dispose();
                }
            }
            else
            {
                CertificateFile.LoadPrivateKey(_origin.KeyFile, password).Dispose();
            }
        }
        catch (CertificateLoadException e)
        {
            errors.Add(keyWasBad ? ChainSetting : KeySetting, e);
        }
    }

    // A device that does not know the time cannot tell whether its certificate has expired; its peer can.
    private void CheckValidity(X509Certificate2 certificate)
    {
        if (origins.Clock is { Trust: not ClockTrust.Trusted })
        {
            return;
        }

        string setting = _origin.Source is null ? ChainSetting : nameof(CwmpTlsContextBuilder.UseCredential);
        DateTime now = (origins.Clock?.TimeProvider ?? origins.TimeProvider).GetUtcNow().UtcDateTime;
        DateTime notBefore = certificate.NotBefore.ToUniversalTime();
        DateTime notAfter = certificate.NotAfter.ToUniversalTime();
        if (now > notAfter)
        {
            errors.Add(
                CwmpTlsConfigurationErrorCode.CertificateExpired,
                setting,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the own certificate \"{certificate.Subject}\" expired on {notAfter:yyyy-MM-dd HH:mm}Z; renew it."));
        }
        else if (now < notBefore)
        {
            errors.Add(
                CwmpTlsConfigurationErrorCode.CertificateNotYetValid,
                setting,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the own certificate \"{certificate.Subject}\" is not valid before {notBefore:yyyy-MM-dd HH:mm}Z, "
                        + $"and this clock says {now:yyyy-MM-dd HH:mm}Z; compare the clocks."));
        }
    }
}
