// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Cpe;
using Cwmp.Tls.Cpe.Events;
using Cwmp.Tls.Cpe.Model;
using Cwmp.Tls.Cpe.Sessions;
using Cwmp.Tls.Cpe.Time;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Tests.Cpe.Support;
using Cwmp.Tls.Verification.Time;

namespace Cwmp.Tls.Tests.Cpe;

/// <summary>cwmp-session.md §5 and §6: when a session starts, what it announces, what is kept.</summary>
public sealed class CpeEngineEventTests : IAsyncDisposable
{
    private const string ProvisioningCode = "DeviceInfo.ProvisioningCode";
    private readonly CpeBench _bench = new();

    private FakeAcs Acs => _bench.Acs;

    private IEnumerable<string> LastEvents => Acs.Informs[^1].Events;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Second_boot_is_no_bootstrap()
    {
        await _bench.BootAsync();
        await _bench.PowerOffAsync();

        await _bench.BootAsync();

        LastEvents.Should().Equal("1 BOOT");
    }

    [Fact]
    public async Task Undelivered_bootstrap_survives_the_power_cut()
    {
        Acs.SetHandler(_ => FakeAcs.Status(503));
        _bench.Start();
        await _bench.SessionAsync();
        await _bench.PowerOffAsync();
        Acs.On = null;

        await _bench.BootAsync();

        LastEvents.Should().Equal("0 BOOTSTRAP", "1 BOOT");
    }

    [Theory]
    [InlineData("https://other.example/")]
    [InlineData("https://acs.example/cwmp/")]
    [InlineData("https://ACS.example/cwmp")]
    public async Task Url_changed_in_any_way_by_the_acs_is_a_bootstrap_at_the_new_place(string url)
    {
        await _bench.BootAsync();

        await _bench.AskAsync(new SetParameterValues { ParameterList = [ParameterValue.String("Device.ManagementServer.URL", url)] });
        (await _bench.SessionAsync()).Succeeded.Should().BeTrue();

        LastEvents.Should().Equal("0 BOOTSTRAP");
        Acs.Informs[^1].Url.Should().Be(url);
        Acs.Posts.Last(p => p.Body is SetParameterValuesResponse).Url
            .Should().Be(CpeBench.Url, "the session that changed the URL ends where it began");
    }

    [Fact]
    public async Task Url_changed_by_the_device_is_a_bootstrap_too()
    {
        await _bench.BootAsync();

        _bench.Set("ManagementServer.URL", "https://other.example/");
        await _bench.SessionAsync();

        LastEvents.Should().Equal("0 BOOTSTRAP");
    }

    [Fact]
    public async Task Url_changed_while_the_device_was_off_is_a_bootstrap()
    {
        await _bench.BootAsync();
        await _bench.PowerOffAsync();
        _bench.FactoryValues["Device.ManagementServer.URL"] = "https://other.example/";
        await _bench.PowerOffAsync();

        await _bench.BootAsync();

        LastEvents.Should().Equal("0 BOOTSTRAP", "1 BOOT");
    }

    [Fact]
    public async Task Periodic_inform_keeps_the_phase_the_acs_chose()
    {
        _bench.Set("ManagementServer.PeriodicInformEnable", "true");
        _bench.Set("ManagementServer.PeriodicInformInterval", "3600");
        _bench.Set("ManagementServer.PeriodicInformTime", "2020-01-01T00:10:00Z");
        await _bench.BootAsync(); // 12:00

        await _bench.AdvanceAsync(TimeSpan.FromMinutes(9.9));
        await _bench.NoSessionAsync();
        await _bench.AdvanceAsync(TimeSpan.FromMinutes(0.1));
        await _bench.SessionAsync();
        LastEvents.Should().Equal("2 PERIODIC");

        await _bench.AdvanceAsync(TimeSpan.FromMinutes(59.9));
        await _bench.NoSessionAsync();
        await _bench.AdvanceAsync(TimeSpan.FromMinutes(0.1));
        await _bench.SessionAsync();
        Acs.Informs[^1].Inform.CurrentTime.Text.Should().Be("2024-02-29T13:10:00Z");
    }

