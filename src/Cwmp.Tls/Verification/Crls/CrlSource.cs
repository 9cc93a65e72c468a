// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;
using Cwmp.Tls.Shared;

namespace Cwmp.Tls.Verification.Crls;

/// <summary>Holds the CRLs in force, and lets them be replaced while sessions go on.</summary>
/// <remarks>
/// Thread-safe. Files are read only by <see cref="Reload"/> and <see cref="ReloadIfChanged"/>, which the program calls, or by the timer
/// of <see cref="StartWatching"/>: never by a handshake.
/// </remarks>
public sealed class CrlSource : IDisposable
{
    private readonly string[] _paths;
    private readonly Lock _gate = new();
    private readonly FileWatch? _watch;
    private byte[] _known = [];
    private CrlStore _current;

    /// <summary>Begins with a store.</summary>
    /// <param name="initial">The CRLs in force until <see cref="Update"/>; none by default.</param>
    public CrlSource(CrlStore? initial = null)
    {
        _current = initial ?? CrlStore.Empty;
        _paths = [];
    }

    private CrlSource(string[] paths)
    {
        _paths = paths;
        _known = FileFingerprint.Of(paths);
        _watch = new FileWatch(paths, Read, failure => ReloadFailed?.Invoke(this, new ErrorEventArgs(failure)));
        _current = CrlStore.FromFiles(paths);
    }

    /// <summary>Raised after the CRLs were replaced, on the thread that replaced them.</summary>
    public event EventHandler? Changed;

    /// <summary>Raised when files that changed could not be used; the CRLs in force stay. Only the timer reports here.</summary>
    public event EventHandler<ErrorEventArgs>? ReloadFailed;

    /// <summary>The CRLs in force.</summary>
    public CrlStore Current => Volatile.Read(ref _current);

    /// <summary>Makes a source that reads files, each PEM or DER. They are read now.</summary>
    /// <param name="paths">The files.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CryptographicException">A file holds no CRL or one that cannot be used.</exception>
    public static CrlSource FromFiles(params IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return new CrlSource([.. paths]);
    }

    /// <summary>Puts other CRLs in force. Cached verdicts of the old ones no longer count.</summary>
    /// <param name="store">The CRLs.</param>
    public void Update(CrlStore store)
    {
        ArgumentNullException.ThrowIfNull(store);
        if (!ReferenceEquals(Interlocked.Exchange(ref _current, store), store))
        {
            Changed?.Invoke(this, EventArgs.Empty);
        }
    }

    /// <summary>
    /// Reads the files again. The CRLs in force stay where a file cannot be used, and where the source was not made of files. They also
    /// stay where the CRL of a CA has a lower CRLNumber than before: with an old CRL, revoked devices would come back.
    /// </summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CryptographicException">
    /// A file holds no CRL, one that cannot be used, or one older than the one in force.
    /// </exception>
    public void Reload()
    {
        if (_paths.Length == 0)
        {
            return;
        }

        lock (_gate)
        {
            byte[] seen = FileFingerprint.Of(_paths);
            Update(ReadFiles());
            _known = seen;
        }
    }

    /// <summary>Reads the files again where one is not what it was when they were last read.</summary>
    /// <returns>Whether they were read again.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CryptographicException">
    /// A file holds no CRL, one that cannot be used, or one older than the one in force.
    /// </exception>
    public bool ReloadIfChanged()
    {
        lock (_gate)
        {
            if (_paths.Length == 0 || FileFingerprint.Of(_paths).AsSpan().SequenceEqual(_known))
            {
                return false;
            }

            Reload();
            return true;
        }
    }

    /// <summary>
    /// Looks for changed files on a timer, until the source is disposed. Changed files are read when one look finds them as the look before
    /// did; that second look follows after at most one second. Links and directories that are swapped count as changes. A second call
    /// changes the interval.
    /// </summary>
    /// <param name="interval">The time between two looks; at least one second.</param>
    /// <param name="timeProvider">Makes the timer; null for the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The interval is shorter.</exception>
    public void StartWatching(TimeSpan interval, TimeProvider? timeProvider = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, TimeSpan.FromSeconds(1));
        _watch?.Start(interval, timeProvider ?? TimeProvider.System);
    }

    /// <summary>Stops looking for changed files. The CRLs in force stay usable.</summary>
    public void Dispose() => _watch?.Dispose();

    private CrlStore ReadFiles()
    {
        CrlStore next = CrlStore.FromFiles(_paths);
        return Current.FindStepBack(next) is { } issuer
            ? throw new CryptographicException(
                $"The files hold an older CRL of '{issuer}' than the one in force. Where that is meant, put it in force with Update.")
            : next;
    }

    private Action Read()
    {
        byte[] seen = FileFingerprint.Of(_paths);
        CrlStore store = ReadFiles();
        return () =>
        {
            lock (_gate)
            {
                _known = seen;
            }

            Update(store);
        };
    }
}
