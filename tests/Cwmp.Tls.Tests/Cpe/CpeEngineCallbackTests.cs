// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.ConnectionRequests;
using Cwmp.Tls.Cpe;
using Cwmp.Tls.Cpe.Model;
using Cwmp.Tls.Cpe.Sessions;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Tests.Cpe.Support;

namespace Cwmp.Tls.Tests.Cpe;

/// <summary>
/// The device's own code may throw anywhere: the engine says so, answers 9002 where there is something to answer, and goes on.
/// </summary>
public sealed class CpeEngineCallbackTests : IAsyncDisposable
{
    private const string ProvisioningCode = "Device.DeviceInfo.ProvisioningCode";

    private readonly HashSet<string> _broken = [];
    private readonly FaultyStore _store = new();
    private readonly FragileDevice _device = new();
    private readonly CpeBench _bench;

    public CpeEngineCallbackTests()
    {
        _bench = new CpeBench { Store = _store };
        _bench.Configure = options =>
        {
            options.DataModel = new FragileModel(_bench.Tree, _broken);
            options.Device = _device;
            options.ConnectionRequests = new ConnectionRequestListenerOptions { EndPoint = new(System.Net.IPAddress.Loopback, 0) };
        };
    }

    private FakeAcs Acs => _bench.Acs;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [InlineData(nameof(ICpeDataModel.Write))]
    [InlineData(nameof(ICpeDataModel.IsSecret))]
    [InlineData(nameof(ICpeDataModel.GetNotifications))]
    [InlineData(nameof(ICpeDataModel.GetParameterNamesAsync))]
    [InlineData(nameof(ICpeDataModel.GetParameterValuesAsync))]
    public async Task Member_that_throws_ends_neither_the_engine_nor_its_sessions(string member)
    {
        _bench.Set("ManagementServer.PeriodicInformEnable", "true");
        _broken.Add(member);

        await _bench.BootAsync();
        (await _bench.RequestAsync()).Succeeded.Should().BeTrue();

        Acs.Informs[^1].Inform.DeviceId.Should().Be(_bench.Tree.DeviceId);
    }

    [Fact]
    public async Task Device_that_does_not_know_who_it_is_fails_its_sessions_and_calls_when_it_does()
    {
        _broken.Add(nameof(ICpeDataModel.DeviceId));
        _bench.Start();

        (await _bench.SessionAsync()).Failure.Should().Be(CpeSessionFailure.Internal);
        _broken.Clear();

        (await _bench.RequestAsync()).Succeeded.Should().BeTrue();
    }

