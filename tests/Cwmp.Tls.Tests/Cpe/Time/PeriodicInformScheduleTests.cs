// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.Time;

namespace Cwmp.Tls.Tests.Cpe.Time;

public sealed class PeriodicInformScheduleTests
{
    private static readonly DateTimeOffset Noon = new(2024, 2, 29, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("2024-02-29T00:15:00Z", 3600, "2024-02-29T12:15:00Z")]
    [InlineData("2024-02-29T12:00:00Z", 3600, "2024-02-29T13:00:00Z")] // due now has been served; the next one counts
    [InlineData("2031-05-05T05:05:05Z", 3600, "2024-02-29T12:05:05Z")] // a reference in the future
    [InlineData("2024-02-29T15:00:00Z", 3600, "2024-02-29T13:00:00Z")]
    [InlineData("2024-02-29T14:00:00+02:00", 86400, "2024-03-01T12:00:00Z")]
    [InlineData("0001-01-01T00:00:01Z", 86400, "2024-03-01T00:00:01Z")]
    [InlineData("9999-12-31T23:59:59Z", 60, "2024-02-29T12:00:59Z")]
    public void Next_is_the_reference_plus_whole_intervals(string reference, int interval, string expected)
    {
        PeriodicInformSchedule schedule = PeriodicInformSchedule.WithPhase(TimeSpan.FromSeconds(interval), DateTimeOffset.Parse(reference));

        schedule.NextAfter(Noon).Should().Be(DateTimeOffset.Parse(expected));
    }

    [Fact]
    public void Interval_of_zero_becomes_the_shortest()
        => PeriodicInformSchedule.WithPhase(TimeSpan.Zero, Noon).NextAfter(Noon).Should().Be(Noon.AddSeconds(1));

    [Fact]
    public void Longest_interval_never_overflows()
        => PeriodicInformSchedule.WithPhase(TimeSpan.MaxValue, Noon).NextAfter(Noon).Should().Be(DateTimeOffset.MaxValue);

    [Fact]
    public void Free_phases_spread_over_the_interval()
    {
        Random random = new(3);

        double[] first = [.. Enumerable.Range(0, 1000).Select(_ =>
            (PeriodicInformSchedule.WithRandomPhase(TimeSpan.FromHours(1), Noon, random).NextAfter(Noon) - Noon).TotalMinutes)];

        first.Should().OnlyContain(minutes => minutes > 0 && minutes <= 60);
        first.Average().Should().BeApproximately(30, 2);
    }

    [Fact]
    public void Due_times_keep_their_phase_for_a_year()
    {
        PeriodicInformSchedule schedule = PeriodicInformSchedule.WithPhase(TimeSpan.FromSeconds(3607), Noon.AddSeconds(-11));
        DateTimeOffset now = Noon;

        for (int i = 0; i < 8000; i++)
        {
            DateTimeOffset next = schedule.NextAfter(now);
            next.Should().BeAfter(now);
            ((next - schedule.Reference).Ticks % schedule.Interval.Ticks).Should().Be(0);
            now = next.AddMilliseconds(i % 900);
        }
    }
}
