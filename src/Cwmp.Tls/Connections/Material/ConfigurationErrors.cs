// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Certificates;

namespace Cwmp.Tls.Connections.Material;

/// <summary>Collects the mistakes of a build, or of a reload.</summary>
internal sealed class ConfigurationErrors
{
    private readonly List<CwmpTlsConfigurationError> _errors = [];
    private Exception? _first;

    public bool Any => _errors.Count > 0;

    public void Add(CwmpTlsConfigurationErrorCode code, string setting, string message, Exception? cause = null)
    {
        _errors.Add(new CwmpTlsConfigurationError(code, setting, message));
        _first ??= cause;
    }

    public void Add(string setting, CertificateLoadException error) => Add(
        error.Error switch
        {
            CertificateLoadError.NotFound => CwmpTlsConfigurationErrorCode.FileNotFound,
            CertificateLoadError.NoCertificate => CwmpTlsConfigurationErrorCode.CertificateMissing,
            CertificateLoadError.NoPrivateKey => CwmpTlsConfigurationErrorCode.PrivateKeyMissing,
            CertificateLoadError.PasswordRequired or CertificateLoadError.WrongPassword => CwmpTlsConfigurationErrorCode.PasswordWrong,
            CertificateLoadError.KeyMismatch => CwmpTlsConfigurationErrorCode.KeyMismatch,
            _ => CwmpTlsConfigurationErrorCode.FileNotUsable,
        },
        setting,
        error.Message,
        error);

    /// <summary>Reports an empty file name: a configuration file says "" where a program would say null.</summary>
    public bool AddIfEmpty(string? path, string setting)
    {
        bool isEmpty = path is not null && string.IsNullOrWhiteSpace(path);
        if (isEmpty)
        {
            Add(
                CwmpTlsConfigurationErrorCode.FileNotFound,
                setting,
                "the file name is empty; leave the setting out where there is no file.");
        }

        return isEmpty;
    }

    public void ThrowIfAny()
    {
        if (Any)
        {
            throw ToException();
        }
    }

    public CwmpTlsConfigurationException ToException() => new(_errors.AsReadOnly(), _first);
}