    [Fact]
    public async Task Periodic_inform_without_a_time_has_a_phase_of_its_own_choice_and_keeps_it()
    {
        _bench.Set("ManagementServer.PeriodicInformEnable", "true");
        _bench.Set("ManagementServer.PeriodicInformInterval", "600");
        await _bench.BootAsync();
        List<DateTimeOffset> times = [];

        for (int i = 0; i < 4; i++)
        {
            while (Acs.Informs.Count == times.Count + 1)
            {
                await _bench.AdvanceAsync(TimeSpan.FromSeconds(5));
            }

            await _bench.SessionAsync();
            times.Add(_bench.Time.GetUtcNow());
        }

        times.Zip(times.Skip(1), (a, b) => (b - a).TotalSeconds).Should().OnlyContain(s => s >= 595 && s <= 605);
    }

    [Fact]
    public async Task New_interval_takes_effect_at_once()
    {
        _bench.Set("ManagementServer.PeriodicInformEnable", "true");
        _bench.Set("ManagementServer.PeriodicInformTime", "2020-01-01T00:00:00Z");
        await _bench.BootAsync();

        await _bench.AskAsync(new SetParameterValues
        {
            ParameterList = [ParameterValue.UnsignedInt("Device.ManagementServer.PeriodicInformInterval", 60)],
        });
        await _bench.AdvanceAsync(TimeSpan.FromSeconds(60));
        await _bench.SessionAsync();

        LastEvents.Should().Equal("2 PERIODIC");
    }

    [Fact]
    public async Task Clock_that_is_set_moves_the_schedule_and_raises_nothing()
    {
        _bench.Set("ManagementServer.PeriodicInformEnable", "true");
        _bench.Set("ManagementServer.PeriodicInformInterval", "86400");
        _bench.Set("ManagementServer.PeriodicInformTime", "2020-01-01T03:00:00Z");
        SettableClock clock = new(_bench.Time);
        _bench.Configure = options => options.TimeProvider = clock;
        await _bench.BootAsync(); // 12:00, due at 03:00

        clock.Offset = TimeSpan.FromDays(365) + TimeSpan.FromHours(14); // 02:00
        await _bench.AdvanceAsync(TimeSpan.FromMinutes(59));
        await _bench.NoSessionAsync();
        await _bench.AdvanceAsync(TimeSpan.FromMinutes(1));
        await _bench.SessionAsync();

        LastEvents.Should().Equal("2 PERIODIC");
    }

    [Fact]
    public async Task Scheduled_inform_comes_after_its_delay_with_its_key()
    {
        await _bench.BootAsync();
        await _bench.AskAsync(new ScheduleInform { DelaySeconds = 100, CommandKey = "a" });
        await _bench.AskAsync(new ScheduleInform { DelaySeconds = 100, CommandKey = "b" });

        await _bench.AdvanceAsync(TimeSpan.FromSeconds(99));
        await _bench.NoSessionAsync();
        await _bench.AdvanceAsync(TimeSpan.FromSeconds(1));
        await _bench.SessionAsync();

        LastEvents.Should().Equal("3 SCHEDULED", "M ScheduleInform/a", "M ScheduleInform/b");
    }

    [Fact]
    public async Task Scheduled_inform_survives_the_power_cut()
    {
        await _bench.BootAsync();
        await _bench.AskAsync(new ScheduleInform { DelaySeconds = 100, CommandKey = "a" });
        await _bench.PowerOffAsync();
        _bench.Time.Advance(TimeSpan.FromSeconds(60));
        await _bench.BootAsync();

        await _bench.AdvanceAsync(TimeSpan.FromSeconds(39));
        await _bench.NoSessionAsync();
        await _bench.AdvanceAsync(TimeSpan.FromSeconds(1));
        await _bench.SessionAsync();

        LastEvents.Should().Equal("3 SCHEDULED", "M ScheduleInform/a");
    }

