// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.HttpAuthentication;

/// <summary>
/// Remembers which counts of which nonces were used. Memory is bounded: when it is full, the oldest nonce is forgotten. From then on every
/// nonce that is not newer than a forgotten one is refused: forgetting costs a peer a new challenge, and never lets a replay through.
/// Thread-safe.
/// </summary>
internal sealed class DigestReplayWindow(int capacity, TimeSpan lifetime, TimeProvider time)
{
    // Requests of one session may overtake each other on parallel connections: a count may arrive this late.
    private const int Width = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, Entry> _entries = [];
    private readonly PriorityQueue<UInt128, long> _oldest = new();
    private long _floor = long.MinValue;

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

    /// <summary>Takes a count of a nonce; false where the count was taken before, or where that is no longer known.</summary>
    public bool TryUse(DigestNonceId nonce, uint count)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(nonce.Random, out Entry? entry))
            {
                return entry.TryUse(count);
            }

            Forget();
            if (nonce.IssuedAt <= _floor)
            {
                return false;
            }

            if (_entries.Count == capacity)
            {
                _oldest.TryDequeue(out UInt128 oldest, out _floor);
                _entries.Remove(oldest);
                if (nonce.IssuedAt <= _floor)
                {
                    return false;
                }
            }

            _entries.Add(nonce.Random, new Entry(count));
            _oldest.Enqueue(nonce.Random, nonce.IssuedAt);
            return true;
        }
    }

    private void Forget()
    {
        // Twice the lifetime: when the clock is set back a little, a forgotten nonce must not become valid again.
        long expired = time.GetUtcNow().ToUnixTimeMilliseconds() - (2 * (long)lifetime.TotalMilliseconds);
        while (_oldest.TryPeek(out UInt128 random, out long issuedAt) && issuedAt < expired)
        {
            _oldest.Dequeue();
            _entries.Remove(random);
            _floor = Math.Max(_floor, issuedAt);
        }
    }

    private sealed class Entry(uint first)
    {
        private uint _highest = first;

        // Bit n is set when the count n below the highest was used.
        private ulong _used = 1;

        public bool TryUse(uint count)
        {
            if (count > _highest)
            {
                uint ahead = count - _highest;
                _used = ahead < Width ? (_used << (int)ahead) | 1 : 1;
                _highest = count;
                return true;
            }

            uint behind = _highest - count;
            if (behind >= Width || (_used & (1UL << (int)behind)) != 0)
            {
                return false;
            }

            _used |= 1UL << (int)behind;
            return true;
        }
    }
}
