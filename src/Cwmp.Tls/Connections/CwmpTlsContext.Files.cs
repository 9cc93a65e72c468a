// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Diagnostics;

namespace Cwmp.Tls;

/// <content>What is in force, and the files behind it.</content>
public sealed partial class CwmpTlsContext : IExpiringMaterial
{
    /// <summary>
    /// Raised after changed files were taken up, on a thread of the pool; new handshakes use them. See <see cref="CwmpTlsContextBuilder.WatchFiles"/>. What a handler throws is
    /// logged.
    /// </summary>
    public event EventHandler<CwmpTlsReloadEventArgs>? Reloaded;

    /// <summary>Raised once for each change that could not be taken up; the last good files stay in force. What a handler throws is logged.</summary>
    public event EventHandler<CwmpTlsReloadEventArgs>? ReloadFailed;

    /// <summary>
    /// Reads the files that the builder was named again, at once and whether they changed or not, for programs that know when they did: by a signal, by a renewal hook.
    /// The outcomes go to <see cref="Reloaded"/> and <see cref="ReloadFailed"/>.
    /// </summary>
    /// <returns>Whether all could be used; those that could not leave the last good ones in force.</returns>
    public bool Reload()
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        return _settings.Files.Reload();
    }

    /// <summary>Says what is in force now.</summary>
    public CwmpTlsContextStatus GetStatus()
    {
        CertificateCredential? credential = _settings.CredentialSource?.Current;
        DateTimeOffset? notAfter = NotAfter(credential);
        return new CwmpTlsContextStatus
        {
            CertificateSubject = notAfter is null ? null : credential!.Certificate.Subject,
            CertificateNotAfter = notAfter,
            TrustedAuthorities = _settings.Trust.Current.Anchors.Count,
            Crls = _settings.Crls?.Current.Count ?? 0,
            CrlsNextUpdate = _settings.Crls?.Current.NextUpdate,
            FailedReloads = _settings.Files.Failed,
        };
    }

    string IExpiringMaterial.CertificateSubject => GetStatus().CertificateSubject ?? "";

    DateTimeOffset? IExpiringMaterial.CertificateNotAfter => NotAfter(_settings.CredentialSource?.Current);

    DateTimeOffset? IExpiringMaterial.CrlsNextUpdate => _settings.Crls?.Current.NextUpdate;

    DateTimeOffset IExpiringMaterial.UtcNow => TimeProvider.GetUtcNow();

    private static DateTimeOffset? NotAfter(CertificateCredential? credential)
    {
        if (credential is null)
        {
            return null;
        }

        try
        {
            DateTime first = credential.Certificate.NotAfter;
            foreach (X509Certificate2 intermediate in credential.Intermediates)
            {
                first = intermediate.NotAfter < first ? intermediate.NotAfter : first;
            }

            return first;
        }
        catch (CryptographicException)
        {
            // Disposed by its owner just now; the next one is in the source already.
            return null;
        }
    }

    private void OnReloaded(CwmpTlsReloadEventArgs outcome)
    {
        TlsMetrics.Reloaded(outcome.Kind.ToString(), outcome.Error is null);
        try
        {
            (outcome.Error is null ? Reloaded : ReloadFailed)?.Invoke(this, outcome);
        }
        catch (Exception e)
        {
            Log.HandlerThrew(e);
        }
    }
}
