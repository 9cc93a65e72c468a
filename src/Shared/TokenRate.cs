// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Shared;

/// <summary>
/// Tokens that are used up one by one and come back evenly over time: the one rule behind every "so many within so long" of the library. It
/// counts in whole time stamps, so that no token is late because of rounding. Immutable; the owner of a bucket guards it.
/// </summary>
/// <param name="capacity">How many tokens a full bucket has; at least 1.</param>
/// <param name="refill">How long an empty bucket takes to become full; longer than zero.</param>
/// <param name="time">The clock.</param>
internal sealed class TokenRate(int capacity, TimeSpan refill, TimeProvider time)
{
    // The time in which one token comes back. A refill of centuries is cut, so that no sum below overflows.
    private readonly long _perToken =
        Math.Max(1, (long)Math.Min(refill.TotalSeconds * time.TimestampFrequency, long.MaxValue / 4) / capacity);

    /// <summary>A bucket that is full now.</summary>
    public TokenBucket Full() => new(time.GetTimestamp());

    /// <summary>Whether a bucket has no whole token now.</summary>
    public bool IsEmpty(TokenBucket bucket)
    {
        long now = time.GetTimestamp();
        return bucket.FullAt - now > (capacity - 1) * _perToken;
    }

    /// <summary>Takes a token; false where there is no whole one.</summary>
    public bool TryTake(ref TokenBucket bucket)
    {
        if (IsEmpty(bucket))
        {
            return false;
        }

        bucket = Drain(bucket);
        return true;
    }

    /// <summary>Takes a token, or the part of one that there is.</summary>
    public TokenBucket Drain(TokenBucket bucket)
    {
        long now = time.GetTimestamp();
        return new TokenBucket(Math.Min(Math.Max(bucket.FullAt, now) + _perToken, now + (capacity * _perToken)));
    }
}
