// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Net;
using Cwmp.Tls.HttpAuthentication;
using Microsoft.Extensions.Time.Testing;

namespace Cwmp.Tls.Tests.ConnectionRequests;

public sealed class HttpAttemptLimiterTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Key_is_blocked_after_its_failures_and_regains_them_one_by_one()
    {
        var limiter = new HttpAttemptLimiter(3, TimeSpan.FromSeconds(30), 10, _time);

        limiter.RecordFailure("a");
        limiter.RecordFailure("a");
        limiter.IsBlocked("a").Should().BeFalse();
        limiter.RecordFailure("a");
        limiter.IsBlocked("a").Should().BeTrue();
        limiter.IsBlocked("b").Should().BeFalse();

        _time.Advance(TimeSpan.FromSeconds(11));
        limiter.IsBlocked("a").Should().BeFalse();
        limiter.RecordFailure("a");
        limiter.IsBlocked("a").Should().BeTrue();
    }

    [Fact]
    public void Success_wipes_the_slate()
    {
        var limiter = new HttpAttemptLimiter(1, TimeSpan.FromMinutes(1), 10, _time);
        limiter.RecordFailure("a");

        limiter.Reset("a");

        limiter.IsBlocked("a").Should().BeFalse();
    }

    [Fact]
    public void Memory_is_bounded_and_the_longest_quiet_key_goes_first()
    {
        var limiter = new HttpAttemptLimiter(1, TimeSpan.FromHours(1), 2, _time);

        limiter.RecordFailure("a");
        limiter.RecordFailure("b");
        limiter.RecordFailure("a");
        limiter.RecordFailure("c");

        limiter.IsBlocked("a").Should().BeTrue();
        limiter.IsBlocked("b").Should().BeFalse();
        limiter.IsBlocked("c").Should().BeTrue();
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1")]
    [InlineData("::ffff:192.0.2.1", "192.0.2.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("fe80::1%1", "fe80::/64")]
    public void Address_key_is_the_address_or_its_network(string address, string expected) =>
        HttpAttemptLimiter.KeyOf(IPAddress.Parse(address)).Should().Be(expected);
}