    public static TheoryData<string, CwmpRequest> Requests() => new()
    {
        { nameof(ICpeDataModel.GetParameterValuesAsync), new GetParameterValues { ParameterNames = [ProvisioningCode] } },
        { nameof(ICpeDataModel.SetParameterValuesAsync),
        new SetParameterValues { ParameterList = [ParameterValue.String(ProvisioningCode, "x")] } },
        { nameof(ICpeDataModel.GetParameterNamesAsync), new GetParameterNames { ParameterPath = "Device.", NextLevel = true } },
        { nameof(ICpeDataModel.GetParameterAttributesAsync), new GetParameterAttributes { ParameterNames = [ProvisioningCode] } },
        {
            nameof(ICpeDataModel.SetParameterAttributesAsync),
            new SetParameterAttributes { ParameterList =
                [new SetParameterAttributesStruct { Name = ProvisioningCode, NotificationChange = true }] }
        },
        { nameof(ICpeDataModel.AddObjectAsync), new AddObject { ObjectName = "Device.ManagementServer.InformParameter." } },
        { nameof(ICpeDataModel.DeleteObjectAsync), new DeleteObject { ObjectName = "Device.ManagementServer.InformParameter.1." } },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Request_whose_code_throws_is_answered_with_9002(string member, CwmpRequest request)
    {
        await _bench.BootAsync();
        _broken.Add(member);

        (await _bench.AskAsync(request)).Should().BeOfType<CwmpFault>().Which.FaultCode.Should().Be(CwmpFaultCode.InternalError);
        (await _bench.AskAsync(new GetRPCMethods())).Should().BeOfType<GetRPCMethodsResponse>();
    }

    [Fact]
    public async Task Value_that_changed_while_the_notifications_threw_is_reported_when_they_do_not()
    {
        await _bench.BootAsync();
        await _bench.AskAsync(new SetParameterAttributes
        {
            ParameterList =
            [
                new SetParameterAttributesStruct { Name = ProvisioningCode, NotificationChange = true,
                    Notification = ParameterNotification.Passive },
            ],
        });
        _broken.Add(nameof(ICpeDataModel.GetNotifications));
        _bench.Set("DeviceInfo.ProvisioningCode", "new");
        await _bench.RequestAsync();
        Acs.Informs[^1].Events.Should().NotContain("4 VALUE CHANGE");

        _broken.Clear();
        await _bench.RequestAsync();

        Acs.Informs[^1].Events.Should().Contain("4 VALUE CHANGE");
    }

    [Fact]
    public async Task Reboot_that_throws_is_tried_again_and_reported_when_it_has_happened()
    {
        await _bench.BootAsync();
        _device.Broken.Add(nameof(ICpeDevice.RebootAsync));
        await _bench.AskAsync(new Reboot { CommandKey = "r" });
        await _bench.SettleAsync();
        (await _bench.RequestAsync()).Succeeded.Should().BeTrue();
        Acs.Informs[^1].Events.Should().NotContain("M Reboot/r");

        _device.Broken.Clear();
        await _bench.AdvanceAsync(TimeSpan.FromMinutes(1));
        await _bench.SessionAsync();

        _device.Calls.Should().Equal("RebootAsync", "RebootAsync");
        Acs.Informs[^1].Events.Should().Equal("1 BOOT", "M Reboot/r");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Factory_reset_that_throws_is_tried_again(bool inTheModel)
    {
        await _bench.BootAsync();
        await _bench.AskAsync(new SetParameterValues { ParameterList = [ParameterValue.String(ProvisioningCode, "x")] });
        (inTheModel ? _broken : _device.Broken).Add(nameof(ICpeDevice.FactoryResetAsync));
        await _bench.AskAsync(new FactoryReset());
        await _bench.SettleAsync();

        _broken.Clear();
        _device.Broken.Clear();
        await _bench.AdvanceAsync(TimeSpan.FromMinutes(1));
        while (!Acs.Informs[^1].Events.SequenceEqual(["0 BOOTSTRAP", "1 BOOT"]))
        {
            await _bench.SessionAsync();
        }

        _device.Calls.Should().Equal(inTheModel
            ? ["FactoryResetAsync", "RebootAsync"]
            : ["FactoryResetAsync", "FactoryResetAsync", "RebootAsync"]);
        _bench.Get("DeviceInfo.ProvisioningCode").Should().BeEmpty();
    }

    [Fact]
    public async Task Factory_reset_of_a_device_that_can_be_called_invents_no_value_change()
    {
        await _bench.BootAsync();
        string? url = _bench.Engine.ConnectionRequestUrl;

        await _bench.AskAsync(new FactoryReset());
        await _bench.SessionAsync();

        Acs.Informs[^1].Events.Should().Equal("0 BOOTSTRAP", "1 BOOT");
        Acs.Informs[^1].Inform.ParameterList.Should().Contain(p =>
            p.Name == "Device.ManagementServer.ConnectionRequestURL" && p.Text == url);
    }

    [Fact]
    public async Task Power_cut_in_the_device_s_part_of_a_factory_reset_has_it_done_again_and_the_end_of_it_not()
    {
        _device.Until = new TaskCompletionSource().Task;
        await _bench.BootAsync();
        Acs.Requests.Enqueue(new FactoryReset());
        await _bench.RequestAsync();
        await _device.Called.Task.WaitAsync(TimeSpan.FromSeconds(60));
        await RestartAsync();
        _device.Until = Task.CompletedTask;

        await _bench.BootAsync();

        _device.Calls.Should().Equal("FactoryResetAsync", "FactoryResetAsync", "RebootAsync");
        Acs.Informs[^1].Events.Should().Equal("0 BOOTSTRAP", "1 BOOT");
        await RestartAsync();
        await _bench.BootAsync();
        _device.Calls.Should().HaveCount(3);
        Acs.Informs[^1].Events.Should().Contain("1 BOOT").And.NotContain("0 BOOTSTRAP");
    }

    [Fact]
    public async Task Device_whose_process_ends_in_its_own_factory_reset_is_not_reset_for_ever()
    {
        _device.Until = new TaskCompletionSource().Task;
        await _bench.BootAsync();
        Acs.Requests.Enqueue(new FactoryReset());
        await _bench.RequestAsync();
        for (int start = 1; start <= 3; start++)
        {
            await _device.Called.Task.WaitAsync(TimeSpan.FromSeconds(60));
            await RestartAsync();
            if (start < 3)
            {
                _bench.Start();
            }
        }

        _device.Until = Task.CompletedTask;
        await _bench.BootAsync();

        _device.Calls.Should().Equal("FactoryResetAsync", "FactoryResetAsync", "FactoryResetAsync", "RebootAsync");
        Acs.Informs[^1].Events.Should().Equal("0 BOOTSTRAP", "1 BOOT");
    }

    // A power cut stores nothing on the way out.
    private async Task RestartAsync()
    {
        _store.IsFull = true;
        await _bench.PowerOffAsync();
        _store.IsFull = false;
        _device.Called = new TaskCompletionSource();
    }

    private sealed class FragileDevice : ICpeDevice
    {
        public HashSet<string> Broken { get; } = [];

        public List<string> Calls { get; } = [];

        public Task Until { get; set; } = Task.CompletedTask;

        public TaskCompletionSource Called { get; set; } = new();

        public Task RebootAsync(CancellationToken cancellationToken) => CallAsync(nameof(RebootAsync), cancellationToken);

        public Task FactoryResetAsync(CancellationToken cancellationToken) => CallAsync(nameof(FactoryResetAsync), cancellationToken);

        private async Task CallAsync(string member, CancellationToken cancellationToken)
        {
            Calls.Add(member);
            Called.TrySetResult();
            if (Broken.Contains(member))
            {
                throw new NotImplementedException($"{member} is broken.");
            }

            await Until.WaitAsync(cancellationToken);
        }
    }
}
