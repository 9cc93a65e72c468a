// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using Cwmp.Tls.Shared;

namespace Cwmp.Tls.HttpAuthentication;

/// <summary>
/// Limits failed authentication attempts per key (an address, a device): each key may fail a number of times, and regains one attempt after each
/// equal part of a window. Memory is bounded; when it is full the key that failed longest ago is forgotten. Thread-safe.
/// </summary>
public sealed class HttpAttemptLimiter
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byRecency = [];
    private readonly TimeProvider _time;
    private readonly int _maxFailures;
    private readonly TimeSpan _window;
    private readonly int _capacity;

    /// <summary>Makes a limiter.</summary>
    /// <param name="maxFailures">How often a key may fail within the window; at least 1.</param>
    /// <param name="window">The window; longer than zero. After it without failures a key is as new.</param>
    /// <param name="capacity">How many keys are remembered; at least 1.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below its minimum.</exception>
    public HttpAttemptLimiter(int maxFailures, TimeSpan window, int capacity, TimeProvider? timeProvider = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxFailures, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(window, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _maxFailures = maxFailures;
        _window = window;
        _capacity = capacity;
        _time = timeProvider ?? TimeProvider.System;
    }

    /// <summary>The key of an address: the address itself, for IPv6 its /64 network, since one host owns all of that.</summary>
    public static string KeyOf(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return AddressKey.Of(address);
    }

    /// <summary>Whether a key has used up its attempts for now.</summary>
    public bool IsBlocked(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        lock (_lock)
        {
            return _entries.TryGetValue(key, out LinkedListNode<Entry>? node) && Remaining(node.Value) < 1;
        }
    }

    /// <summary>Counts a failure of a key.</summary>
    public void RecordFailure(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out LinkedListNode<Entry>? node))
            {
                if (_entries.Count == _capacity)
                {
                    _entries.Remove(_byRecency.First!.Value.Key);
                    _byRecency.RemoveFirst();
                }

                node = new LinkedListNode<Entry>(new Entry(key, _maxFailures, _time.GetTimestamp()));
                _entries.Add(key, node);
            }
            else
            {
                _byRecency.Remove(node);
            }

            node.Value = new Entry(key, Math.Max(0, Remaining(node.Value) - 1), _time.GetTimestamp());
            _byRecency.AddLast(node);
        }
    }

    /// <summary>Forgets the failures of a key, after it has proven itself.</summary>
    public void Reset(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        lock (_lock)
        {
            if (_entries.Remove(key, out LinkedListNode<Entry>? node))
            {
                _byRecency.Remove(node);
            }
        }
    }

    private double Remaining(Entry entry)
    {
        double regained = _time.GetElapsedTime(entry.Since) / _window * _maxFailures;
        return Math.Min(_maxFailures, entry.Remaining + regained);
    }

    private readonly record struct Entry(string Key, double Remaining, long Since);
}