    [Fact]
    public async Task Scheduled_inform_whose_time_passed_while_off_comes_with_the_boot()
    {
        await _bench.BootAsync();
        await _bench.AskAsync(new ScheduleInform { DelaySeconds = 100, CommandKey = "a" });
        await _bench.PowerOffAsync();
        _bench.Time.Advance(TimeSpan.FromHours(1));

        await _bench.BootAsync();

        LastEvents.Should().Equal("1 BOOT", "3 SCHEDULED", "M ScheduleInform/a");
    }

    [Fact]
    public async Task Reboot_is_answered_first_done_after_the_session_and_reported()
    {
        RebootRecorder device = new(() => Acs.Posts.Count);
        _bench.Configure = options => options.Device = device;
        await _bench.BootAsync();

        (await _bench.AskAsync(new Reboot { CommandKey = "r" })).Should().BeOfType<RebootResponse>();
        (await _bench.SessionAsync()).Succeeded.Should().BeTrue();

        device.Calls.Should().Equal($"reboot after {5} posts");
        LastEvents.Should().Equal("1 BOOT", "M Reboot/r");
    }

    [Fact]
    public async Task Reboot_that_the_power_cut_anticipated_is_reported_all_the_same()
    {
        TaskCompletionSource never = new();
        _bench.Configure = options => options.Device = new RebootRecorder(() => 0) { Until = never.Task };
        await _bench.BootAsync();
        await _bench.AskAsync(new Reboot { CommandKey = "r" });
        await _bench.PowerOffAsync();
        _bench.Configure = null;

        await _bench.BootAsync();

        LastEvents.Should().Equal("1 BOOT", "M Reboot/r");
    }

    [Fact]
    public async Task Factory_reset_forgets_everything_and_begins_with_a_bootstrap()
    {
        RebootRecorder device = new(() => Acs.Posts.Count);
        _bench.Configure = options => options.Device = device;
        await _bench.BootAsync();
        await _bench.AskAsync(
            new SetParameterValues { ParameterList = [ParameterValue.String("Device." + ProvisioningCode, "x")], ParameterKey = "k" });
        await _bench.AskAsync(new ScheduleInform { DelaySeconds = 100, CommandKey = "a" });

        (await _bench.AskAsync(new FactoryReset())).Should().BeOfType<FactoryResetResponse>();
        await _bench.SessionAsync();

        device.Calls.Select(call => call[..call.IndexOf(" after", StringComparison.Ordinal)]).Should().Equal("factory reset", "reboot");
        LastEvents.Should().Equal("0 BOOTSTRAP", "1 BOOT");
        _bench.Get(ProvisioningCode).Should().BeEmpty();
        _bench.Get("ManagementServer.ParameterKey").Should().BeEmpty();
        await _bench.AdvanceAsync(TimeSpan.FromSeconds(200));
        await _bench.NoSessionAsync();
    }

    [Fact]
    public async Task Factory_reset_promised_before_a_power_cut_is_carried_out_after_it()
    {
        TaskCompletionSource never = new();
        _bench.Configure = options => options.Device = new RebootRecorder(() => 0) { Until = never.Task };
        await _bench.BootAsync();
        Acs.Requests.Enqueue(new SetParameterValues { ParameterList = [ParameterValue.String("Device." + ProvisioningCode, "x")] });
        Acs.Requests.Enqueue(new FactoryReset());
        await _bench.RequestAsync();
        await _bench.PowerOffAsync();
        _bench.Configure = null;

        await _bench.BootAsync();

        LastEvents.Should().Equal("0 BOOTSTRAP", "1 BOOT");
        _bench.Get(ProvisioningCode).Should().BeEmpty();
    }

    [Fact]
    public async Task Factory_reset_whose_session_the_power_cut_ended_reaches_the_device_too()
    {
        TaskCompletionSource answered = new();
        await _bench.BootAsync();
        Acs.Requests.Enqueue(new FactoryReset());
        Acs.On = post =>
        {
            if (post.Body is not FactoryResetResponse)
            {
                return Task.FromResult<HttpResponseMessage?>(null);
            }

            answered.SetResult();
            return new TaskCompletionSource<HttpResponseMessage?>().Task;
        };
        _ = _bench.Engine.RequestSessionAsync();
        await answered.Task;
        await _bench.PowerOffAsync();
        Acs.On = null;
        RebootRecorder device = new(() => 0);
        _bench.Configure = options => options.Device = device;

        await _bench.BootAsync();

        device.Calls.Should().Equal("factory reset after 0 posts", "reboot after 0 posts");
        LastEvents.Should().Equal("0 BOOTSTRAP", "1 BOOT");
    }

