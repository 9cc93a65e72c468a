// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using Cwmp.Tls.Cpe;
using Cwmp.Tls.Cpe.Events;
using Cwmp.Tls.Cpe.Sessions;
using Cwmp.Tls.Cpe.State;
using Cwmp.Tls.Cpe.Time;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Tests.Cpe.Support;
using Cwmp.Tls.Verification.Time;
using Microsoft.Extensions.Time.Testing;

namespace Cwmp.Tls.Tests.Cpe.Events;

/// <summary>Events that end after a time. No event of TR-069 does; a vendor's entry in the table may.</summary>
public sealed class CpeEventExpiryTests : IAsyncDisposable
{
    private static readonly EventCode Fleeting = EventCode.FromText("X 00D09E Fleeting");
    private static readonly EventCode FleetingRequest = EventCode.FromText("X 00D09E Asked");
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    private static readonly CpeEventTable Table = new(
    [
        .. CpeEventTable.Standard.Rules,
        new CpeEventRule(Fleeting) { IsPerCommand = true, SurvivesFailure = true, SurvivesReboot = true, Lifetime = Lifetime },
        new CpeEventRule(FleetingRequest) { DeliveredBy = nameof(Kicked), SurvivesFailure = true, Lifetime = Lifetime },
    ]);

    private readonly FakeTimeProvider _time = new();
    private readonly CpeEventQueue _queue;
    private readonly CpeBench _bench = new();

    public CpeEventExpiryTests()
    {
        _queue = new CpeEventQueue(Table, new CpeClock(_time, VerificationClock.Trusted(_time)));
        _bench.Configure = options => options.EventTable = Table;
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public void Event_is_dropped_when_its_time_is_over_and_not_before()
    {
        _queue.Add(Fleeting);
        _queue.Add(EventCode.Periodic);

        _time.Advance(Lifetime - TimeSpan.FromTicks(1));
        _queue.Expire().Should().BeEmpty();
        _time.Advance(TimeSpan.FromTicks(1));

        _queue.Expire().Should().Equal(Fleeting);
        _queue.Entries.Select(entry => entry.Code).Should().Equal(EventCode.Periodic);
        _queue.NextExpiry.Should().BeNull();
    }

    [Fact]
    public void Event_that_is_raised_again_begins_its_time_again()
    {
        _queue.Add(Fleeting, "k");
        _time.Advance(Lifetime / 2);
        _queue.Add(Fleeting, "k");

        _time.Advance(Lifetime / 2);

        _queue.Expire().Should().BeEmpty();
        _queue.NextExpiry.Should().Be(Lifetime * 1.5);
    }

    [Fact]
    public async Task Request_whose_event_has_expired_is_dropped_and_its_sender_told()
    {
        TaskCompletionSource<CwmpResponse> completion = new();
        _queue.Add(new CpePendingRequest(new Kicked()) { Event = FleetingRequest, Completion = completion });
        _time.Advance(Lifetime);

        _queue.Expire().Should().Equal(FleetingRequest);

        _queue.IsEmpty.Should().BeTrue();
        await completion.Task.Invoking(task => task).Should().ThrowAsync<InvalidOperationException>()
            .WithMessage("Kicked*longer than its event lasts*");
    }

    [Fact]
    public async Task Expired_event_calls_nobody_any_more()
    {
        await _bench.BootAsync();
        _bench.Acs.SetHandler(static _ => FakeAcs.Status(503));
        await _bench.Engine.RaiseEventAsync(Fleeting);
        (await _bench.SessionAsync()).Succeeded.Should().BeFalse();
        _bench.Acs.On = null;

        await _bench.AdvanceAsync(Lifetime);

        await _bench.NoSessionAsync();
        _bench.Engine.State.Should().Be(CpeEngineState.Idle);
    }

    [Fact]
    public async Task Time_of_an_event_goes_on_over_a_reboot()
    {
        await _bench.BootAsync();
        _bench.Acs.SetHandler(static _ => FakeAcs.Status(503));
        await _bench.Engine.RaiseEventAsync(Fleeting, "k");
        (await _bench.SessionAsync()).Succeeded.Should().BeFalse();
        CpeStoredState stored = await _bench.Store.LoadAsync(TestContext.Current.CancellationToken);
        Encoding.UTF8.GetString(stored.State.Span).Should().Contain("[\"X 00D09E Fleeting\",\"k\",[1709208600,600]]");
        await _bench.PowerOffAsync();
        _bench.Time.Advance(Lifetime);
        _bench.Acs.On = null;

        CpeSessionResult session = await _bench.BootAsync();

        session.Events.Select(e => e.EventCode).Should().Equal(EventCode.Boot);
    }
}
