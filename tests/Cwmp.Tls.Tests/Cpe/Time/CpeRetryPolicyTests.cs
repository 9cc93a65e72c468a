// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.Time;

namespace Cwmp.Tls.Tests.Cpe.Time;

public sealed class CpeRetryPolicyTests
{
    [Theory]
    [InlineData(1, 5, 10)]
    [InlineData(2, 10, 20)]
    [InlineData(3, 20, 40)]
    [InlineData(4, 40, 80)]
    [InlineData(5, 80, 160)]
    [InlineData(6, 160, 320)]
    [InlineData(7, 320, 640)]
    [InlineData(8, 640, 1280)]
    [InlineData(9, 1280, 2560)]
    [InlineData(10, 2560, 5120)]
    [InlineData(11, 2560, 5120)]
    [InlineData(1000, 2560, 5120)]
    public void Default_waits_are_those_of_the_table(int retry, int shortest, int longest)
    {
        (TimeSpan Shortest, TimeSpan Longest) window = CpeRetryPolicy.Default.Window(retry);

        window.Should().Be((TimeSpan.FromSeconds(shortest), TimeSpan.FromSeconds(longest)));
    }

    [Theory]
    [InlineData(30, 1500, 1, 30, 45)]
    [InlineData(30, 1500, 3, 67.5, 101.25)]
    [InlineData(60, 1000, 10, 60, 60)]
    public void Window_follows_the_two_parameters(int minimum, int multiplier, int retry, double shortest, double longest)
    {
        (TimeSpan Shortest, TimeSpan Longest) window = new CpeRetryPolicy(minimum, multiplier).Window(retry);

        window.Shortest.TotalSeconds.Should().BeApproximately(shortest, 1e-6);
        window.Longest.TotalSeconds.Should().BeApproximately(longest, 1e-6);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-1, int.MinValue)]
    public void Values_below_the_range_are_moved_to_its_bound(int minimum, int multiplier)
        => new CpeRetryPolicy(minimum, multiplier).Window(10).Should().Be((TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)));

    [Fact]
    public void Largest_values_do_not_overflow()
        => new CpeRetryPolicy(int.MaxValue, int.MaxValue).Wait(10, new Random(1)).Should().Be(TimeSpan.FromDays(365));

    [Fact]
    public void Waits_fill_the_window_and_never_leave_it()
    {
        Random random = new(7);

        double[] waits = [.. Enumerable.Range(0, 10_000).Select(_ => CpeRetryPolicy.Default.Wait(3, random).TotalSeconds)];

        waits.Min().Should().BeInRange(20, 20.1);
        waits.Max().Should().BeInRange(39.9, 40);
        waits.Average().Should().BeApproximately(30, 0.3);
    }
}