    [Fact]
    public async Task Reboots_of_one_session_are_one_reboot_that_reports_every_key()
    {
        RebootRecorder device = new(() => 0);
        _bench.Configure = options => options.Device = device;
        await _bench.BootAsync();
        foreach (string key in (string[])["a", "b", "a"])
        {
            Acs.Requests.Enqueue(new Reboot { CommandKey = key });
        }

        await _bench.RequestAsync();
        await _bench.SessionAsync();

        device.Calls.Should().ContainSingle();
        LastEvents.Should().Equal("1 BOOT", "M Reboot/a", "M Reboot/b");
    }

    [Fact]
    public async Task Parameter_the_device_cannot_read_is_left_out_and_stops_nothing()
    {
        await _bench.BootAsync();
        await NotifyAsync("Device.Time.NTPServer1", ParameterNotification.Active);
        foreach (string name in (string[])["Device.Time.NTPServer1", "Device.DeviceInfo.HardwareVersion",
            "Device.ManagementServer.PeriodicInformInterval"])
        {
            _bench.Tree.Bind(name, new CpeParameterBinding { Read = () => throw new InvalidOperationException("the driver is gone") });
        }

        CpeSessionResult result = await _bench.RequestAsync(EventCode.Periodic);

        result.Succeeded.Should().BeTrue(result.Message);
        Acs.Informs[^1].Inform.ParameterList.Should().NotBeEmpty().And.NotContain(p => p.Name == "Device.DeviceInfo.HardwareVersion");
    }

    [Fact]
    public async Task Runaway_application_is_stopped_and_the_engine_s_own_events_go_on()
    {
        Acs.SetHandler(_ => FakeAcs.Status(503));
        _bench.Start();
        await _bench.SessionAsync();
        Func<Task> flood = async () =>
        {
            for (int i = 0; i <= CpeEventQueue.MaximumWaiting; i++)
            {
                await _bench.Engine.RaiseEventAsync(EventCode.FromText("M X_00D09E_Flood"), i.ToString());
            }
        };
        await flood.Should().ThrowAsync<InvalidOperationException>();
        Acs.On = null;

        _bench.Set("ManagementServer.URL", "https://other.example/");

        await _bench.SettleAsync();
        _bench.Engine.State.Should().NotBe(CpeEngineState.Stopped);
        await WaitForAsync(() => Acs.Informs.Any(inform => inform.Url.Host == "other.example" && inform.Events.Contains("0 BOOTSTRAP")));
    }

    [Fact]
    public async Task Active_change_by_the_device_calls_at_once_and_lists_the_value()
    {
        await _bench.BootAsync();

        _bench.Set(ProvisioningCode, "new");
        await _bench.SessionAsync();

        LastEvents.Should().Equal("4 VALUE CHANGE");
        Acs.Informs[^1].Inform.ParameterList.Should().ContainEquivalentOf(ParameterValue.String("Device." + ProvisioningCode, "new"));
    }

    [Fact]
    public async Task Change_by_the_acs_is_no_news_to_it()
    {
        await _bench.BootAsync();

        await _bench.AskAsync(new SetParameterValues { ParameterList = [ParameterValue.String("Device." + ProvisioningCode, "x")] });
        await _bench.NoSessionAsync();
        await _bench.RequestAsync();

        LastEvents.Should().BeEmpty();
    }

    [Fact]
    public async Task Passive_change_waits_for_the_next_session_and_rides_along()
    {
        const string name = "Device.IP.Interface.1.Status";
        await _bench.BootAsync();
        await NotifyAsync(name, ParameterNotification.Passive);

        _bench.Set("IP.Interface.1.Status", "Down");
        await _bench.NoSessionAsync();
        await _bench.RequestAsync(EventCode.Wakeup);

        LastEvents.Should().Equal("13 WAKEUP", "4 VALUE CHANGE");
        Acs.Informs[^1].Inform.ParameterList.Should().Contain(p => p.Name == name && p.Text == "Down");
    }

