// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Fuzz;

/// <summary>Deterministic mutations: flips, inserts, removals, copies, splices and dictionary words over a set of seeds.</summary>
internal sealed class Mutator(
    int seed, IReadOnlyList<byte[]> seeds, IReadOnlyList<byte[]> dictionary, Func<Random, byte[], byte[]>? structure = null)
{
    private const int MaxLength = 1 << 20;
    private readonly Random _random = new(seed);
    private byte[] _buffer = new byte[4096];
    private int _length;

    /// <summary>The next input. The span is valid until the next call.</summary>
    public ReadOnlySpan<byte> Next()
    {
        byte[] start = seeds.Count == 0 ? [] : seeds[_random.Next(seeds.Count)];
        int rounds = 1 << _random.Next(5);
        if (structure is not null && _random.Next(4) != 0)
        {
            // Most of these stay as they are: a changed byte in a changed document is mostly just a broken document.
            start = structure(_random, start);
            rounds = _random.Next(3) == 0 ? _random.Next(1, 3) : 0;
        }

        Ensure(start.Length);
        start.CopyTo(_buffer, 0);
        _length = start.Length;
        for (int i = 0; i < rounds; i++)
        {
            MutateOnce();
        }

        return _buffer.AsSpan(0, _length);
    }

    private void MutateOnce()
    {
        int at = _random.Next(_length + 1);
        switch (_random.Next(8))
        {
            case 0 when at < _length:
                _buffer[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when at < _length:
                _buffer[at] = (byte)_random.Next(256);
                break;
            case 2:
                Remove(at, _random.Next(1, 64));
                break;
            case 3:
                Span<byte> noise = stackalloc byte[_random.Next(1, 16)];
                _random.NextBytes(noise);
                Insert(at, noise);
                break;
            case 4 when dictionary.Count > 0:
                Insert(at, dictionary[_random.Next(dictionary.Count)]);
                break;
            case 5 when _length > 1:
                int from = _random.Next(_length);
                Insert(at, _buffer.AsSpan(from, Math.Min(_random.Next(1, 256), _length - from)).ToArray());
                break;
            case 6 when seeds.Count > 1:
                byte[] other = seeds[_random.Next(seeds.Count)];
                int cut = _random.Next(other.Length + 1);
                _length = at;
                Insert(at, other.AsSpan(cut));
                break;
            case 7:
                _length = at;
                break;
        }
    }

    private void Insert(int at, ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length > MaxLength)
        {
            return;
        }

        Ensure(_length + bytes.Length);
        _buffer.AsSpan(at, _length - at).CopyTo(_buffer.AsSpan(at + bytes.Length));
        bytes.CopyTo(_buffer.AsSpan(at));
        _length += bytes.Length;
    }

    private void Remove(int at, int count)
    {
        count = Math.Min(count, _length - at);
        _buffer.AsSpan(at + count, _length - at - count).CopyTo(_buffer.AsSpan(at));
        _length -= count;
    }

    private void Ensure(int length)
    {
        if (_buffer.Length < length)
        {
            Array.Resize(ref _buffer, Math.Max(length, _buffer.Length * 2));
        }
    }
}
