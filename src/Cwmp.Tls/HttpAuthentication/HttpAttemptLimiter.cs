// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using Cwmp.Tls.Shared;

namespace Cwmp.Tls.HttpAuthentication;

/// <summary>
/// Limits failed attempts to authenticate, for each key (an address, a device). A key may fail a number of times within a window; one
/// attempt comes back after each equal part of the window. Memory is bounded: when it is full, the key that failed longest ago is
/// forgotten. Thread-safe.
/// </summary>
public sealed class HttpAttemptLimiter
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _byRecency = [];
    private readonly TokenRate _rate;
    private readonly int _capacity;

    /// <summary>Makes a limiter.</summary>
    /// <param name="maxFailures">How often a key may fail within the window; at least 1.</param>
    /// <param name="window">The window; longer than zero. A key that did not fail for so long has all its attempts again.</param>
    /// <param name="capacity">How many keys are remembered; at least 1.</param>
    /// <param name="timeProvider">The clock; null for the system's.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below its minimum.</exception>
    public HttpAttemptLimiter(int maxFailures, TimeSpan window, int capacity, TimeProvider? timeProvider = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxFailures, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(window, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _rate = new TokenRate(maxFailures, window, timeProvider ?? TimeProvider.System);
        _capacity = capacity;
    }

    /// <summary>The key of an address: the address itself, or for IPv6 its /64 network, because one host has all of that.</summary>
    /// <param name="address">The address.</param>
    public static string KeyOf(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        return AddressKey.Of(address);
    }

    /// <summary>Whether a key has no attempt left at the moment.</summary>
    /// <param name="key">The key.</param>
    public bool IsBlocked(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        lock (_lock)
        {
            return _entries.TryGetValue(key, out LinkedListNode<Entry>? node) && _rate.IsEmpty(node.Value.Attempts);
        }
    }

    /// <summary>Counts a failure of a key.</summary>
    /// <param name="key">The key.</param>
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

                node = new LinkedListNode<Entry>(new Entry(key, _rate.Full()));
                _entries.Add(key, node);
            }
            else
            {
                _byRecency.Remove(node);
            }

            node.Value = new Entry(key, _rate.Drain(node.Value.Attempts));
            _byRecency.AddLast(node);
        }
    }

    /// <summary>Forgets the failures of a key, after it has authenticated.</summary>
    /// <param name="key">The key.</param>
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

    private readonly record struct Entry(string Key, TokenBucket Attempts);
}