    [Fact]
    public async Task Change_without_notification_is_nobody_s_business()
    {
        await _bench.BootAsync();

        _bench.Set("IP.Interface.1.Status", "Down");
        await _bench.RequestAsync();

        LastEvents.Should().BeEmpty();
    }

    [Fact]
    public async Task Changes_between_two_sessions_are_one_event_with_every_parameter()
    {
        await _bench.BootAsync();
        Acs.SetHandler(_ => FakeAcs.Status(503));
        _bench.Set(ProvisioningCode, "a");
        await _bench.SessionAsync();
        _bench.Set(ProvisioningCode, "b");
        _bench.Set("DeviceInfo.SoftwareVersion", "2");
        Acs.On = null;

        await _bench.AdvanceAsync(TimeSpan.FromSeconds(10));
        await _bench.SessionAsync();

        LastEvents.Should().Equal("4 VALUE CHANGE");
        Acs.Informs[^1].Inform.ParameterList.Should().Contain(p => p.Text == "b").And.Contain(p => p.Text == "2");
    }

    [Fact]
    public async Task Throttle_delays_active_notification_after_the_last_session()
    {
        await _bench.BootAsync();
        _bench.Set("ManagementServer.DefaultActiveNotificationThrottle", "300");
        await _bench.SettleAsync();

        _bench.Set(ProvisioningCode, "new");
        await _bench.AdvanceAsync(TimeSpan.FromSeconds(299));
        await _bench.NoSessionAsync();
        await _bench.AdvanceAsync(TimeSpan.FromSeconds(1));
        await _bench.SessionAsync();

        LastEvents.Should().Equal("4 VALUE CHANGE");
    }

    [Fact]
    public async Task New_firmware_reports_its_version_with_the_boot()
    {
        await _bench.BootAsync();
        await _bench.PowerOffAsync();
        _bench.FactoryValues["Device.DeviceInfo.SoftwareVersion"] = "2.0";
        await _bench.PowerOffAsync();

        await _bench.BootAsync();

        LastEvents.Should().Equal("1 BOOT", "4 VALUE CHANGE");
        Acs.Informs[^1].Inform.ParameterList.Should().Contain(p => p.Name == "Device.DeviceInfo.SoftwareVersion" && p.Text == "2.0");
    }

    [Fact]
    public async Task Undelivered_value_change_is_dropped_by_a_reboot_as_the_table_says()
    {
        await _bench.BootAsync();
        Acs.SetHandler(_ => FakeAcs.Status(503));
        _bench.Set(ProvisioningCode, "a");
        await _bench.SessionAsync();
        await _bench.PowerOffAsync();
        Acs.On = null;

        await _bench.BootAsync();

        LastEvents.Should().Equal("1 BOOT");
    }

    [Fact]
    public async Task Inform_parameters_of_the_acs_ride_along_but_not_with_a_value_change_alone()
    {
        await _bench.BootAsync();
        await _bench.AskAsync(new SetParameterValues
        {
            ParameterList =
            [
                ParameterValue.Boolean("Device.ManagementServer.InformParameter.1.Enable", true),
                ParameterValue.String("Device.ManagementServer.InformParameter.1.ParameterName", "Device.IP.Interface.*.Status"),
                ParameterValue.String("Device.ManagementServer.InformParameter.1.EventList", "2 PERIODIC,13 WAKEUP"),
            ],
        });

        await _bench.RequestAsync(EventCode.Wakeup);
        Acs.Informs[^1].Inform.ParameterList.Should().Contain(p => p.Name == "Device.IP.Interface.1.Status");

        _bench.Set(ProvisioningCode, "a");
        await _bench.SessionAsync();
        Acs.Informs[^1].Inform.ParameterList.Should().NotContain(p => p.Name == "Device.IP.Interface.1.Status");
    }

