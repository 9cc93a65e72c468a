// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;

namespace Cwmp.Tls.Connections.Engines.OpenSsl;

/// <summary>Octets in a rented array, first in, first out. An empty buffer holds no memory. Not thread-safe.</summary>
internal struct OctetBuffer
{
    private byte[]? _array;
    private int _start;
    private int _end;

    public readonly int Length => _end - _start;

    /// <summary>Appends a copy.</summary>
    public void Append(ReadOnlySpan<byte> octets)
    {
        if (octets.IsEmpty)
        {
            return;
        }

        if (_array is null || _array.Length - _end < octets.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Length + octets.Length);
            int length = Length;
            _array?.AsSpan(_start, length).CopyTo(larger);
            Release();
            (_array, _end) = (larger, length);
        }

        octets.CopyTo(_array.AsSpan(_end));
        _end += octets.Length;
    }

    /// <summary>Takes what fits.</summary>
    public int Take(Span<byte> destination)
    {
        int count = Math.Min(destination.Length, Length);
        _array.AsSpan(_start, count).CopyTo(destination);
        _start += count;
        if (_start == _end)
        {
            Release();
        }

        return count;
    }

    /// <summary>
    /// Takes everything with the array it is in, which the caller gives back to the shared pool; null where there is nothing.
    /// </summary>
    public byte[]? TakeAll(out Memory<byte> octets)
    {
        byte[]? array = _array;
        octets = array.AsMemory(_start, Length);
        (_array, _start, _end) = (null, 0, 0);
        return array;
    }

    /// <summary>Puts an array in, which is the buffer's from here on; its octets follow those that are there.</summary>
    public void Put(byte[] rented, int count)
    {
        if (Length == 0)
        {
            Release();
            (_array, _end) = (rented, count);
            return;
        }

        Append(rented.AsSpan(0, count));
        ArrayPool<byte>.Shared.Return(rented);
    }

    /// <summary>Drops everything.</summary>
    public void Release()
    {
        if (_array is not null)
        {
            ArrayPool<byte>.Shared.Return(_array);
        }

        (_array, _start, _end) = (null, 0, 0);
    }
}
