// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections;

namespace Cwmp.Tls.Messages;

/// <summary>The list behind every collection of a message: immutable, and equal to another with equal items in the same order.</summary>
internal sealed class EquatableList<T> : IReadOnlyList<T>, IEquatable<EquatableList<T>>
{
    public static readonly EquatableList<T> Empty = new([], 0);

    private readonly T[] _items;

    /// <summary>Takes the array over: the caller must not keep it.</summary>
    public EquatableList(T[] items, int count)
    {
        _items = items;
        Count = count;
    }

    public int Count { get; }

    public T this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            return _items[index];
        }
    }

    /// <summary>The same items as an immutable list; a copy unless they are one already.</summary>
    public static EquatableList<T> From(IReadOnlyList<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (items is EquatableList<T> same)
        {
            return same;
        }

        T[] copy = [.. items];
        foreach (T item in copy)
        {
            if (item is null)
            {
                throw new ArgumentException("A list of a message holds no null.", nameof(items));
            }
        }

        return copy.Length == 0 ? Empty : new EquatableList<T>(copy, copy.Length);
    }

    public ReadOnlySpan<T> AsSpan() => _items.AsSpan(0, Count);

    public IEnumerator<T> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
        {
            yield return _items[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool Equals(EquatableList<T>? other)
    {
        if (other is null || other.Count != Count)
        {
            return false;
        }

        for (int i = 0; i < Count; i++)
        {
            if (!EqualityComparer<T>.Default.Equals(_items[i], other._items[i]))
            {
                return false;
            }
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as EquatableList<T>);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (T item in AsSpan())
        {
            hash.Add(item);
        }

        return hash.ToHashCode();
    }

    /// <summary>Items one would log (names, structs without values) are shown by their own ToString, which keeps secrets out.</summary>
    public override string ToString() => Count > 8 ? $"[{Count} items]" : $"[{string.Join(", ", this)}]";
}
