// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Shared;

/// <summary>
/// Looks at files on a timer and has them read again after a change, as soon as two looks in a row find them the same: files that belong
/// together are rarely replaced in one step, and a file that is still being written can look complete. The watch polls, because there are
/// no notifications for links, for network file systems and for mounts. Thread-safe.
/// </summary>
internal sealed class FileWatch : IDisposable
{
    /// <summary>The time between two looks after a change, where the interval is longer than this.</summary>
    public static readonly TimeSpan SettlingTime = TimeSpan.FromSeconds(1);

    // Files that change with every look are read nevertheless: an attempt that fails is reported, and waiting is not.
    private const int MostUnsettledLooks = 5;

    private readonly IReadOnlyList<string> _paths;
    private readonly Func<Action> _read;
    private readonly Action<Exception> _failed;
    private readonly Lock _lock = new();
    private byte[] _known;
    private byte[]? _unsettled;
    private int _unsettledLooks;
    private ITimer? _timer;
    private TimeSpan _interval;
    private bool _isDisposed;

    /// <summary>Makes a watch that knows the files as they are now. Read the files after this, not before.</summary>
    /// <param name="paths">Files, and directories whose files count.</param>
    /// <param name="read">
    /// Reads the files and returns an action that puts the result in force. What it throws goes to <paramref name="failed"/>.
    /// </param>
    /// <param name="failed">Told of files that could not be used, once for each change.</param>
    public FileWatch(IReadOnlyList<string> paths, Func<Action> read, Action<Exception> failed)
    {
        _paths = paths;
        _read = read;
        _failed = failed;
        _known = FileFingerprint.Of(paths);
    }

    /// <summary>Begins to look. A second call changes the interval.</summary>
    public void Start(TimeSpan interval, TimeProvider time)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _interval = interval;
            _timer?.Dispose();
            _timer = time.CreateTimer(static watch => ((FileWatch)watch!).Look(), this, interval, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Reads the files now, whether they changed or not.</summary>
    /// <returns>Whether the files could be used.</returns>
    public bool Reload()
    {
        lock (_lock)
        {
            return Read(FileFingerprint.Of(_paths));
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _timer?.Dispose();
            _timer = null;
        }
    }

    private void Look()
    {
        lock (_lock)
        {
            if (_isDisposed)
            {
                return;
            }

            byte[] seen = FileFingerprint.Of(_paths);
            if (seen.AsSpan().SequenceEqual(_known))
            {
                Settle(seen);
            }
            else if (seen.AsSpan().SequenceEqual(_unsettled) || _unsettledLooks >= MostUnsettledLooks)
            {
                Read(seen);
            }
            else
            {
                _unsettled = seen;
                _unsettledLooks++;
            }

            TimeSpan next = _unsettled is not null && _interval > SettlingTime ? SettlingTime : _interval;
            _timer?.Change(next, Timeout.InfiniteTimeSpan);
        }
    }

    private bool Read(byte[] seen)
    {
        bool isGood = false;
        try
        {
            Action putInForce = _read();
            if (_unsettledLooks is > 0 and < MostUnsettledLooks && !FileFingerprint.Of(_paths).AsSpan().SequenceEqual(seen))
            {
                // The files changed while they were read: one half may be old and the other one new.
                _unsettledLooks++;
                return false;
            }

            putInForce();
            isGood = true;
        }
        catch (Exception e)
        {
            // On the thread of a timer any exception would end the process. The last good files stay in force.
            _failed(e);
        }

        Settle(seen);
        return isGood;
    }

    private void Settle(byte[] seen)
    {
        _known = seen;
        _unsettled = null;
        _unsettledLooks = 0;
    }
}
