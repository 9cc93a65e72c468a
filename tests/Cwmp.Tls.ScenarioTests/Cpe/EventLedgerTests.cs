// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using CpeProof;
using Cwmp.Tls.Cpe;
using Cwmp.Tls.Cpe.Sessions;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.ScenarioTests.Cpe;

/// <summary>The oracle of bench/cpe notices what it is there to notice.</summary>
public sealed class EventLedgerTests
{
    private readonly List<string> _violations = [];
    private readonly HashSet<string> _reached = [];
    private readonly EventLedger _ledger;

    public EventLedgerTests() => _ledger = new EventLedger("device", _reached.Contains, _violations.Add);

    [Fact]
    public async Task Right_course_is_no_violation()
    {
        Happens("1 BOOT");
        Happens("6 CONNECTION REQUEST", isRetried: false);
        Session(delivered: false, retries: 0, "1 BOOT", "6 CONNECTION REQUEST");
        EventLedger.Entry download = _ledger.Raise("M Download/a", report: "a");
        _ledger.Promise(download);
        Session(delivered: true, retries: 1, "1 BOOT", "7 TRANSFER COMPLETE", "M Download/a");
        _ledger.AwaitsProof.Should().BeFalse("the ACS does not have the report yet");
        _reached.Add("a");
        _ledger.AwaitsProof.Should().BeTrue();
        Happens("2 PERIODIC");
        Session(delivered: true, retries: 0, "2 PERIODIC");

        _violations.Should().BeEmpty();
        (await _ledger.WaitUntilDeliveredAsync(TimeSpan.FromMinutes(1))).Should().BeTrue();
        _ledger.Delivered.Should().Be(3);
    }

    [Fact]
    public void Event_that_came_during_a_session_may_be_in_it_and_must_be_in_the_next()
    {
        Happens("2 PERIODIC");
        Session(delivered: true, retries: 0);
        _violations.Should().BeEmpty();

        Session(delivered: true, retries: 0);
        _violations.Should().ContainSingle().Which.Should().Contain("lost '2 PERIODIC'");
    }

    [Fact]
    public void Lost_event_is_noticed_after_a_failed_session()
    {
        Happens("M Reboot/a");
        Session(delivered: false, retries: 0, "M Reboot/a");
        Session(delivered: true, retries: 1);

        _violations.Should().ContainSingle().Which.Should().Contain("lost 'M Reboot/a'");
    }

    [Fact]
    public void Repeated_event_is_noticed_after_its_delivery()
    {
        Happens("2 PERIODIC");
        Session(delivered: true, retries: 0, "2 PERIODIC");
        Session(delivered: true, retries: 0, "2 PERIODIC");

        _violations.Should().ContainSingle().Which.Should().Contain("announced '2 PERIODIC'");
    }

    [Fact]
    public void Retried_connection_request_is_noticed()
    {
        Happens("6 CONNECTION REQUEST", isRetried: false);
        Session(delivered: false, retries: 0, "6 CONNECTION REQUEST");
        Session(delivered: true, retries: 1, "6 CONNECTION REQUEST");

        _violations.Should().ContainSingle();
    }

    [Fact]
    public void Invented_and_doubled_events_and_wrong_counts_are_noticed()
    {
        Session(delivered: true, retries: 3, "13 WAKEUP", "13 WAKEUP");

        _violations.Should().HaveCount(3);
    }

    [Fact]
    public void Report_that_is_dropped_before_the_acs_has_it_is_noticed()
    {
        _ledger.Promise(_ledger.Raise("M Download/a", report: "a"));
        Session(delivered: true, retries: 0, "7 TRANSFER COMPLETE", "M Download/a");
        Session(delivered: true, retries: 0);

        _violations.Should().ContainSingle().Which.Should().Contain("lost 'M Download/a'");
    }

    [Fact]
    public async Task What_never_comes_is_noticed()
    {
        _ledger.Promise(_ledger.Raise("M ScheduleInform/a"));

        (await _ledger.WaitUntilDeliveredAsync(TimeSpan.FromMilliseconds(1))).Should().BeFalse();
        _ledger.GiveUp();

        _violations.Should().ContainSingle().Which.Should().Contain("M ScheduleInform/a");
    }

    private void Happens(string name, bool isRetried = true) => _ledger.Acknowledge(_ledger.Raise(name, isRetried));

    private void Session(bool delivered, int retries, params string[] events) => _ledger.SessionEnded(new CpeSessionResult
    {
        Failure = delivered ? CpeSessionFailure.None : CpeSessionFailure.ConnectionLost,
        InformDelivered = delivered,
        RetryCount = retries,
        Events =
        [.. events.Select(name => new EventStruct(EventCode.FromText(name.Split('/')[0]), name.Contains('/') ? name.Split('/')[1] : ""))],
    });
}