    [Fact]
    public async Task Inform_parameters_of_the_acs_never_make_the_inform_too_long_to_be_sent()
    {
        await _bench.BootAsync();
        const string Table = "Device.ManagementServer.InformParameter.";
        for (int i = 2; i < 22; i++)
        {
            await _bench.AskAsync(new AddObject { ObjectName = Table });
            (await _bench.AskAsync(new SetParameterValues
            {
                ParameterList =
                [ParameterValue.String($"{Table}{i}.ParameterName", new string('x', CpeValueRules.MaximumLength))]
            }))
                .Should().BeOfType<SetParameterValuesResponse>();
        }

        (await _bench.AskAsync(new SetParameterValues
        {
            ParameterList = [ParameterValue.Boolean(Table + "1.Enable", true), ParameterValue.String(Table + "1.ParameterName", Table)],
        })).Should().BeOfType<SetParameterValuesResponse>();

        (await _bench.RequestAsync(EventCode.Wakeup)).Succeeded.Should().BeTrue();
        IReadOnlyList<ParameterValue> sent = Acs.Informs[^1].Inform.ParameterList;
        sent.Sum(value => value.Text.Length).Should().BeInRange(512 * 1024, 1100 * 1024);
    }

    [Fact]
    public async Task Failed_sessions_are_retried_by_the_table_with_their_count()
    {
        Acs.SetHandler(_ => FakeAcs.Status(503));
        _bench.Start();

        for (int n = 1; n <= 11; n++)
        {
            CpeSessionResult result = await _bench.SessionAsync();
            (TimeSpan shortest, TimeSpan longest) = CpeRetryPolicy.Default.Window(n);
            result.RetryCount.Should().Be(n - 1);
            result.RetryDelay.Should().BeGreaterThanOrEqualTo(shortest).And.BeLessThanOrEqualTo(longest);
            Acs.Informs[^1].Inform.RetryCount.Should().Be((uint)(n - 1));
            await _bench.AdvanceAsync(result.RetryDelay!.Value - TimeSpan.FromMilliseconds(1));
            await _bench.NoSessionAsync();
            await _bench.AdvanceAsync(TimeSpan.FromMilliseconds(1));
        }
    }

    [Fact]
    public async Task Retry_times_of_the_acs_are_used()
    {
        _bench.Set("ManagementServer.CWMPRetryMinimumWaitInterval", "100");
        _bench.Set("ManagementServer.CWMPRetryIntervalMultiplier", "1000");
        Acs.SetHandler(_ => FakeAcs.Status(503));
        _bench.Start();

        (await _bench.SessionAsync()).RetryDelay.Should().Be(TimeSpan.FromSeconds(100));
    }

    [Fact]
    public async Task Success_resets_the_count()
    {
        Acs.SetHandler(_ => FakeAcs.Status(503));
        _bench.Start();
        await _bench.SessionAsync();
        await _bench.AdvanceAsync(TimeSpan.FromSeconds(10));
        await _bench.SessionAsync();
        Acs.On = null;
        await _bench.AdvanceAsync(TimeSpan.FromSeconds(20));
        (await _bench.SessionAsync()).RetryCount.Should().Be(2);

        await _bench.RequestAsync();

        Acs.Informs[^1].Inform.RetryCount.Should().Be(0);
    }

    [Fact]
    public async Task Power_cut_resets_the_count()
    {
        Acs.SetHandler(_ => FakeAcs.Status(503));
        _bench.Start();
        await _bench.SessionAsync();
        await _bench.PowerOffAsync();
        _bench.Start();

        (await _bench.SessionAsync()).RetryCount.Should().Be(0);
    }

    [Fact]
    public async Task New_event_does_not_wait_for_the_retry_and_does_not_reset_the_count()
    {
        Acs.SetHandler(_ => FakeAcs.Status(503));
        _bench.Start();
        await _bench.SessionAsync();

        await _bench.Engine.RaiseEventAsync(EventCode.DiagnosticsComplete);
        (await _bench.SessionAsync()).RetryCount.Should().Be(1);

        LastEvents.Should().Equal("0 BOOTSTRAP", "1 BOOT", "8 DIAGNOSTICS COMPLETE");
        await _bench.Engine.RaiseEventAsync(EventCode.DiagnosticsComplete);
        await _bench.NoSessionAsync();
    }

