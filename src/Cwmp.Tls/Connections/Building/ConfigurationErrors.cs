// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Certificates;

namespace Cwmp.Tls.Connections.Building;

/// <summary>Collects the mistakes of a build.</summary>
internal sealed class ConfigurationErrors
{
    private readonly List<CwmpTlsConfigurationError> _errors = [];
    private Exception? _first;

    public bool Any => _errors.Count > 0;

    public void Add(CwmpTlsConfigurationProblem problem, string setting, string message, Exception? cause = null)
    {
        _errors.Add(new CwmpTlsConfigurationError(problem, setting, message));
        _first ??= cause;
    }

    public void Add(string setting, CertificateLoadException error) => Add(
        error.Error switch
        {
            CertificateLoadError.NotFound => CwmpTlsConfigurationProblem.FileNotFound,
            CertificateLoadError.NoCertificate => CwmpTlsConfigurationProblem.CertificateMissing,
            CertificateLoadError.NoPrivateKey => CwmpTlsConfigurationProblem.PrivateKeyMissing,
            CertificateLoadError.PasswordRequired or CertificateLoadError.WrongPassword => CwmpTlsConfigurationProblem.PasswordWrong,
            CertificateLoadError.KeyMismatch => CwmpTlsConfigurationProblem.KeyMismatch,
            _ => CwmpTlsConfigurationProblem.FileNotUsable,
        },
        setting,
        error.Message,
        error);

    /// <summary>Configuration files say "" where a program would say null.</summary>
    public bool AddIfEmpty(string? path, string setting)
    {
        bool isEmpty = path is not null && string.IsNullOrWhiteSpace(path);
        if (isEmpty)
        {
            Add(CwmpTlsConfigurationProblem.FileNotFound, setting, "the file name is empty; leave the setting out where there is no file.");
        }

        return isEmpty;
    }

    public CwmpTlsConfigurationException ToException() => new(_errors.AsReadOnly(), _first);
}
