// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Shared;
using Microsoft.Extensions.Time.Testing;

namespace Cwmp.Tls.Tests.Shared;

public sealed class TokenRateTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Tokens_come_back_one_by_one_and_not_beyond_the_capacity()
    {
        var rate = new TokenRate(3, TimeSpan.FromSeconds(30), _time);
        TokenBucket bucket = rate.Full();

        Take(rate, ref bucket).Should().Be(3);
        _time.Advance(TimeSpan.FromSeconds(9));
        Take(rate, ref bucket).Should().Be(0);
        _time.Advance(TimeSpan.FromSeconds(1));
        Take(rate, ref bucket).Should().Be(1);
        _time.Advance(TimeSpan.FromHours(1));

        Take(rate, ref bucket).Should().Be(3);
    }

    [Fact]
    public void Drained_bucket_has_lost_the_part_of_a_token_as_well()
    {
        var rate = new TokenRate(1, TimeSpan.FromSeconds(10), _time);
        TokenBucket bucket = rate.Drain(rate.Full());
        rate.IsEmpty(bucket).Should().BeTrue();

        _time.Advance(TimeSpan.FromSeconds(9));
        bucket = rate.Drain(bucket);
        _time.Advance(TimeSpan.FromSeconds(9));

        rate.IsEmpty(bucket).Should().BeTrue();
        _time.Advance(TimeSpan.FromSeconds(1));
        rate.IsEmpty(bucket).Should().BeFalse();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public void Refill_that_takes_for_ever_is_only_that(int capacity)
    {
        var rate = new TokenRate(capacity, TimeSpan.MaxValue, _time);
        TokenBucket bucket = rate.Full();

        Take(rate, ref bucket).Should().Be(capacity);
        _time.Advance(TimeSpan.FromDays(1));

        Take(rate, ref bucket).Should().Be(0);
    }

    private static int Take(TokenRate rate, ref TokenBucket bucket)
    {
        int taken = 0;
        while (rate.TryTake(ref bucket))
        {
            taken++;
        }

        return taken;
    }
}
