// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Shared;

/// <summary>
/// Tokens that are used up one by one and come back evenly over time: the one rule behind every "so many within so long" of the library.
/// Immutable; who owns a bucket guards it.
/// </summary>
/// <param name="capacity">How many tokens a full bucket has; at least 1.</param>
/// <param name="refill">How long an empty bucket takes to become full; longer than zero.</param>
/// <param name="time">The clock.</param>
internal sealed class TokenRate(int capacity, TimeSpan refill, TimeProvider time)
{
    /// <summary>A bucket that is full now.</summary>
    public TokenBucket Full() => new(capacity, time.GetTimestamp());

    /// <summary>Whether a bucket has no whole token now.</summary>
    public bool IsEmpty(TokenBucket bucket) => Count(bucket).Tokens < 1;

    /// <summary>Takes a token; false where there is no whole one.</summary>
    public bool TryTake(ref TokenBucket bucket)
    {
        bucket = Count(bucket);
        if (bucket.Tokens < 1)
        {
            return false;
        }

        bucket = bucket with { Tokens = bucket.Tokens - 1 };
        return true;
    }

    /// <summary>Takes a token, or the part of one that there is.</summary>
    public TokenBucket Drain(TokenBucket bucket)
    {
        bucket = Count(bucket);
        return bucket with { Tokens = Math.Max(0, bucket.Tokens - 1) };
    }

    private TokenBucket Count(TokenBucket bucket)
    {
        long now = time.GetTimestamp();
        return new TokenBucket(Math.Min(capacity, bucket.Tokens + (time.GetElapsedTime(bucket.CountedAt, now) / refill * capacity)), now);
    }
}