    [Fact]
    public async Task Session_that_dies_after_the_InformResponse_is_retried_without_the_delivered_events()
    {
        Acs.SetHandler(post => post.IsEmpty ? FakeAcs.Status(503) : null);
        _bench.Start();
        CpeSessionResult result = await _bench.SessionAsync();
        result.Succeeded.Should().BeFalse();
        result.InformDelivered.Should().BeTrue();
        Acs.On = null;

        await _bench.AdvanceAsync(TimeSpan.FromSeconds(10));
        (await _bench.SessionAsync()).Succeeded.Should().BeTrue();

        LastEvents.Should().BeEmpty();
        Acs.Informs[^1].Inform.RetryCount.Should().Be(1);
    }

    [Fact]
    public async Task Periodic_survives_the_power_cut()
    {
        await _bench.BootAsync();
        Acs.SetHandler(_ => FakeAcs.Status(503));
        await _bench.Engine.RaiseEventAsync(EventCode.Periodic);
        await _bench.SessionAsync();
        await _bench.PowerOffAsync();
        Acs.On = null;

        await _bench.BootAsync();

        LastEvents.Should().Equal("1 BOOT", "2 PERIODIC");
    }

    [Fact]
    public async Task Autonomous_report_is_kept_over_power_cuts_faults_and_failures_until_it_is_answered()
    {
        await _bench.BootAsync();
        bool refuse = true;
        Acs.SetHandler(post => post.Body is AutonomousTransferComplete && refuse
            ? Acs.Envelope(CwmpFault.Create(CwmpFaultCode.AcsInternalError), post.Envelope)
            : null);
        AutonomousTransferComplete report =
            new() { AnnounceURL = "http://a/", TransferURL = "http://t/", IsDownload = true, FileType = "1 Firmware Upgrade Image" };
        _ = _bench.Engine.SendAsync(report).ContinueWith(t => t.Exception, TaskScheduler.Default);
        (await _bench.SessionAsync()).Succeeded.Should().BeTrue();
        LastEvents.Should().Equal("10 AUTONOMOUS TRANSFER COMPLETE");
        await _bench.NoSessionAsync();

        await _bench.PowerOffAsync();
        refuse = false;
        await _bench.BootAsync();

        LastEvents.Should().Equal("1 BOOT", "10 AUTONOMOUS TRANSFER COMPLETE");
        Acs.Posts.Last(p => p.Body is AutonomousTransferComplete).Body.Should().Be(report);
        await _bench.RequestAsync();
        LastEvents.Should().BeEmpty();
    }

    [Fact]
    public async Task Refused_report_is_offered_again_after_growing_waits_without_a_retry_count()
    {
        await _bench.BootAsync();
        Acs.SetHandler(post =>
            post.Body is AutonomousTransferComplete ? Acs.Envelope(CwmpFault.Create(CwmpFaultCode.AcsInternalError), post.Envelope) : null);
        _ = _bench.Engine.SendAsync(new AutonomousTransferComplete { FileType = "x" })
            .ContinueWith(t => t.Exception, TaskScheduler.Default);
        await _bench.SessionAsync();

        for (int n = 1; n <= 3; n++)
        {
            await _bench.AdvanceAsync(CpeRetryPolicy.Default.Window(n).Shortest - TimeSpan.FromMilliseconds(1));
            await _bench.NoSessionAsync();
            await _bench.AdvanceAsync(CpeRetryPolicy.Default.Window(n).Longest);
            (await _bench.SessionAsync()).RetryCount.Should().Be(0);
        }
    }

    [Fact]
    public async Task Kicked_fails_with_its_session_and_is_not_tried_again()
    {
        await _bench.BootAsync();
        Acs.SetHandler(_ => FakeAcs.Status(503));
        Task<KickedResponse> kicked = _bench.Engine.SendAsync(new Kicked());
        await _bench.SessionAsync();

        await kicked.Invoking(t => t).Should().ThrowAsync<InvalidOperationException>();
        Acs.On = null;
        await _bench.AdvanceAsync(TimeSpan.FromSeconds(10));
        await _bench.SessionAsync();

        LastEvents.Should().BeEmpty();
    }

