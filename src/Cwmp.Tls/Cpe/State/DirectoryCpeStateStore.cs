// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Security.Cryptography;

namespace Cwmp.Tls.Cpe.State;

/// <summary>
/// Keeps the state in one directory, in two files: the newest generation and the one before it. A save writes a third file, waits until it
/// is on the medium, renames it over the <em>older</em> of the two and flushes the directory. At every moment at least one whole generation
/// exists. Each file carries a checksum; a damaged file is renamed to <c>*.damaged</c> and reported.
/// </summary>
/// <remarks>
/// The files hold the ACS password and the passwords of queued transfers: they are created readable only by their owner. One process at
/// a time may use the directory. A lock file says so; the kernel releases the lock when the process ends. Thread-safe.
/// </remarks>
/// <example>
/// <code>
/// using var store = new DirectoryCpeStateStore("/var/lib/cpe");
/// var engine = new CpeEngine(new CpeEngineOptions { DataModel = model, StateStore = store, TlsContext = context });
/// await engine.RunAsync(stop);
/// </code>
/// </example>
public sealed class DirectoryCpeStateStore : ICpeStateStore, IDisposable
{
    private static readonly string[] SlotNames = ["state-0.bin", "state-1.bin"];

    private readonly string _directory;
    private readonly IStateFileSystem _files;
    private readonly Lock _lock = new();
    private FileStream? _lockFile;
    private long _generation;
    private int _newestSlot = 1;
    private bool _loaded;
    private bool _disposed;

    /// <summary>Names the directory; it is created (mode 0700) at the first load.</summary>
    /// <param name="directory">A directory that is used for nothing else, on a file system whose flush can be relied on.</param>
    /// <exception cref="ArgumentException"><paramref name="directory"/> is null or empty.</exception>
    public DirectoryCpeStateStore(string directory)
        : this(directory, PhysicalStateFileSystem.Instance)
    {
    }

    internal DirectoryCpeStateStore(string directory, IStateFileSystem files)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        _directory = Path.GetFullPath(directory);
        _files = files;
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The store was disposed.</exception>
    public ValueTask<CpeStoredState> LoadAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<CpeStoredState>(Task.Run(Load, CancellationToken.None));
    }

    /// <inheritdoc/>
    /// <exception cref="ObjectDisposedException">The store was disposed.</exception>
    public ValueTask SaveAsync(ReadOnlyMemory<byte> state, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();

        // A flush takes milliseconds on a disk and much longer on worn flash: not on the caller's thread.
        return new ValueTask(Task.Run(() => Save(state.Span), CancellationToken.None));
    }

    /// <inheritdoc/>
    /// <remarks>The file is renamed to <c>*.damaged</c>, as one whose checksum does not match is.</remarks>
    /// <exception cref="ObjectDisposedException">The store was disposed.</exception>
    public ValueTask<bool> SetAsideAsync(long generation, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<bool>(Task.Run(() => SetAside(generation), CancellationToken.None));
    }

    /// <summary>Releases the lock on the directory.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _lockFile?.Dispose();
            _lockFile = null;
        }
    }

    internal CpeStoredState Load()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _files.CreateDirectory(_directory);
            TakeLock();

            List<string> problems = [];
            CpeStoredState best = CpeStoredState.None;
            _newestSlot = 1;
            for (int slot = 0; slot < SlotNames.Length; slot++)
            {
                if (ReadSlot(slot, problems) is CpeStoredState found && found.Generation > best.Generation)
                {
                    best = found;
                    _newestSlot = slot;
                }
            }

            _generation = best.Generation;
            _loaded = true;

            // The process may have been killed between the rename and the flush: what has been read must not vanish later.
            TryRepair(() => _files.FlushDirectory(_directory), problems);
            TryRepair(() => _files.Delete(PathOf("state.new")), problems);
            return best with { Problems = problems };
        }
    }

    internal void Save(ReadOnlySpan<byte> state)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_loaded)
            {
                Load();
            }

            if (state.Length > StateFile.MaximumLength / 2)
            {
                throw new IOException($"The state has {state.Length} octets; at most {StateFile.MaximumLength / 2} can be stored.");
            }

            int slot = 1 - _newestSlot;
            string temporary = PathOf("state.new");
            byte[] file = StateFile.Encode(_generation + 1, state);
            try
            {
                _files.WriteDurably(temporary, file);
                _files.Move(temporary, PathOf(SlotNames[slot]));
                _files.FlushDirectory(_directory);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Until the directory is flushed the other file is the only one known to be durable: it stays the newest, and the next
                // save aims at this slot again.
                TryRepair(() => _files.Delete(temporary), []);
                throw new IOException($"The state could not be stored in '{_directory}': {e.Message} The previous state still stands.", e);
            }
            finally
            {
                CryptographicOperations.ZeroMemory(file);
            }

            _generation++;
            _newestSlot = slot;
        }
    }

    internal bool SetAside(long generation)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (!_loaded || generation != _generation || generation == 0)
            {
                return false;
            }

            string path = PathOf(SlotNames[_newestSlot]);
            List<string> problems = [];
            TryRepair(() => _files.Move(path, path + ".damaged"), problems);
            TryRepair(() => _files.FlushDirectory(_directory), problems);
            return problems.Count == 0;
        }
    }

    private CpeStoredState? ReadSlot(int slot, List<string> problems)
    {
        string path = PathOf(SlotNames[slot]);
        byte[]? file;
        try
        {
            file = _files.Read(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"'{path}' could not be read: {e.Message}");
            return null;
        }

        if (file is null)
        {
            return null;
        }

        string? damage = StateFile.Decode(file, out long generation, out ReadOnlyMemory<byte> state);
        if (damage is null)
        {
            return new CpeStoredState { State = state, Generation = generation };
        }

        problems.Add($"'{path}' was set aside as '{path}.damaged': {damage}.");
        TryRepair(() => _files.Move(path, path + ".damaged"), problems);
        return null;
    }

    private void TakeLock()
    {
        if (_lockFile is not null || !ReferenceEquals(_files, PhysicalStateFileSystem.Instance))
        {
            return;
        }

        try
        {
            _lockFile = new FileStream(PathOf("lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The state directory '{_directory}' is in use by another process, or cannot be locked: {e.Message}", e);
        }
    }

    private static void TryRepair(Action step, List<string> problems)
    {
        try
        {
            step();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(e.Message);
        }
    }

    private string PathOf(string name) => Path.Combine(_directory, name);
}
