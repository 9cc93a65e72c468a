// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Connections.Engines.OpenSsl;

/// <summary>
/// Sessions that can be resumed, by a key: on a server the session's identifier, on a client the host dialled. Bounded in entries and
/// octets; the least recently used one goes first. A session past its lifetime is not given out. Thread-safe.
/// </summary>
internal sealed class SessionCache<TKey>(int maxEntries, long maxBytes, TimeSpan lifetime, TimeProvider time)
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _recent = new();
    private long _bytes;

    // What is left when the context is collected is given back to OpenSSL.
    ~SessionCache() => Clear();

    /// <summary>How many sessions are kept.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>Keeps a session; one that was there under the same key goes.</summary>
    public void Add(TKey key, StoredSession session)
    {
        lock (_lock)
        {
            Remove(key);
            _entries.Add(key, _recent.AddFirst(new Entry(key, session, time.GetTimestamp())));
            _bytes += session.Size;
            while (_entries.Count > maxEntries || _bytes > maxBytes)
            {
                Remove(_recent.Last!.Value.Key);
            }
        }
    }

    /// <summary>Finds a session and gives a reference to it that the caller owns.</summary>
    /// <param name="key">The key.</param>
    /// <param name="chain">What the peer showed when the session was made.</param>
    /// <param name="take">Whether the session leaves the cache (RFC 8446 appendix C.4: a client uses a ticket once).</param>
    /// <returns>The SSL_SESSION, or 0.</returns>
    public nint Find(TKey key, out PresentedChain chain, bool take)
    {
        lock (_lock)
        {
            chain = PresentedChain.None;
            if (!_entries.TryGetValue(key, out LinkedListNode<Entry>? node))
            {
                return 0;
            }

            if (time.GetElapsedTime(node.Value.Since) >= lifetime)
            {
                Remove(key);
                return 0;
            }

            chain = node.Value.Session.Chain;
            nint session = node.Value.Session.AddReference();
            if (take)
            {
                Remove(key);
            }
            else
            {
                _recent.Remove(node);
                _recent.AddFirst(node);
            }

            return session;
        }
    }

    private void Clear()
    {
        foreach (Entry entry in _recent)
        {
            entry.Session.Release();
        }

        _recent.Clear();
        _entries.Clear();
    }

    private void Remove(TKey key)
    {
        if (_entries.Remove(key, out LinkedListNode<Entry>? node))
        {
            _recent.Remove(node);
            _bytes -= node.Value.Session.Size;
            node.Value.Session.Release();
        }
    }

    private readonly record struct Entry(TKey Key, StoredSession Session, long Since);
}