    [Fact]
    public async Task Time_is_said_to_be_unknown_while_the_clock_is_not_trusted()
    {
        VerificationClock clock = VerificationClock.Unknown(_bench.Time);
        _bench.Configure = options => options.Clock = clock;
        await _bench.BootAsync();
        Acs.Informs[0].Inform.CurrentTime.IsUnknown.Should().BeTrue();

        clock.SetTrusted();
        await _bench.RequestAsync();

        Acs.Informs[^1].Inform.CurrentTime.Text.Should().Be("2024-02-29T12:00:00Z");
    }

    [Fact]
    public async Task Last_good_time_becomes_the_floor_after_a_power_cut()
    {
        await _bench.BootAsync();
        await _bench.PowerOffAsync();
        VerificationClock clock = VerificationClock.Unknown(_bench.Time);
        _bench.Configure = options => options.Clock = clock;

        await _bench.BootAsync();

        clock.Trust.Should().Be(ClockTrust.Floor);
        clock.Floor.Should().Be(new DateTimeOffset(2024, 2, 29, 12, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task Device_that_is_forbidden_to_call_does_not()
    {
        await _bench.BootAsync();
        _bench.Set("ManagementServer.EnableCWMP", "false");

        await _bench.Engine.RaiseEventAsync(EventCode.Wakeup);
        await _bench.NoSessionAsync();
        _bench.Set("ManagementServer.EnableCWMP", "true");
        await _bench.SessionAsync();

        LastEvents.Should().Equal("13 WAKEUP");
    }

    [Fact]
    public async Task Events_of_the_engine_cannot_be_raised_from_outside()
    {
        await _bench.BootAsync();

        foreach (EventCode code in (EventCode[])[EventCode.Bootstrap, EventCode.Boot, EventCode.TransferComplete, EventCode.Kicked,
            EventCode.MDownload, default])
        {
            Func<Task> raise = () => _bench.Engine.RaiseEventAsync(code);
            await raise.Should().ThrowAsync<ArgumentException>(code.Text);
        }
    }

    [Fact]
    public async Task Stopped_engine_tells_those_who_wait()
    {
        await _bench.BootAsync();
        Acs.On = _ => Task.Delay(Timeout.Infinite).ContinueWith(_ => (HttpResponseMessage?)null, TaskScheduler.Default);
        Task<CpeSessionResult> session = _bench.Engine.RequestSessionAsync();
        await _bench.StopAsync();

        await session.Invoking(t => t).Should().ThrowAsync<OperationCanceledException>();
        _bench.Engine.State.Should().Be(CpeEngineState.Stopped);
        Action post = () => _ = _bench.Engine.RaiseEventAsync(EventCode.Wakeup);
        post.Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public async Task Engine_runs_once()
    {
        await _bench.BootAsync();

        Func<Task> again = () => _bench.Engine.RunAsync(CancellationToken.None);

        await again.Should().ThrowAsync<InvalidOperationException>();
    }

    private async Task NotifyAsync(string name, ParameterNotification notification) => await _bench.AskAsync(new SetParameterAttributes
    {
        ParameterList = [new SetParameterAttributesStruct { Name = name, NotificationChange = true, Notification = notification }],
    });

    private async Task WaitForAsync(Func<bool> condition)
    {
        for (int i = 0; i < 600 && !condition(); i++)
        {
            await _bench.AdvanceAsync(TimeSpan.FromSeconds(10));
        }

        condition().Should().BeTrue();
    }

    private sealed class RebootRecorder(Func<int> posts) : ICpeDevice
    {
        public List<string> Calls { get; } = [];

        public Task Until { get; init; } = Task.CompletedTask;

        public Task RebootAsync(CancellationToken cancellationToken)
        {
            Calls.Add($"reboot after {posts()} posts");
            return Until.WaitAsync(cancellationToken);
        }

        public Task FactoryResetAsync(CancellationToken cancellationToken)
        {
            Calls.Add($"factory reset after {posts()} posts");
            return Until.WaitAsync(cancellationToken);
        }
    }
}
