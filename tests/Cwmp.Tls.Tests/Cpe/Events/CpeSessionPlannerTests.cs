// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.Events;
using Cwmp.Tls.Cpe.Time;

namespace Cwmp.Tls.Tests.Cpe.Events;

public sealed class CpeSessionPlannerTests
{
    private static readonly CpeSessionLeftovers Nothing = default;
    private readonly CpeSessionPlanner _planner = new(new Random(5));

    [Fact]
    public void Nothing_is_due_without_a_reason() => _planner.Due.Should().BeNull();

    [Fact]
    public void Event_is_due_at_once()
    {
        _planner.RequestNow(At(3));

        _planner.Due.Should().Be(At(3));
    }

    [Fact]
    public void Started_session_serves_every_request_before_it()
    {
        _planner.RequestNow(At(3));
        _planner.RequestNow(At(4));

        _planner.SessionStarted();

        _planner.Due.Should().BeNull();
    }

    [Fact]
    public void Failures_count_up_and_wait_by_the_table()
    {
        for (int n = 1; n <= 12; n++)
        {
            _planner.SessionStarted();
            TimeSpan wait = _planner.SessionFailed(At(100), CpeRetryPolicy.Default, connectionRequested: false);

            (TimeSpan shortest, TimeSpan longest) = CpeRetryPolicy.Default.Window(n);
            wait.Should().BeGreaterThanOrEqualTo(shortest).And.BeLessThanOrEqualTo(longest);
            _planner.Due.Should().Be(At(100) + wait);
            _planner.RetryCount.Should().Be(n);
        }
    }

    [Fact]
    public void New_event_during_the_wait_starts_at_once_and_leaves_the_count()
    {
        _planner.SessionFailed(At(0), CpeRetryPolicy.Default, connectionRequested: false);

        _planner.RequestNow(At(1));

        _planner.Due.Should().Be(At(1));
        _planner.RetryCount.Should().Be(1);
    }

    [Fact]
    public void Connection_request_accepted_during_a_failed_session_does_not_wait()
    {
        _planner.SessionStarted();
        _planner.RequestNow(At(1));

        _planner.SessionFailed(At(2), CpeRetryPolicy.Default, connectionRequested: true);

        _planner.Due.Should().Be(At(2));
    }

    [Fact]
    public void Other_events_that_came_during_a_failed_session_wait_with_it()
    {
        _planner.SessionStarted();
        _planner.RequestNow(At(1));

        TimeSpan wait = _planner.SessionFailed(At(2), CpeRetryPolicy.Default, connectionRequested: false);

        _planner.Due.Should().Be(At(2) + wait);
    }

    [Fact]
    public void Success_resets_the_count()
    {
        _planner.SessionFailed(At(0), CpeRetryPolicy.Default, connectionRequested: false);
        _planner.SessionStarted();

        _planner.SessionSucceeded(At(9), CpeRetryPolicy.Default, Nothing);

        _planner.RetryCount.Should().Be(0);
        _planner.Due.Should().BeNull();
    }

    [Fact]
    public void Reboot_resets_the_count()
    {
        _planner.SessionFailed(At(0), CpeRetryPolicy.Default, connectionRequested: false);

        _planner.Rebooted();

        _planner.RetryCount.Should().Be(0);
        _planner.Due.Should().BeNull();
    }

    [Fact]
    public void Events_left_over_start_another_session_at_once()
    {
        _planner.SessionStarted();

        _planner.SessionSucceeded(At(9), CpeRetryPolicy.Default, new CpeSessionLeftovers(true, null, false));

        _planner.Due.Should().Be(At(9));
    }

    [Fact]
    public void Refused_requests_are_offered_again_after_growing_waits_without_a_retry_count()
    {
        for (int n = 1; n <= 4; n++)
        {
            _planner.SessionStarted();
            _planner.SessionSucceeded(At(0), CpeRetryPolicy.Default, new CpeSessionLeftovers(false, null, Refused: true));

            (TimeSpan shortest, TimeSpan longest) = CpeRetryPolicy.Default.Window(n);
            _planner.Due.Should().BeGreaterThanOrEqualTo(shortest).And.BeLessThanOrEqualTo(longest);
            _planner.RetryCount.Should().Be(0);
        }
    }

    [Fact]
    public void Active_notification_is_immediate_before_the_first_session()
    {
        _planner.RequestForActiveNotification(At(4), At(60));

        _planner.Due.Should().Be(At(4));
    }

    [Fact]
    public void Active_notification_waits_for_the_throttle_after_the_last_success()
    {
        _planner.SessionSucceeded(At(10), CpeRetryPolicy.Default, Nothing);

        _planner.RequestForActiveNotification(At(15), At(60));

        _planner.Due.Should().Be(At(70));
    }

    [Fact]
    public void Throttle_counts_from_the_end_of_the_session_in_which_the_value_changed()
    {
        _planner.SessionStarted();
        _planner.RequestForActiveNotification(At(5), At(60));

        _planner.SessionSucceeded(At(10), CpeRetryPolicy.Default, new CpeSessionLeftovers(false, At(60), false));

        _planner.Due.Should().Be(At(70));
    }

    [Fact]
    public void Another_event_does_not_wait_for_the_throttle()
    {
        _planner.SessionSucceeded(At(10), CpeRetryPolicy.Default, Nothing);
        _planner.RequestForActiveNotification(At(15), At(60));

        _planner.RequestNow(At(20));

        _planner.Due.Should().Be(At(20));
    }

    private static TimeSpan At(double seconds) => TimeSpan.FromSeconds(seconds);
}
