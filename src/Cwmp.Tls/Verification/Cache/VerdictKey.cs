// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Verification.Names;

namespace Cwmp.Tls.Verification.Cache;

/// <summary>
/// Everything a verdict depends on, save the verifier's own settings, which each cache has to itself: what the peer showed, the names,
/// and the versions of trust, CRLs and clock. Compared in full, so no collision can lend one peer another's verdict.
/// </summary>
internal readonly struct VerdictKey : IEquatable<VerdictKey>
{
    private readonly VerifyRequest _request;
    private readonly long _trust;
    private readonly long _crls;
    private readonly long _clock;
    private readonly int _hash;

    public VerdictKey(VerifyRequest request, long trust, long crls, long clock)
    {
        _request = request;
        _trust = trust;
        _crls = crls;
        _clock = clock;
        var hash = new HashCode();
        hash.AddBytes(request.Leaf.Span);
        hash.Add(request.Intermediates.Count);
        hash.Add(trust);
        hash.Add(crls);
        hash.Add(clock);
        foreach (ReferenceName name in request.ExpectedNames)
        {
            hash.Add(name);
        }

        _hash = hash.ToHashCode();
    }

    public bool Equals(VerdictKey other)
    {
        if (_hash != other._hash || _trust != other._trust || _crls != other._crls || _clock != other._clock
            || !_request.Leaf.Span.SequenceEqual(other._request.Leaf.Span)
            || _request.Intermediates.Count != other._request.Intermediates.Count
            || _request.ExpectedNames.Count != other._request.ExpectedNames.Count)
        {
            return false;
        }

        for (int i = 0; i < _request.Intermediates.Count; i++)
        {
            if (!_request.Intermediates[i].Span.SequenceEqual(other._request.Intermediates[i].Span))
            {
                return false;
            }
        }

        for (int i = 0; i < _request.ExpectedNames.Count; i++)
        {
            if (!_request.ExpectedNames[i].Equals(other._request.ExpectedNames[i]))
            {
                return false;
            }
        }

        return true;
    }

    public override bool Equals(object? obj) => obj is VerdictKey other && Equals(other);

    public override int GetHashCode() => _hash;
}
