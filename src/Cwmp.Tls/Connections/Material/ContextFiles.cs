// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Connections.Building;
using Cwmp.Tls.Diagnostics;
using Cwmp.Tls.Shared;
using Cwmp.Tls.Verification.Crls;
using Cwmp.Tls.Verification.Trust;
using Microsoft.Extensions.Logging;

namespace Cwmp.Tls.Connections.Material;

/// <summary>
/// The files a context was built from, watched: each kind on its own, read by the very code that the builder reads them with. Thread-safe. A replaced credential is not
/// disposed: handshakes and options given to others may still use it, and the collector lets go of its key when they do not.
/// </summary>
internal sealed class ContextFiles : IDisposable
{
    private readonly BuilderState _state;
    private readonly ILogger _log;
    private readonly List<(CwmpTlsFileKind Kind, string[] Files, FileWatch Watch)> _watches = [];
    private readonly Lock _lock = new();
    private readonly Dictionary<CwmpTlsFileKind, CwmpTlsReloadEventArgs> _failed = [];
    private HashSet<string> _skipped = [];
    private CertificateCredentialSource? _credential;
    private TrustSource? _trust;
    private CrlSource? _crls;

    /// <summary>Notes how the files are now; to be made before they are read.</summary>
    public ContextFiles(BuilderState state, ILogger log)
    {
        _state = state.Snapshot();
        _log = log;
        if (_state.ChainFile is not null)
        {
            Add(CwmpTlsFileKind.Certificate, ReadCredential, _state.ChainFile, _state.KeyFile, _state.PasswordFile);
        }

        Add(CwmpTlsFileKind.Trust, ReadTrust, [.. _state.CaFiles, .. _state.CaDirectories]);
        Add(CwmpTlsFileKind.Crls, ReadCrls, [.. _state.CrlFiles]);
    }

    /// <summary>Told of every outcome, on the thread of the reload.</summary>
    public Action<CwmpTlsReloadEventArgs>? Reloaded { get; set; }

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

    /// <summary>Begins to watch.</summary>
    /// <param name="credential">Gets the own certificate; null where it was not made of files.</param>
    /// <param name="trust">Gets the trust.</param>
    /// <param name="crls">Gets the CRLs; null for none.</param>
    /// <param name="skipped">The files of directories that are no CA certificates and never were.</param>
    public void Start(CertificateCredentialSource? credential, TrustSource trust, CrlSource? crls, IEnumerable<string> skipped)
    {
        _credential = credential;
        _trust = trust;
        _crls = crls;
        _skipped = [.. skipped];
        foreach ((_, _, FileWatch watch) in _watches)
        {
            if (_state.WatchInterval > TimeSpan.Zero)
            {
                watch.Start(_state.WatchInterval, _state.TimeProvider);
            }
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
        CertificateCredentialSource? read = new CredentialAssembly(_state, errors, []).Load();
        ThrowIfAny(errors);
        return () => _credential!.Update(read!.Current);
    }

    private Action ReadTrust()
    {
        var errors = new ConfigurationErrors();
        var assembly = new TrustAssembly(_state, errors);
        TrustStore read = assembly.Load().Current;
        foreach (Certificates.CertificateLoadException broken in assembly.Skipped.Where(file => !_skipped.Contains(file.FileName)))
        {
            // A directory may hold files that are no certificates; one that was a CA and is damaged now must not take the trust in it along.
            errors.Add(nameof(CwmpTlsContextBuilder.LoadVerifyLocations), broken);
        }

        ThrowIfAny(errors);
        return () =>
        {
            _skipped = [.. assembly.Skipped.Select(file => file.FileName)];

            // The same anchors keep their imported keys and the verdicts that rest on them.
            if (!string.Equals(read.Fingerprint, _trust!.Current.Fingerprint, StringComparison.Ordinal))
            {
                _trust.Update(read);
            }
        };
    }

    private Action ReadCrls()
    {
        CrlStore read = CrlStore.FromFiles(_state.CrlFiles);
        return () => _crls!.Update(read);
    }

    private static void ThrowIfAny(ConfigurationErrors errors)
    {
        if (errors.Any)
        {
            throw errors.ToException();
        }
    }

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
            _log.FilesReloaded(outcome.Kind.ToString(), files);
        }
        else
        {
            _log.FilesNotUsable(outcome.Kind.ToString(), files, outcome.Error.Message);
        }

        Reloaded?.Invoke(outcome);
    }
}
