// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Cwmp.Tls.Verification.Cache;

/// <summary>
/// A bounded cache of two generations: what is used moves to the young one; when that is half the capacity, the old one is dropped and
/// the young one grows old. Close to least-recently-used, without a list to lock.
/// </summary>
/// <remarks>Thread-safe; a look-up takes no lock.</remarks>
internal sealed class GenerationCache<TKey, TValue>(int capacity, Action<TValue>? dropped = null)
    where TKey : notnull
    where TValue : class
{
    private readonly int _half = Math.Max(1, capacity / 2);
    private readonly Lock _gate = new();
    private ConcurrentDictionary<TKey, TValue> _young = new();
    private ConcurrentDictionary<TKey, TValue> _old = new();

    public int Count => _young.Count + _old.Count;

    public bool TryGet(TKey key, [NotNullWhen(true)] out TValue? value)
    {
        if (capacity == 0)
        {
            value = null;
            return false;
        }

        if (_young.TryGetValue(key, out value))
        {
            return true;
        }

        if (!_old.TryRemove(key, out value))
        {
            return false;
        }

        value = Add(key, value);
        return true;
    }

    /// <summary>Adds a value, or gives the one that is there already.</summary>
    public TValue Add(TKey key, TValue value)
    {
        if (capacity == 0)
        {
            return value;
        }

        TValue kept = _young.GetOrAdd(key, value);
        if (_young.Count > _half)
        {
            Age();
        }

        return kept;
    }

    public void Remove(TKey key)
    {
        if (_young.TryRemove(key, out TValue? value) | _old.TryRemove(key, out TValue? other))
        {
            dropped?.Invoke((value ?? other)!);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            ConcurrentDictionary<TKey, TValue> young = Interlocked.Exchange(ref _young, new());
            ConcurrentDictionary<TKey, TValue> old = Interlocked.Exchange(ref _old, new());
            Drop(young);
            Drop(old);
        }
    }

    private void Age()
    {
        lock (_gate)
        {
            if (_young.Count > _half)
            {
                ConcurrentDictionary<TKey, TValue> old = _old;
                _old = _young;
                _young = new();
                Drop(old);
            }
        }
    }

    private void Drop(ConcurrentDictionary<TKey, TValue> generation)
    {
        if (dropped is not null)
        {
            foreach (TValue value in generation.Values)
            {
                dropped(value);
            }
        }
    }
}
