// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.HttpAuthentication;
using Microsoft.Extensions.Time.Testing;

namespace Cwmp.Tls.Tests.ConnectionRequests;

public sealed class DigestReplayWindowTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Each_count_works_once_in_any_order_within_the_window()
    {
        DigestReplayWindow window = Window(8);
        DigestNonceId nonce = Nonce(1);
        uint[] counts = [1, 3, 2, 66, 4, 65, 200, 199, 137];

        counts.Should().OnlyContain(count => window.TryUse(nonce, count));
        counts.Should().OnlyContain(count => !window.TryUse(nonce, count));
        window.TryUse(nonce, 136).Should().BeFalse("it is further back than the window reaches");
        window.TryUse(nonce, 198).Should().BeTrue();
    }

    [Fact]
    public void Highest_count_closes_the_nonce()
    {
        DigestReplayWindow window = Window(8);

        window.TryUse(Nonce(1), uint.MaxValue).Should().BeTrue();

        window.TryUse(Nonce(1), uint.MaxValue).Should().BeFalse();
        window.TryUse(Nonce(1), 1).Should().BeFalse();
    }

    [Fact]
    public void Full_memory_forgets_the_oldest_and_never_lets_it_back()
    {
        DigestReplayWindow window = Window(4);
        for (int i = 1; i <= 4; i++)
        {
            window.TryUse(Nonce(i), 1).Should().BeTrue();
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        window.TryUse(Nonce(5), 1).Should().BeTrue();

        window.Count.Should().Be(4);
        window.TryUse(Nonce(1, ageInMilliseconds: 4), 1).Should().BeFalse("it was used before and forgotten since");
        window.TryUse(Nonce(6, ageInMilliseconds: 4), 1).Should().BeFalse("it is as old as one that was forgotten");
        window.TryUse(Nonce(2), 1).Should().BeFalse("it is still remembered");
    }

    [Fact]
    public void Expired_nonces_free_their_place()
    {
        DigestReplayWindow window = Window(1000);
        for (int i = 1; i <= 500; i++)
        {
            window.TryUse(Nonce(i), 1);
        }

        _time.Advance(TimeSpan.FromMinutes(3));
        window.TryUse(Nonce(1000), 1).Should().BeTrue();

        window.Count.Should().Be(1);
    }

    private DigestReplayWindow Window(int capacity) => new(capacity, TimeSpan.FromMinutes(1), _time);

    private DigestNonceId Nonce(int number, int ageInMilliseconds = 0) =>
        new(_time.GetUtcNow().ToUnixTimeMilliseconds() - ageInMilliseconds, (UInt128)number);
}
