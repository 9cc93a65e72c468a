// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Names;
using Cwmp.Tls.Verification.Results;

namespace Cwmp.Tls.Verification.Cache;

/// <summary>
/// Everything a verdict depends on, except the settings of the verifier, whose cache is its own: what the peer showed, the names,
/// and the versions of trust, CRLs and clock. Compared in full, so no collision can lend one peer another's verdict.
/// </summary>
internal readonly struct VerdictKey : IEquatable<VerdictKey>
{
    private readonly JudgedPeer _peer;
    private readonly long _trust;
    private readonly long _crls;
    private readonly long _clock;
    private readonly int _hash;

    public VerdictKey(JudgedPeer peer, long trust, long crls, long clock)
    {
        _peer = peer;
        _trust = trust;
        _crls = crls;
        _clock = clock;
        var hash = new HashCode();
        hash.AddBytes(peer.Leaf.Span);
        hash.Add(peer.Intermediates.Count);
        hash.Add(trust);
        hash.Add(crls);
        hash.Add(clock);
        foreach (ReferenceName name in peer.ExpectedNames)
        {
            hash.Add(name);
        }

        _hash = hash.ToHashCode();
    }

    public bool Equals(VerdictKey other)
    {
        if (_hash != other._hash || _trust != other._trust || _crls != other._crls || _clock != other._clock
            || !_peer.Leaf.Span.SequenceEqual(other._peer.Leaf.Span)
            || _peer.Intermediates.Count != other._peer.Intermediates.Count
            || _peer.ExpectedNames.Count != other._peer.ExpectedNames.Count)
        {
            return false;
        }

        for (int i = 0; i < _peer.Intermediates.Count; i++)
        {
            if (!_peer.Intermediates[i].Span.SequenceEqual(other._peer.Intermediates[i].Span))
            {
                return false;
            }
        }

        for (int i = 0; i < _peer.ExpectedNames.Count; i++)
        {
            if (!_peer.ExpectedNames[i].Equals(other._peer.ExpectedNames[i]))
            {
                return false;
            }
        }

        return true;
    }

    public override bool Equals(object? obj) => obj is VerdictKey other && Equals(other);

    public override int GetHashCode() => _hash;
}
