// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.State;

namespace Cwmp.Tls.Tests.Cpe.State;

/// <summary>Thrown where the power goes; nothing runs after it.</summary>
internal sealed class PowerCutException : Exception;

/// <summary>
/// A file system in memory that knows what has reached the medium and what has not. The power can be cut before, inside and after every
/// operation; what was not flushed then survives in part, as a real disk has it: any prefix of the renames, any prefix of a file, zeros.
/// </summary>
internal sealed class PowerCutFileSystem(Random random) : IStateFileSystem
{
    private readonly List<Action<Dictionary<string, byte[]>>> _unflushedNames = [];
    private Dictionary<string, byte[]> _durable = new(StringComparer.Ordinal);
    private Dictionary<string, byte[]> _current = new(StringComparer.Ordinal);

    /// <summary>How many steps are left until the power goes; null for never.</summary>
    public int? StepsLeft { get; set; }

    /// <summary>Steps done so far.</summary>
    public int Steps { get; private set; }

    /// <summary>Every write fails while this is set, after having written half.</summary>
    public bool DiskFull { get; set; }

    public IReadOnlyCollection<string> Files => _current.Keys;

    /// <summary>The power comes back: what the medium holds is all there is.</summary>
    public void Restart()
    {
        Dictionary<string, byte[]> left = new(_durable, StringComparer.Ordinal);
        int applied = random.Next(_unflushedNames.Count + 1);
        foreach (Action<Dictionary<string, byte[]>> change in _unflushedNames.Take(applied))
        {
            change(left);
        }

        _durable = left;
        _current = new(left, StringComparer.Ordinal);
        _unflushedNames.Clear();
        StepsLeft = null;
    }

    public void Damage(string name, Func<byte[], byte[]> how)
    {
        string path = _current.Keys.Single(p => Path.GetFileName(p) == name);
        _durable[path] = _current[path] = how((byte[])_current[path].Clone());
    }

    public void CreateDirectory(string directory) => Step();

    public byte[]? Read(string path)
    {
        Step();
        return _current.TryGetValue(path, out byte[]? content) ? (byte[])content.Clone() : null;
    }

    public void WriteDurably(string path, ReadOnlySpan<byte> content)
    {
        // Created or truncated, but nothing written yet.
        SetName(path, []);
        Step();

        // Half written, not flushed: any part of it may be on the medium, or zeros where it should be.
        byte[] whole = content.ToArray();
        byte[] part = whole[..random.Next(whole.Length + 1)];
        if (random.Next(3) == 0)
        {
            Array.Clear(part, part.Length / 2, part.Length - (part.Length / 2));
        }

        SetName(path, part);
        Step();
        if (DiskFull)
        {
            throw new IOException("No space left on device.");
        }

        // Flushed: the content is there for good, under whatever name the directory has for it.
        SetName(path, whole);
        Step();
    }

    public void Move(string from, string to)
    {
        Step();
        byte[] content = _current[from];
        Apply(names =>
        {
            names.Remove(from);
            names[to] = content;
        });
        Step();
    }

    public void Delete(string path)
    {
        Step();
        Apply(names => names.Remove(path));
        Step();
    }

    public void FlushDirectory(string directory)
    {
        Step();
        _durable = new(_current, StringComparer.Ordinal);
        _unflushedNames.Clear();
        Step();
    }

    private void SetName(string path, byte[] content) => Apply(names => names[path] = content);

    private void Apply(Action<Dictionary<string, byte[]>> change)
    {
        change(_current);
        _unflushedNames.Add(change);
    }

    private void Step()
    {
        Steps++;
        if (StepsLeft is int left)
        {
            if (left == 0)
            {
                throw new PowerCutException();
            }

            StepsLeft = left - 1;
        }
    }
}
