// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Tests.Messages;

public sealed class CwmpDateTimeTests
{
    [Theory]
    [InlineData("0001-01-01T00:00:00Z", CwmpDateTimeKind.Unknown)]
    [InlineData("0001-01-01T00:00:00+00:00", CwmpDateTimeKind.Unknown)]
    [InlineData("", CwmpDateTimeKind.Unknown)]
    [InlineData(" \n", CwmpDateTimeKind.Unknown)]
    [InlineData("0000-00-00T00:00:00", CwmpDateTimeKind.Unknown)]
    [InlineData("9999-12-31T23:59:59Z", CwmpDateTimeKind.Infinite)]
    [InlineData("0001-01-01T00:01:03", CwmpDateTimeKind.SinceBoot)]
    [InlineData("0001-01-01T00:00:00", CwmpDateTimeKind.SinceBoot)]
    [InlineData("0001-01-03T03:04:05Z", CwmpDateTimeKind.SinceBoot)]
    [InlineData("2018-04-01T19:45:02-04:00", CwmpDateTimeKind.Zoned)]
    [InlineData("2018-04-01T19:45:02.123456789Z", CwmpDateTimeKind.Zoned)]
    [InlineData("2018-04-01T19:45:02+0000", CwmpDateTimeKind.Zoned)]
    [InlineData("2018-04-01t19:45:02z", CwmpDateTimeKind.Zoned)]
    [InlineData("2016-12-31T23:59:60Z", CwmpDateTimeKind.Zoned)]
    [InlineData("2018-04-01T24:00:00Z", CwmpDateTimeKind.Zoned)]
    [InlineData("1970-01-02T00:08:34", CwmpDateTimeKind.Unzoned)]
    [InlineData("2009-05-14T11:54::14", CwmpDateTimeKind.Malformed)]
    [InlineData("2009-02-29T11:54:14Z", CwmpDateTimeKind.Malformed)]
    [InlineData("2009-13-01T11:54:14Z", CwmpDateTimeKind.Malformed)]
    [InlineData("2009-05-14T24:00:01Z", CwmpDateTimeKind.Malformed)]
    [InlineData("2009-05-14T11:54:14+15:00", CwmpDateTimeKind.Malformed)]
    [InlineData("2009-05-14T11:54:14.Z", CwmpDateTimeKind.Malformed)]
    [InlineData("2009-05-14T11:54:14 UTC", CwmpDateTimeKind.Malformed)]
    [InlineData("yesterday", CwmpDateTimeKind.Malformed)]
    [InlineData("-2009-05-14T11:54:14", CwmpDateTimeKind.Malformed)]
    public void Text_has_its_kind_and_is_kept(string text, CwmpDateTimeKind kind)
    {
        CwmpDateTime value = CwmpDateTime.FromText(text);

        value.Kind.Should().Be(kind);
        if (text.Trim().Length > 0)
        {
            value.Text.Should().Be(text);
        }
    }

    [Fact]
    public void Zoned_time_gives_the_moment()
    {
        CwmpDateTime.FromText("2018-04-01T19:45:02.5-04:00").TryGetDateTimeOffset(out DateTimeOffset value).Should().BeTrue();

        value.Should().Be(new DateTimeOffset(2018, 4, 1, 19, 45, 2, 500, TimeSpan.FromHours(-4)));
    }

    [Fact]
    public void Midnight_at_24_is_the_next_day()
    {
        CwmpDateTime.FromText("2018-12-31T24:00:00Z").TryGetDateTimeOffset(out DateTimeOffset value).Should().BeTrue();

        value.Should().Be(new DateTimeOffset(2019, 1, 1, 0, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public void Time_since_boot_is_a_duration_and_no_date()
    {
        CwmpDateTime value = CwmpDateTime.FromText("0001-01-03T03:04:05");

        value.TryGetTimeSinceBoot(out TimeSpan elapsed).Should().BeTrue();
        elapsed.Should().Be(new TimeSpan(2, 3, 4, 5));
        value.TryGetDateTimeOffset(out _).Should().BeFalse();
        value.TryGetLocalDateTime(out _).Should().BeFalse();
    }

    [Fact]
    public void What_is_made_from_a_time_reads_back_as_that_time()
    {
        var moment = new DateTimeOffset(2026, 3, 1, 10, 22, 33, TimeSpan.FromHours(5.5));

        CwmpDateTime.From(moment).Text.Should().Be("2026-03-01T10:22:33+05:30");
        CwmpDateTime.From(moment.ToUniversalTime()).Text.Should().Be("2026-03-01T04:52:33Z");
        CwmpDateTime.SinceBoot(new TimeSpan(2, 3, 4, 5)).Text.Should().Be("0001-01-03T03:04:05");
    }

    [Fact]
    public void Default_is_unknown_and_equals_the_unknown_text()
    {
        CwmpDateTime value = default;

        value.IsUnknown.Should().BeTrue();
        value.Should().Be(CwmpDateTime.FromText("0001-01-01T00:00:00Z"));
        value.Should().Be(CwmpDateTime.FromText(string.Empty));
    }
}
