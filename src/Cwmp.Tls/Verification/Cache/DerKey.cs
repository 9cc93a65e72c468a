// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Verification.Cache;

/// <summary>Octets as a key: hashed once, compared in full.</summary>
internal readonly struct DerKey : IEquatable<DerKey>
{
    private readonly ReadOnlyMemory<byte> _octets;
    private readonly int _hash;

    public DerKey(ReadOnlyMemory<byte> octets)
    {
        _octets = octets;
        var hash = new HashCode();
        hash.AddBytes(octets.Span);
        _hash = hash.ToHashCode();
    }

    public bool Equals(DerKey other) => _hash == other._hash && _octets.Span.SequenceEqual(other._octets.Span);

    public override bool Equals(object? obj) => obj is DerKey other && Equals(other);

    public override int GetHashCode() => _hash;
}
