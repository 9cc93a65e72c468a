// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;

namespace Cwmp.Tls.Verification;

/// <summary>Holds the CRLs in force, and lets them be replaced while sessions go on.</summary>
/// <remarks>
/// Thread-safe. Files are read by <see cref="Reload"/> and <see cref="ReloadIfChanged"/> alone, which the program calls, or by the timer
/// of <see cref="StartWatching"/>: never by a handshake.
/// </remarks>
public sealed class CrlSource : IDisposable
{
    private readonly string[] _paths;
    private readonly Lock _gate = new();
    private (DateTime Written, long Length)[] _stamps = [];
    private CrlStore _current;
    private ITimer? _timer;

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
        _stamps = Stamp();
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

    /// <summary>Reads the files again. Where that fails, the CRLs in force stay.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CryptographicException">A file holds no CRL or one that cannot be used.</exception>
    public void Reload()
    {
        lock (_gate)
        {
            (DateTime, long)[] stamps = Stamp();
            Update(CrlStore.FromFiles(_paths));
            _stamps = stamps;
        }
    }

    /// <summary>Reads the files again where one has another length or time of writing than before.</summary>
    /// <returns>Whether they were read again.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="CryptographicException">A file holds no CRL or one that cannot be used.</exception>
    public bool ReloadIfChanged()
    {
        lock (_gate)
        {
            if (_paths.Length == 0 || Stamp().AsSpan().SequenceEqual(_stamps))
            {
                return false;
            }

            Reload();
            return true;
        }
    }

    /// <summary>Looks for changed files again and again, on a timer, until the source is disposed.</summary>
    /// <param name="interval">The time between two looks; at least one second.</param>
    /// <param name="time">Makes the timer; the system's by default.</param>
    public void StartWatching(TimeSpan interval, TimeProvider? time = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(interval, TimeSpan.FromSeconds(1));
        lock (_gate)
        {
            _timer?.Dispose();
            _timer = (time ?? TimeProvider.System).CreateTimer(static state => ((CrlSource)state!).Look(), this, interval, interval);
        }
    }

    /// <summary>Stops looking for changed files. The CRLs in force stay usable.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _timer?.Dispose();
            _timer = null;
        }
    }

    private void Look()
    {
        try
        {
            ReloadIfChanged();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            ReloadFailed?.Invoke(this, new ErrorEventArgs(e));
        }
    }

    private (DateTime Written, long Length)[] Stamp() => [.. _paths.Select(path =>
    {
        var file = new FileInfo(path);
        return (file.LastWriteTimeUtc, file.Exists ? file.Length : -1);
    })];
}
