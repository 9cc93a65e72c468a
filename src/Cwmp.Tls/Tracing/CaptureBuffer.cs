// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Tracing;

/// <summary>The first bytes of a connection, both directions in the order they passed, up to a limit. Not thread-safe.</summary>
internal sealed class CaptureBuffer
{
    // A peer that sends single bytes to and fro would otherwise cost more in book-keeping than in bytes.
    private const int MaxParts = 2048;
    private static readonly TimeSpan JoinWithin = TimeSpan.FromMilliseconds(1);

    private readonly List<CapturedPart> _parts = [];
    private byte[] _bytes = [];
    private int _count;
    private long _sent;
    private long _received;
    private bool _isTruncated;

    public void Add(DateTimeOffset time, HandshakeDirection direction, ReadOnlySpan<byte> bytes)
    {
        ref long position = ref _sent;
        if (direction == HandshakeDirection.Received)
        {
            position = ref _received;
        }

        long before = position;
        position += bytes.Length;
        int take = Math.Min(bytes.Length, HandshakeTrace.MaxCaptureBytes - _count);
        bool joins = _parts.Count > 0 && _parts[^1].Direction == direction && !_parts[^1].IsEnd && time - _parts[^1].Time < JoinWithin;
        if (_isTruncated || take == 0 || (!joins && _parts.Count >= MaxParts))
        {
            _isTruncated = true;
            return;
        }

        _isTruncated = take < bytes.Length;
        if (_bytes.Length < _count + take)
        {
            Array.Resize(ref _bytes, Math.Min(HandshakeTrace.MaxCaptureBytes, Math.Max(_count + take, Math.Max(2048, 2 * _bytes.Length))));
        }

        bytes[..take].CopyTo(_bytes.AsSpan(_count));
        if (joins)
        {
            _parts[^1] = _parts[^1] with { Length = _parts[^1].Length + take };
        }
        else
        {
            _parts.Add(new CapturedPart(time, direction, before, _count, take, IsReset: false));
        }

        _count += take;
    }

    public void AddEnd(DateTimeOffset time, HandshakeDirection direction, bool isReset) =>
        _parts.Add(new CapturedPart(time, direction, direction == HandshakeDirection.Sent ? _sent : _received, _count, 0, isReset));

    public Capture Snapshot() => new(_bytes.AsSpan(0, _count).ToArray(), [.. _parts], _isTruncated);
}
