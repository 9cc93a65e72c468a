// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Verification.Time;

namespace Cwmp.Tls.Connections.Building;

/// <summary>Settles what a context shows of itself.</summary>
internal sealed class CredentialAssembly(BuilderState state, ConfigurationErrors errors, List<IDisposable> owned)
{
    private const int MaxPasswordFileSize = 4096;

    public CertificateCredentialSource? Load()
    {
        string[] ways =
        [
            .. state.ChainFile is not null || state.KeyFile is not null ? [nameof(CwmpTlsContextBuilder.UseCertificateChainFile)] : Array.Empty<string>(),
            .. state.CredentialSource is not null ? [nameof(CwmpTlsContextBuilder.UseCredential)] : Array.Empty<string>(),
            .. state.UseNoCertificate ? [nameof(CwmpTlsContextBuilder.UseNoCertificate)] : Array.Empty<string>(),
        ];
        if (ways.Length > 1)
        {
            errors.Add(CwmpTlsConfigurationErrorCode.SettingConflict, ways[1], $"{string.Join(" and ", ways)} exclude each other; use one.");
            return null;
        }

        if (state.UseNoCertificate)
        {
            return null;
        }

        if (errors.AddIfEmpty(state.ChainFile, nameof(CwmpTlsContextBuilder.UseCertificateChainFile))
            | errors.AddIfEmpty(state.KeyFile, nameof(CwmpTlsContextBuilder.UsePrivateKeyFile)))
        {
            return null;
        }

        CertificateCredentialSource? source = state.CredentialSource ?? LoadFiles();
        if (source is not null)
        {
            CheckValidity(source.Current.Certificate);
        }

        return source;
    }

    private CertificateCredentialSource? LoadFiles()
    {
        if (state.ChainFile is null)
        {
            errors.Add(
                CwmpTlsConfigurationErrorCode.CertificateMissing,
                nameof(CwmpTlsContextBuilder.UseCertificateChainFile),
                state.KeyFile is null
                    ? $"mutual authentication needs a certificate of this side. A client that authenticates by password says {nameof(CwmpTlsContextBuilder.UseNoCertificate)}."
                    : $"there is a private key ({state.KeyFile}) but no certificate for it.");
            return null;
        }

        if (!TryGetPassword(out string? password))
        {
            CheckOtherFile(keyWasBad: true, null);
            return null;
        }

        if (CertificateFile.TryLoadCredential(state.ChainFile, state.KeyFile, password, out CertificateCredential? credential, out CertificateLoadException? error))
        {
            owned.Add(credential);
            return new CertificateCredentialSource(credential);
        }

        bool isAboutKey = state.KeyFile is not null && string.Equals(error.FileName, state.KeyFile, StringComparison.Ordinal);
        errors.Add(isAboutKey ? nameof(CwmpTlsContextBuilder.UsePrivateKeyFile) : nameof(CwmpTlsContextBuilder.UseCertificateChainFile), error);
        CheckOtherFile(isAboutKey, password);
        return null;
    }

    private bool TryGetPassword(out string? password)
    {
        password = state.KeyPassword ?? state.ChainPassword;
        if (state.PasswordFile is null)
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
            using SecretBytes content = BoundedFile.Read(state.PasswordFile, MaxPasswordFileSize);
            password = Encoding.UTF8.GetString(content.Span).TrimEnd('\r', '\n');
            return true;
        }
        catch (CertificateLoadException e)
        {
            errors.Add(Setting, e);
            return false;
        }
    }

    // Loading stops at the first bad file; the other one may be bad as well.
    private void CheckOtherFile(bool keyWasBad, string? password)
    {
        if (state.KeyFile is null || string.Equals(state.KeyFile, state.ChainFile, StringComparison.Ordinal))
        {
            return;
        }

        try
        {
            if (keyWasBad)
            {
                foreach (X509Certificate2 certificate in CertificateFile.LoadCertificates(state.ChainFile!, password))
                {
                    certificate.Dispose();
                }
            }
            else
            {
                CertificateFile.LoadPrivateKey(state.KeyFile, password).Dispose();
            }
        }
        catch (CertificateLoadException e)
        {
            errors.Add(keyWasBad ? nameof(CwmpTlsContextBuilder.UseCertificateChainFile) : nameof(CwmpTlsContextBuilder.UsePrivateKeyFile), e);
        }
    }

    // A device that does not know the time cannot tell whether its certificate has expired; its peer can.
    private void CheckValidity(X509Certificate2 certificate)
    {
        if (state.Clock is { Trust: not ClockTrust.Trusted })
        {
            return;
        }

        string setting = state.CredentialSource is null ? nameof(CwmpTlsContextBuilder.UseCertificateChainFile) : nameof(CwmpTlsContextBuilder.UseCredential);
        DateTime now = (state.Clock?.TimeProvider ?? state.TimeProvider).GetUtcNow().UtcDateTime;
        DateTime notBefore = certificate.NotBefore.ToUniversalTime();
        DateTime notAfter = certificate.NotAfter.ToUniversalTime();
        if (now > notAfter)
        {
            errors.Add(
                CwmpTlsConfigurationErrorCode.CertificateExpired,
                setting,
                string.Create(CultureInfo.InvariantCulture, $"the own certificate \"{certificate.Subject}\" expired on {notAfter:yyyy-MM-dd HH:mm}Z; renew it."));
        }
        else if (now < notBefore)
        {
            errors.Add(
                CwmpTlsConfigurationErrorCode.CertificateNotYetValid,
                setting,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"the own certificate \"{certificate.Subject}\" is not valid before {notBefore:yyyy-MM-dd HH:mm}Z, and this clock says {now:yyyy-MM-dd HH:mm}Z; compare the clocks."));
        }
    }
}
