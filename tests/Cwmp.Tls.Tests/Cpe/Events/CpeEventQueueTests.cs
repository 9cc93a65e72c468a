// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe.Events;
using Cwmp.Tls.Cpe.Time;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Verification.Time;

namespace Cwmp.Tls.Tests.Cpe.Events;

/// <summary>The table of events of cwmp-session.md §5.</summary>
public sealed class CpeEventQueueTests
{
    private readonly CpeEventQueue _queue =
        new(CpeEventTable.Standard, new CpeClock(TimeProvider.System, VerificationClock.Trusted(TimeProvider.System)));

    // Code, delivered by the InformResponse, still waiting after a failed session, kept over a reboot.
    public static TheoryData<string, bool, bool, bool> Table => new()
    {
        { "0 BOOTSTRAP", true, true, true },
        { "1 BOOT", true, true, false },
        { "2 PERIODIC", true, true, true },
        { "3 SCHEDULED", true, true, true },
        { "4 VALUE CHANGE", true, true, false },
        { "5 KICKED", false, false, false },
        { "6 CONNECTION REQUEST", true, false, false },
        { "7 TRANSFER COMPLETE", false, true, true },
        { "8 DIAGNOSTICS COMPLETE", true, true, false },
        { "9 REQUEST DOWNLOAD", false, true, false },
        { "10 AUTONOMOUS TRANSFER COMPLETE", false, true, true },
        { "11 DU STATE CHANGE COMPLETE", false, true, true },
        { "12 AUTONOMOUS DU STATE CHANGE COMPLETE", false, true, true },
        { "13 WAKEUP", true, true, false },
        { "M Reboot", true, true, true },
        { "M ScheduleInform", true, true, true },
        { "M Download", false, true, true },
        { "M ScheduleDownload", false, true, true },
        { "M Upload", false, true, true },
        { "M ChangeDUState", false, true, true },
        { "X 00D09E Something", true, true, true },
        { "M X_00D09E_Something", true, true, true },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Event_behaves_as_its_row_says(string code, bool byInformResponse, bool afterFailure, bool afterReboot)
    {
        CpeEventRule rule = CpeEventTable.Standard.For(EventCode.FromText(code));

        rule.DeliveredByOwnRequest.Should().Be(!byInformResponse);
        rule.SurvivesFailure.Should().Be(afterFailure);
        rule.SurvivesReboot.Should().Be(afterReboot);
    }

    [Fact]
    public void Several_events_travel_in_one_Inform_in_the_order_they_came_after_bootstrap_and_boot()
    {
        _queue.Add(EventCode.Periodic);
        _queue.Add(EventCode.MReboot, "k");
        _queue.Add(EventCode.Boot);
        _queue.Add(EventCode.Bootstrap);

        Codes(_queue.Announce()).Should().Equal("0 BOOTSTRAP", "1 BOOT", "2 PERIODIC", "M Reboot/k");
    }

    [Fact]
    public void Single_event_appears_once_and_is_no_new_reason()
    {
        _queue.Add(EventCode.Periodic).Should().BeTrue();
        _queue.Add(EventCode.Periodic).Should().BeFalse();

        Codes(_queue.Announce()).Should().Equal("2 PERIODIC");
    }

    [Fact]
    public void Multiple_event_appears_once_per_command_key()
    {
        _queue.Add(EventCode.Scheduled);
        _queue.Add(EventCode.MScheduleInform, "a");
        _queue.Add(EventCode.MScheduleInform, "b");
        _queue.Add(EventCode.MScheduleInform, "a");

        Codes(_queue.Announce()).Should().Equal("3 SCHEDULED", "M ScheduleInform/a", "M ScheduleInform/b");
    }

    [Fact]
    public void InformResponse_delivers_what_was_announced()
    {
        _queue.Add(EventCode.Boot);
        CpeAnnouncement announcement = _queue.Announce();
        _queue.Add(EventCode.ValueChange);

        _queue.InformDelivered(announcement);

        Codes(_queue.Announce()).Should().Equal("4 VALUE CHANGE");
    }

    [Fact]
    public void Event_raised_again_after_its_Inform_is_not_delivered_by_that_Inform()
    {
        _queue.Add(EventCode.ValueChange);
        CpeAnnouncement announcement = _queue.Announce();
        _queue.Add(EventCode.ValueChange);

        _queue.InformDelivered(announcement);

        _queue.Contains(EventCode.ValueChange).Should().BeTrue();
    }

    [Fact]
    public void Connection_request_is_not_retried_but_a_second_one_is_answered()
    {
        _queue.Add(EventCode.ConnectionRequest);
        CpeAnnouncement first = _queue.Announce();
        _queue.SessionEnded(first, succeeded: false, null);
        _queue.IsEmpty.Should().BeTrue();

        _queue.Add(EventCode.ConnectionRequest);
        CpeAnnouncement second = _queue.Announce();
        _queue.Add(EventCode.ConnectionRequest);
        _queue.SessionEnded(second, succeeded: false, null);

        _queue.Contains(EventCode.ConnectionRequest).Should().BeTrue("it came while the session that failed was running");
    }

    [Fact]
    public void Session_that_dies_after_the_InformResponse_has_delivered_its_events_but_not_its_transfers()
    {
        _queue.Add(EventCode.Boot);
        _queue.Add(Transfer("k"));
        CpeAnnouncement announcement = _queue.Announce();

        _queue.InformDelivered(announcement);
        _queue.SessionEnded(announcement, succeeded: false, null);

        Codes(_queue.Announce()).Should().Equal("7 TRANSFER COMPLETE", "M Download/k");
    }

    [Fact]
    public void Transfers_share_the_single_event_and_are_delivered_one_by_one()
    {
        CpePendingRequest a = Transfer("a");
        CpePendingRequest b = Transfer("b");
        _queue.Add(a);
        _queue.Add(b);
        CpeAnnouncement announcement = _queue.Announce();
        Codes(announcement).Should().Equal("7 TRANSFER COMPLETE", "M Download/a", "M Download/b");

        _queue.RequestDelivered(a, new TransferCompleteResponse());

        Codes(_queue.Announce()).Should().Equal("7 TRANSFER COMPLETE", "M Download/b");
    }

    [Fact]
    public void Transfer_whose_TransferComplete_met_a_fault_is_kept()
    {
        CpePendingRequest transfer = Transfer("a");
        _queue.Add(transfer);

        _queue.RequestRefused(transfer, CwmpFault.Create(CwmpFaultCode.AcsInternalError)).Should().BeTrue();

        _queue.Requests.Should().ContainSingle();
    }

    [Theory]
    [InlineData("5 KICKED")]
    [InlineData("9 REQUEST DOWNLOAD")]
    public async Task Request_that_may_be_dropped_ends_with_the_fault(string code)
    {
        TaskCompletionSource<CwmpResponse> completion = new();
        CpePendingRequest request = new(new Kicked()) { Event = EventCode.FromText(code), Completion = completion };
        _queue.Add(request);

        _queue.RequestRefused(request, CwmpFault.Create(CwmpFaultCode.AcsMethodNotSupported)).Should().BeFalse();

        (await completion.Task.Invoking(t => t).Should().ThrowAsync<CwmpFaultException>()).Which.FaultCode.Value.Should().Be(8000);
        _queue.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public async Task Kicked_is_dropped_with_its_session()
    {
        TaskCompletionSource<CwmpResponse> completion = new();
        _queue.Add(new CpePendingRequest(new Kicked()) { Event = EventCode.Kicked, Completion = completion });
        CpeAnnouncement announcement = _queue.Announce();

        _queue.SessionEnded(announcement, succeeded: false, new IOException("cut"));

        (await completion.Task.Invoking(t => t).Should().ThrowAsync<InvalidOperationException>()).WithInnerException<IOException>();
        _queue.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public void Delivered_bootstrap_discards_every_other_undelivered_event()
    {
        _queue.Add(Transfer("old"));
        for (int i = 0; i < 80; i++)
        {
            _queue.Add(EventCode.MScheduleInform, i.ToString());
        }

        _queue.Add(EventCode.Bootstrap);
        CpeAnnouncement announcement = _queue.Announce();
        Codes(announcement).Should().NotContain("7 TRANSFER COMPLETE");

        _queue.InformDelivered(announcement);

        _queue.IsEmpty.Should().BeTrue();
    }

    [Fact]
    public void Undelivered_bootstrap_discards_nothing()
    {
        _queue.Add(Transfer("old"));
        _queue.Add(EventCode.Bootstrap);
        CpeAnnouncement announcement = _queue.Announce();

        _queue.SessionEnded(announcement, succeeded: false, null);

        _queue.Requests.Should().ContainSingle();
        _queue.Contains(EventCode.Bootstrap).Should().BeTrue();
    }

    [Fact]
    public void What_comes_after_a_bootstrap_Inform_belongs_to_the_new_relation()
    {
        _queue.Add(EventCode.Bootstrap);
        CpeAnnouncement announcement = _queue.Announce();
        _queue.Add(Transfer("new"));
        _queue.Add(EventCode.Periodic);

        _queue.InformDelivered(announcement);

        Codes(_queue.Announce()).Should().Equal("2 PERIODIC", "7 TRANSFER COMPLETE", "M Download/new");
    }

    [Fact]
    public void At_most_64_events_travel_and_the_rest_waits_its_turn()
    {
        for (int i = 0; i < 70; i++)
        {
            _queue.Add(EventCode.MScheduleInform, i.ToString());
        }

        _queue.Add(Transfer("t"));
        CpeAnnouncement first = _queue.Announce();
        first.Events.Should().HaveCount(64);
        first.Requests.Should().BeEmpty("its events found no room");

        _queue.InformDelivered(first);

        CpeAnnouncement second = _queue.Announce();
        second.Events.Should().HaveCount(8);
        second.Requests.Should().ContainSingle();
    }

    [Fact]
    public void Reboot_keeps_what_the_table_keeps()
    {
        foreach (string code in (string[])["1 BOOT", "2 PERIODIC", "4 VALUE CHANGE", "6 CONNECTION REQUEST", "8 DIAGNOSTICS COMPLETE",
            "M Reboot"])
        {
            _queue.Add(EventCode.FromText(code));
        }

        _queue.Add(Transfer("t"));
        _queue.Add(new CpePendingRequest(new Kicked()) { Event = EventCode.Kicked });

        _queue.Rebooted();

        Codes(_queue.Announce()).Should().Equal("2 PERIODIC", "M Reboot", "7 TRANSFER COMPLETE", "M Download/t");
    }

    [Fact]
    public void Queue_is_bounded_for_the_application_and_takes_the_engine_s_own_events()
    {
        Action check = _queue.ThrowIfFull;
        for (int i = 0; i < CpeEventQueue.MaximumWaiting; i++)
        {
            check.Should().NotThrow();
            _queue.Add(EventCode.FromText("X 00D09E Flood"), i.ToString());
        }

        check.Should().Throw<InvalidOperationException>();
        _queue.Add(EventCode.Periodic).Should().BeTrue();
    }

    private static CpePendingRequest Transfer(string key) => new(new TransferComplete { CommandKey = key })
    {
        Event = EventCode.TransferComplete,
        MethodEvent = EventCode.MDownload,
        CommandKey = key,
    };

    private static IEnumerable<string> Codes(CpeAnnouncement announcement)
        => announcement.Events.Select(e => e.CommandKey.Length == 0 ? e.EventCode.Text : $"{e.EventCode.Text}/{e.CommandKey}");
}
