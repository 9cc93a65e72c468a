// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Certificates;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.Shared;
using Cwmp.Tls.Verification.Crls;
using Cwmp.Tls.Verification.Trust;

namespace Cwmp.Tls.Connections.Material;

/// <summary>
/// The files that a context was built from. Each kind is watched by itself and read by the code that the builder uses. Thread-safe. A
/// replaced credential is not disposed, because handshakes and options that others hold may still use it; the collector releases its key
/// after them.
/// </summary>
internal sealed class ContextFiles : IDisposable
{
    private readonly MaterialOrigins _origins;
    private readonly TimeSpan _interval;
    private readonly List<(CwmpTlsFileKind Kind, string[] Files, FileWatch Watch)> _watches = [];
    private readonly Lock _lock = new();
    private readonly Dictionary<CwmpTlsFileKind, CwmpTlsReloadEventArgs> _failed = [];
    private HashSet<string> _skipped = [];
    private CertificateCredentialSource? _credential;
    private TrustSource? _trust;
    private CrlSource? _crls;
    private Action<CwmpTlsReloadEventArgs>? _reloaded;

    /// <summary>Notes how the files are now. Make it before the files are read: a change in between is then seen as a change.</summary>
    /// <param name="origins">Where the files are.</param>
    /// <param name="interval">The time between two looks; zero for no watch.</param>
    public ContextFiles(MaterialOrigins origins, TimeSpan interval)
    {
        _origins = origins;
        _interval = interval;
        CredentialOrigin credential = origins.Credential;
        if (credential.ChainFile is not null)
        {
            Add(CwmpTlsFileKind.Certificate, ReadCredential, credential.ChainFile, credential.KeyFile, credential.PasswordFile);
        }

        Add(CwmpTlsFileKind.Trust, ReadTrust, [.. origins.Trust.Files, .. origins.Trust.Directories]);
        Add(CwmpTlsFileKind.Crls, ReadCrls, [.. origins.Crls.Files]);
    }

    /// <summary>The kinds whose last reload failed.</summary>
    public IReadOnlyList<CwmpTlsReloadEventArgs> Failed
    {
        get
        {
            lock (_lock)
            {
                return _failed.Count == 0 ? [] : [.. _failed.Values.OrderBy(failure => failure.Kind)];
            }
        }
    }

    /// <summary>Says where changed files go.</summary>
    /// <param name="credential">Takes the own certificate; null where it was not made of files.</param>
    /// <param name="trust">Takes the trust.</param>
    /// <param name="crls">Takes the CRLs; null for none.</param>
    /// <param name="skipped">The files of directories that are no CA certificates and never were.</param>
    public void Bind(
        CertificateCredentialSource? credential, TrustSource trust, CrlSource? crls, IEnumerable<CertificateLoadException> skipped)
    {
        _credential = credential;
        _trust = trust;
        _crls = crls;
        _skipped = NamesOf(skipped);
    }

    /// <summary>Begins to watch.</summary>
    /// <param name="reloaded">Told of every outcome, on the thread of the reload.</param>
    public void Start(Action<CwmpTlsReloadEventArgs> reloaded)
    {
        _reloaded = reloaded;
        if (_interval <= TimeSpan.Zero)
        {
            return;
        }

        foreach ((_, _, FileWatch watch) in _watches)
        {
            watch.Start(_interval, _origins.TimeProvider);
        }
    }

    /// <summary>Reads all files again.</summary>
    /// <returns>Whether all could be used.</returns>
    public bool Reload() => _watches.Select(watched => watched.Watch.Reload()).ToArray().All(isGood => isGood);

    public void Dispose()
    {
        foreach ((_, _, FileWatch watch) in _watches)
        {
            watch.Dispose();
        }
    }

    private void Add(CwmpTlsFileKind kind, Func<Action> read, params string?[] files)
    {
        string[] named = [.. files.OfType<string>().Distinct(StringComparer.Ordinal)];
        if (named.Length > 0)
        {
            _watches.Add((kind, named, new FileWatch(
                named,
                () =>
                {
                    Action putInForce = read();
                    return () =>
                    {
                        putInForce();
                        Tell(new CwmpTlsReloadEventArgs(kind, named, null));
                    };
                },
                error => Tell(new CwmpTlsReloadEventArgs(kind, named, error)))));
        }
    }

    private Action ReadCredential()
    {
        var errors = new ConfigurationErrors();
        CertificateCredentialSource? read = new CredentialReader(_origins, errors, []).Read();
        errors.ThrowIfAny();
        return () => _credential!.Update(read!.Current);
    }

    private Action ReadTrust()
    {
        var errors = new ConfigurationErrors();
        var reader = new TrustReader(_origins, errors);
        TrustStore read = reader.Read().Current;
        foreach (CertificateLoadException broken in reader.Skipped.Where(file => !_skipped.Contains(file.FileName)))
        {
            // A directory may hold files that are no certificates. A file that was a CA and is damaged now must not take its trust away.
            errors.Add(nameof(CwmpTlsContextBuilder.LoadVerifyLocations), broken);
        }

        errors.ThrowIfAny();
        return () =>
        {
            _skipped = NamesOf(reader.Skipped);

            // The same anchors keep their imported keys and the verdicts that rest on them.
            if (!string.Equals(read.Fingerprint, _trust!.Current.Fingerprint, StringComparison.Ordinal))
            {
                _trust.Update(read);
            }
        };
    }

    private Action ReadCrls()
    {
        CrlStore read = CrlStore.FromFiles(_origins.Crls.Files);
        return () => _crls!.Update(read);
    }

    private static HashSet<string> NamesOf(IEnumerable<CertificateLoadException> files) => [.. files.Select(file => file.FileName)];

    private void Tell(CwmpTlsReloadEventArgs outcome)
    {
        string files = string.Join(", ", outcome.Files);
        lock (_lock)
        {
            if (outcome.Error is null)
            {
                _failed.Remove(outcome.Kind);
            }
            else
            {
                _failed[outcome.Kind] = outcome;
            }
        }

        if (outcome.Error is null)
        {
            _origins.Log.FilesReloaded(outcome.Kind.ToString(), files);
        }
        else
        {
            _origins.Log.FilesNotUsable(outcome.Kind.ToString(), files, outcome.Error.Message);
        }

        _reloaded?.Invoke(outcome);
    }
}
