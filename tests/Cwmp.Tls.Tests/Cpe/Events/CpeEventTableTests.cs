// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Reflection;
using Cwmp.Tls.Cpe.Events;
using Cwmp.Tls.Cpe.Time;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Verification.Time;

namespace Cwmp.Tls.Tests.Cpe.Events;

/// <summary>
/// That the table of events is complete, and that the queue does what each of its entries says. Cpe/DocumentationTests compares
/// the page.
/// </summary>
public sealed class CpeEventTableTests
{
    private static readonly CpeEventTable Table = CpeEventTable.Standard;

    private readonly CpeEventQueue _queue = new(Table, new CpeClock(TimeProvider.System, VerificationClock.Trusted(TimeProvider.System)));

    public static TheoryData<string> Codes =>
        new(Table.Rules.Select(rule => rule.Code.Text).Append("X 00D09E Pressed").Append("M X_00D09E_Act"));

    [Fact]
    public void Every_code_of_the_library_has_one_entry()
    {
        IEnumerable<string> codes = typeof(EventCode)
            .GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Where(property => property.PropertyType == typeof(EventCode))
            .Select(property => ((EventCode)property.GetValue(null)!).Text);

        Table.Rules.Select(rule => rule.Code.Text).Should().BeEquivalentTo(codes);
    }

    [Fact]
    public void Every_request_that_delivers_an_event_is_one_that_a_device_sends()
    {
        IEnumerable<Type> requests = typeof(EventCode).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(CwmpRequest)));

        Table.Rules.Select(rule => rule.DeliveredBy).OfType<string>().Should().BeSubsetOf(requests.Select(type => type.Name));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Event_waits_after_a_failed_session_where_its_entry_keeps_it(string text)
    {
        CpeEventRule rule = Add(text);

        _queue.SessionEnded(_queue.Announce(), succeeded: false, null);

        _queue.IsEmpty.Should().Be(!rule.SurvivesFailure);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Event_waits_after_a_reboot_where_its_entry_keeps_it(string text)
    {
        CpeEventRule rule = Add(text);
        int stored = _queue.StoredEntries.Count() + _queue.StoredRequests.Count();

        _queue.Rebooted();

        _queue.IsEmpty.Should().Be(!rule.SurvivesReboot);
        stored.Should().Be(rule.SurvivesReboot ? 1 : 0, "what is kept over a reboot is stored, and nothing else");
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Event_is_discarded_by_a_later_bootstrap_unless_its_entry_keeps_it(string text)
    {
        CpeEventRule rule = Add(text);
        _queue.Add(EventCode.Bootstrap);

        _queue.InformDelivered(_queue.Announce());

        _queue.IsEmpty.Should().Be(!rule.SurvivesBootstrap);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Event_is_delivered_by_what_its_entry_names(string text)
    {
        CpeEventRule rule = Add(text);

        _queue.InformDelivered(_queue.Announce());

        _queue.IsEmpty.Should().Be(!rule.DeliveredByOwnRequest);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Event_travels_once_or_once_for_each_command_key_as_its_entry_says(string text)
    {
        CpeEventRule rule = Table.For(EventCode.FromText(text));
        foreach (string key in (string[])["a", "b"])
        {
            _queue.Add(Request(rule, text, key));
        }

        _queue.Announce().Events.Should().HaveCount(rule.IsPerCommand ? 2 : 1);
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Application_raises_only_what_the_entry_leaves_to_it(string text)
    {
        CpeEventRule rule = Table.For(EventCode.FromText(text));

        Action raise = () => Table.ThrowIfNotRaisable(EventCode.FromText(text), string.Empty);

        if (rule.RaisedBy == CpeEventSource.Engine || rule.DeliveredByOwnRequest)
        {
            raise.Should().Throw<ArgumentException>().WithMessage($"*'{text}'*");
        }
        else
        {
            raise.Should().NotThrow();
        }
    }

    [Fact]
    public void Application_sends_the_requests_whose_events_are_left_to_it()
    {
        Table.EventOf(new Kicked()).Should().Be(EventCode.Kicked);
        Table.EventOf(new RequestDownload { FileType = FileTypes.FirmwareUpgradeImage }).Should().Be(EventCode.RequestDownload);
        Table.EventOf(new GetRPCMethods()).Should().BeNull();
        new Action(() => Table.EventOf(new TransferComplete())).Should().Throw<ArgumentException>().WithMessage("*TransferComplete*");
        new Action(() => Table.EventOf(new Reboot())).Should().Throw<ArgumentException>().WithMessage("*Reboot*");
    }

    private static CpePendingRequest Request(CpeEventRule rule, string text, string key)
        => new(new TransferComplete { CommandKey = key })
        {
            Event = rule.IsPerCommand ? null : EventCode.FromText(text),
            MethodEvent = rule.IsPerCommand ? EventCode.FromText(text) : null,
            CommandKey = key,
        };

    /// <summary>Puts one event into the queue, the way it comes there.</summary>
    private CpeEventRule Add(string text)
    {
        CpeEventRule rule = Table.For(EventCode.FromText(text));
        if (rule.DeliveredByOwnRequest)
        {
            _queue.Add(new CpePendingRequest(new TransferComplete()) { Event = EventCode.FromText(text) });
        }
        else
        {
            _queue.Add(EventCode.FromText(text));
        }

        return rule;
    }
}
