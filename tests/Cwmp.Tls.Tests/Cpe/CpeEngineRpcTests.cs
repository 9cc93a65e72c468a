// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text;
using Cwmp.Tls.Cpe;
using Cwmp.Tls.Cpe.Events;
using Cwmp.Tls.Cpe.Model;
using Cwmp.Tls.Cpe.State;
using Cwmp.Tls.Cpe.Transfers;
using Cwmp.Tls.Cpe.Work;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Tests.Cpe.Support;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.Tests.Cpe;

/// <summary>What the ACS asks, and that what it is told is stored.</summary>
public sealed class CpeEngineRpcTests : IAsyncDisposable
{
    // Its form in DNS is longer than any name there.
    private const string Umlauts = "üüüüüüüüüüüüüüü.üüüüüüüüüüüüüüü.üüüüüüüüüüüüüüü.üüüüüüüüüüüüüüü.";

    private readonly CpeBench _bench = new();

    private FakeAcs Acs => _bench.Acs;

    public static TheoryData<CwmpRequest> EveryRequest =>
    [
        new GetRPCMethods(),
        new GetParameterValues { ParameterNames = ["Device.DeviceInfo."] },
        new SetParameterValues { ParameterList = [ParameterValue.String("Device.DeviceInfo.ProvisioningCode", "x")] },
        new GetParameterNames { ParameterPath = "Device.", NextLevel = true },
        new GetParameterAttributes { ParameterNames = ["Device.DeviceInfo."] },
        new SetParameterAttributes { ParameterList = [new() { Name = "Device.DeviceInfo.", NotificationChange = true }] },
        new AddObject { ObjectName = "Device.NAT.PortMapping." },
        new DeleteObject { ObjectName = "Device.NAT.PortMapping.1." },
        new Reboot { CommandKey = "k" },
        new FactoryReset(),
        new ScheduleInform { DelaySeconds = 10, CommandKey = "k" },
        new Download { CommandKey = "k", FileType = FileTypes.FirmwareUpgradeImage, URL = "https://files.example/f" },
        new Upload { CommandKey = "k", FileType = FileTypes.UploadVendorLogFile, URL = "https://files.example/f" },
        new ScheduleDownload
        {
            CommandKey = "k",
            FileType = FileTypes.FirmwareUpgradeImage,
            URL = "https://files.example/f",
            TimeWindowList = [new() { WindowStart = 1000, WindowEnd = 2000, WindowMode = TimeWindowModes.AtAnyTime }],
        },
        new CancelTransfer { CommandKey = "none" },
        new GetQueuedTransfers(),
        new GetAllQueuedTransfers(),
        new ChangeDUState { Operations = [new UninstallOpStruct { UUID = "00000000-0000-0000-0000-000000000000" }] },
        new GetOptions { OptionName = "" },
        new SetVouchers { VoucherList = ["AQ=="] },
        new VendorRequest("X_00D09E_Blink"),
        new VendorRequest("X_00D09E_Other"),
        new VendorRequest("NoSuchMethod"),
    ];

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public void Every_rpc_of_a_cpe_is_among_the_requests_of_this_test()
    {
        EveryRequest.Select(row => row.Data.MethodName).Should()
            .Contain(CwmpMethod.All.Where(method => method.AnsweredByCpe).Select(method => method.Name));
    }

    [Theory]
    [MemberData(nameof(EveryRequest))]
    public async Task GetRPCMethods_lists_what_works_and_nothing_else(CwmpRequest request)
    {
        foreach (bool complete in (bool[])[false, true])
        {
            await using CpeBench bench = new()
            {
                Configure = options =>
                {
                    if (complete)
                    {
                        options.Transfers = new NoTransfers();
                        options.DownloadDirectory = Path.GetTempPath();
                        options.DeploymentUnits = new NoUnits();
                        options.VendorMethods["X_00D09E_Blink"] = (r, _) => ValueTask.FromResult(new VendorResponse(r.MethodName));
                    }
                },
            };
            await bench.BootAsync();
            IReadOnlyList<string> methods = ((GetRPCMethodsResponse)await bench.AskAsync(new GetRPCMethods())).MethodList;

            CwmpMessage answer = await bench.AskAsync(request);

            bool supported = answer is not CwmpFault { FaultCode.Value: 9000 };
            methods.Contains(request.MethodName).Should().Be(supported, $"{request.MethodName} was answered with {answer}");
            (answer is CwmpResponse).Should().Be(supported);
        }
    }

    [Fact]
    public async Task Required_methods_of_the_specification_are_there_without_any_handler()
    {
        await _bench.BootAsync();

        IReadOnlyList<string> methods = ((GetRPCMethodsResponse)await _bench.AskAsync(new GetRPCMethods())).MethodList;

        methods.Should().Contain(
            ["GetRPCMethods", "SetParameterValues", "GetParameterValues", "GetParameterNames", "SetParameterAttributes",
            "GetParameterAttributes", "AddObject", "DeleteObject", "Reboot", "FactoryReset", "ScheduleInform"]);
    }

    [Fact]
    public async Task Rpc_with_a_type_that_the_engine_does_not_know_is_answered_by_the_application()
    {
        _bench.Configure = options => options.Answer<GetOptions, GetOptionsResponse>(
            (request, _) => ValueTask.FromResult(new GetOptionsResponse { OptionList = [] }));
        await _bench.BootAsync();

        IReadOnlyList<string> methods = ((GetRPCMethodsResponse)await _bench.AskAsync(new GetRPCMethods())).MethodList;

        methods.Should().Contain("GetOptions").And.NotContain("SetVouchers");
        (await _bench.AskAsync(new GetOptions())).Should().BeOfType<GetOptionsResponse>();
    }

    [Fact]
    public void Application_cannot_answer_what_the_engine_answers_and_a_vendor_method_has_no_type()
    {
        CpeEngineOptions options = new()
        {
            DataModel = _bench.Tree,
            StateStore = new MemoryCpeStateStore(),
            PlainHttp = CpePlainHttp.Acs,
        };
        options.Answer<Reboot, RebootResponse>((_, _) => ValueTask.FromResult(new RebootResponse()));
        Action make = () => _ = new CpeEngine(options);
        make.Should().Throw<ArgumentException>().WithMessage("Reboot is answered by the engine itself*");

        // One that has a type never arrives as a VendorRequest: it would be answered 9000.
        options.VendorMethods["GetOptions"] = (request, _) => ValueTask.FromResult(new VendorResponse(request.MethodName));
        make.Should().Throw<ArgumentException>().WithMessage("*'GetOptions' has a type in this library*Answer*");
    }

    [Fact]
    public async Task Every_rpc_of_a_cpe_is_answered_or_left_to_the_application()
    {
        await using CpeBench bench = new()
        {
            Configure = options =>
            {
                options.Transfers = new NoTransfers();
                options.DownloadDirectory = Path.GetTempPath();
                options.DeploymentUnits = new NoUnits();
            },
        };
        await bench.BootAsync();

        IReadOnlyList<string> methods = ((GetRPCMethodsResponse)await bench.AskAsync(new GetRPCMethods())).MethodList;

        // A method that is new in CwmpMethod.All gets an entry in CpeRequestHandler, or is left to CpeEngineOptions.Answer here.
        CwmpMethod.All.Where(method => method.AnsweredByCpe).Select(method => method.Name).Except(["SetVouchers", "GetOptions"])
            .Should().BeEquivalentTo(methods);
    }

    [Fact]
    public async Task Arguments_that_cannot_be_read_are_answered_9003_and_not_as_an_unknown_method()
    {
        await _bench.BootAsync();
        bool asked = false;
        _bench.Acs.SetHandler(post =>
        {
            if (!post.IsEmpty || asked)
            {
                return null;
            }

            asked = true;
            HttpResponseMessage response = _bench.Acs.Envelope(new ScheduleInform { CommandKey = "k", DelaySeconds = 4242 });
            string envelope = response.Content.ReadAsStringAsync().GetAwaiter().GetResult();
            response.Content = new StringContent(
                envelope.Replace("4242", "soon", StringComparison.Ordinal), System.Text.Encoding.UTF8, "text/xml");
            return response;
        });

        (await _bench.RequestAsync()).Succeeded.Should().BeTrue();

        _bench.Acs.Posts.Select(post => post.Body).OfType<CwmpFault>().Should().ContainSingle()
            .Which.FaultCode.Should().Be(CwmpFaultCode.InvalidArguments);
    }

    [Fact]
    public async Task Requests_that_only_a_cpe_makes_are_not_supported()
    {
        await _bench.BootAsync();

        foreach (CwmpRequest request in (CwmpRequest[])[new Kicked(), new TransferComplete(), Inform()])
        {
            ((CwmpFault)await _bench.AskAsync(request)).FaultCode.Should().Be(CwmpFaultCode.MethodNotSupported);
        }

        static Inform Inform() => new() { DeviceId = new DeviceIdStruct { OUI = "000000", SerialNumber = "1" } };
    }

    [Fact]
    public async Task Faults_of_the_data_model_reach_the_acs_whole()
    {
        await _bench.BootAsync();

        CwmpFault fault = (CwmpFault)await _bench.AskAsync(new SetParameterValues
        {
            ParameterList = [ParameterValue.String("Device.Nothing", "x"), ParameterValue.String("Device.DeviceInfo.SerialNumber", "x")],
        });

        fault.FaultCode.Should().Be(CwmpFaultCode.InvalidArguments);
        fault.SetParameterValuesFaults.Select(f => f.FaultCode.Value).Should().Equal(9005, 9008);
    }

    [Fact]
    public async Task Everything_the_acs_was_told_is_so_after_a_power_cut()
    {
        await _bench.BootAsync();
        await _bench.AskAsync(new SetParameterValues
        {
            ParameterList = [ParameterValue.String("Device.DeviceInfo.ProvisioningCode", "x")],
            ParameterKey = "k1"
        });
        await _bench.AskAsync(new AddObject { ObjectName = "Device.NAT.PortMapping.", ParameterKey = "k2" });
        await _bench.AskAsync(new SetParameterAttributes
        {
            ParameterList =
            [new() { Name = "Device.Time.", NotificationChange = true, Notification = ParameterNotification.Active }]
        });

        await _bench.PowerOffAsync();
        await _bench.BootAsync();

        _bench.Get("DeviceInfo.ProvisioningCode").Should().Be("x");
        _bench.Get("ManagementServer.ParameterKey").Should().Be("k2");
        _bench.Get("NAT.PortMapping.2.Enable").Should().Be("false");
        _bench.Tree.GetNotifications().Should().Contain(n => n.Key == "Device.Time.NTPServer1");
    }

    [Fact]
    public async Task Change_that_cannot_be_stored_is_undone_and_refused()
    {
        FaultyStore store = new();
        _bench.Store = store;
        await _bench.BootAsync();
        store.IsFull = true;
        CwmpRequest[] changes =
        [
            new SetParameterValues
            {
                ParameterList = [ParameterValue.String("Device.DeviceInfo.ProvisioningCode", "x"),
                ParameterValue.String("Device.ManagementServer.URL", "https://x.example/")],
                ParameterKey = "k",
            },
            new SetParameterAttributes { ParameterList =
                [new() { Name = "Device.Time.", NotificationChange = true, Notification = ParameterNotification.Active }] },
            new AddObject { ObjectName = "Device.NAT.PortMapping.", ParameterKey = "k" },
            new DeleteObject { ObjectName = "Device.NAT.PortMapping.1.", ParameterKey = "k" },
            new ScheduleInform { DelaySeconds = 5, CommandKey = "k" },
            new Reboot { CommandKey = "k" },
            new FactoryReset(),
        ];

        foreach (CwmpRequest change in changes)
        {
            ((CwmpFault)await _bench.AskAsync(change)).FaultCode.Should().Be(CwmpFaultCode.InternalError, change.MethodName);
        }

        _bench.Get("DeviceInfo.ProvisioningCode").Should().BeEmpty();
        _bench.Get("ManagementServer.ParameterKey").Should().BeEmpty();
        _bench.Get("NAT.PortMapping.1.Enable").Should().Be("false");
        _bench.Get("NAT.PortMappingNumberOfEntries").Should().Be("1");
        _bench.Tree.GetNotifications().Should().HaveCount(3);
        await _bench.AdvanceAsync(TimeSpan.FromSeconds(10));
        await _bench.NoSessionAsync();

        store.IsFull = false;
        (await _bench.AskAsync(changes[0])).Should().BeOfType<SetParameterValuesResponse>();
        await _bench.SessionAsync();
        Acs.Informs[^1].Events.Should().Equal("0 BOOTSTRAP");
    }

    [Fact]
    public async Task Undone_change_of_the_url_takes_no_earlier_bootstrap_with_it()
    {
        FaultyStore store = new();
        _bench.Store = store;
        await _bench.BootAsync();
        Acs.Requests.Enqueue(UrlChange("https://new.example/cwmp"));
        Acs.Requests.Enqueue(UrlChange("https://other.example/cwmp"));
        Acs.SetHandler(post =>
        {
            store.IsFull = post.Body is SetParameterValuesResponse;
            return null;
        });

        await _bench.RequestAsync();
        await _bench.SessionAsync();

        Acs.Posts.Should().ContainSingle(p => p.Body is CwmpFault);
        Acs.Informs[^1].Url.Host.Should().Be("new.example");
        Acs.Informs[^1].Events.Should().Equal("0 BOOTSTRAP");

        static SetParameterValues UrlChange(string url) =>
            new() { ParameterList = [ParameterValue.String("Device.ManagementServer.URL", url)] };
    }

    [Fact]
    public async Task Undone_change_that_reached_the_medium_all_the_same_is_undone_there_too()
    {
        FaultyStore store = new();
        _bench.Store = store;
        await _bench.BootAsync();
        store.FailsLate = true;

        (await _bench.AskAsync(new SetParameterValues
        {
            ParameterList = [ParameterValue.String("Device.DeviceInfo.ProvisioningCode", "x")],
        })).Should().BeOfType<CwmpFault>();
        await _bench.PowerOffAsync();
        await _bench.BootAsync();

        _bench.Get("DeviceInfo.ProvisioningCode").Should().BeEmpty();
    }

    [Theory]
    [InlineData("http://acs.example/cwmp")]
    [InlineData("https://" + Umlauts + Umlauts + Umlauts + "example/cwmp")]
    public async Task Url_that_this_device_would_never_dial_is_fault_9007(string url)
    {
        await _bench.BootAsync();

        CwmpFault fault = (CwmpFault)await _bench.AskAsync(new SetParameterValues
        {
            ParameterList =
            [ParameterValue.String("Device.DeviceInfo.ProvisioningCode", "x"), ParameterValue.String("Device.ManagementServer.URL", url)],
        });

        fault.FaultCode.Should().Be(CwmpFaultCode.InvalidArguments);
        fault.SetParameterValuesFaults.Single().FaultCode.Should().Be(CwmpFaultCode.InvalidParameterValue);
        fault.SetParameterValuesFaults.Single().ParameterName.Should().Be("Device.ManagementServer.URL");
        _bench.Get("DeviceInfo.ProvisioningCode").Should().BeEmpty();
        _bench.Get("ManagementServer.URL").Should().Be(CpeBench.Url);
    }

    [Fact]
    public async Task Answer_that_repeats_a_long_value_without_end_is_fault_9004()
    {
        await _bench.BootAsync();
        await _bench.AskAsync(new SetParameterValues
        {
            ParameterList = [ParameterValue.String("Device.Time.NTPServer1", new string('x', CpeValueRules.MaximumLength))],
        });

        CwmpMessage answer =
            await _bench.AskAsync(new GetParameterValues { ParameterNames = [.. Enumerable.Repeat("Device.Time.NTPServer1", 200)] });

        answer.Should().BeOfType<CwmpFault>().Which.FaultCode.Should().Be(CwmpFaultCode.ResourcesExceeded);
    }

    [Fact]
    public async Task Full_disk_stops_no_session_and_loses_no_event()
    {
        FaultyStore store = new() { IsFull = true };
        _bench.Store = store;
        await _bench.BootAsync();

        Func<Task> raise = () => _bench.Engine.RaiseEventAsync(EventCode.Periodic);
        await raise.Should().ThrowAsync<IOException>();
        await _bench.SessionAsync();

        Acs.Informs[^1].Events.Should().Equal("2 PERIODIC");
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("{\"version\":1,\"bootstrap\":7}")]
    [InlineData("[]")]
    public async Task State_that_is_not_understood_is_reported_and_never_fatal(string state)
    {
        _bench.Store = new FaultyStore { Instead = new CpeStoredState { State = Encoding.UTF8.GetBytes(state), Generation = 1 } };

        await _bench.BootAsync();

        Acs.Informs[0].Events.Should().Equal("0 BOOTSTRAP", "1 BOOT");
    }

    [Fact]
    public async Task State_of_a_newer_firmware_is_put_aside_and_the_one_before_it_is_used()
    {
        using TemporaryFolder folder = new();
        using (DirectoryCpeStateStore store = new(folder.Path))
        {
            _bench.Store = store;
            await _bench.BootAsync();
            await _bench.StopAsync();
            await store.SaveAsync("{\"version\":99,\"everything\":\"new\"}"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        using DirectoryCpeStateStore next = new(folder.Path);
        _bench.Store = next;
        await _bench.PowerOffAsync();
        await _bench.BootAsync();

        Acs.Informs[^1].Events.Should().Equal("1 BOOT");
        Directory.GetFiles(folder.Path, "*.damaged").Should().ContainSingle("it is kept for whoever goes back to that firmware");
    }

    [Fact]
    public async Task State_of_an_older_format_is_read()
    {
        FaultyStore store = new();
        _bench.Store = store;
        await _bench.BootAsync();
        await _bench.PowerOffAsync();
        string state = Encoding.UTF8.GetString((await store.LoadAsync(TestContext.Current.CancellationToken)).State.Span);
        state.Should().Contain("\"version\":2").And.Contain("\"reboots\":[]");
        state = state.Replace("\"version\":2", "\"version\":1", StringComparison.Ordinal)
            .Replace("\"reboots\":[]", "\"reboot\":\"r\"", StringComparison.Ordinal);
        _bench.Store = new FaultyStore { Instead = new CpeStoredState { State = Encoding.UTF8.GetBytes(state), Generation = 1 } };

        await _bench.BootAsync();

        Acs.Informs[^1].Events.Should().Equal("1 BOOT", "M Reboot/r");
    }

    [Fact]
    public async Task Reboots_without_end_are_fault_9004()
    {
        await _bench.BootAsync();
        for (int i = 0; i <= 16; i++)
        {
            Acs.Requests.Enqueue(new Reboot { CommandKey = $"{i}" });
        }

        await _bench.RequestAsync();

        Acs.Posts.Count(p => p.Body is RebootResponse).Should().Be(16);
        Acs.Posts.Select(p => p.Body).OfType<CwmpFault>().Should().ContainSingle().Which.FaultCode
            .Should().Be(CwmpFaultCode.ResourcesExceeded);
    }

    [Fact]
    public async Task Nothing_is_stored_while_nothing_changes()
    {
        FaultyStore store = new();
        _bench.Store = store;
        await _bench.BootAsync();
        int saves = store.Saves;

        for (int i = 0; i < 5; i++)
        {
            await _bench.AskAsync(new GetParameterValues { ParameterNames = ["Device."] });
        }

        store.Saves.Should().Be(saves);
    }

    [Fact]
    public async Task Device_that_throws_is_fault_9002_and_the_session_goes_on()
    {
        _bench.Tree.Bind("Device.DeviceInfo.UpTime",
            new CpeParameterBinding { Read = () => throw new InvalidOperationException("secret path /etc/x") });
        await _bench.BootAsync();

        CwmpFault fault = (CwmpFault)await _bench.AskAsync(new GetParameterValues { ParameterNames = ["Device.DeviceInfo.UpTime"] });

        fault.FaultCode.Should().Be(CwmpFaultCode.InternalError);
        fault.FaultString.Should().NotContain("secret");
    }

    [Fact]
    public async Task Value_that_xml_cannot_carry_is_fault_9002_and_the_session_goes_on()
    {
        _bench.Tree.Bind("Device.DeviceInfo.UpTime", new CpeParameterBinding { Read = () => "\u0000" });
        await _bench.BootAsync();

        ((CwmpFault)await _bench.AskAsync(new GetParameterValues { ParameterNames = ["Device.DeviceInfo.UpTime"] }))
            .FaultCode.Should().Be(CwmpFaultCode.InternalError);
    }

    [Fact]
    public async Task Bound_parameters_get_their_stored_values_after_a_boot()
    {
        await _bench.BootAsync();
        await _bench.AskAsync(new SetParameterValues { ParameterList = [ParameterValue.String("Device.WiFi.SSID.1.SSID", "home")] });
        await _bench.PowerOffAsync();
        List<string> written = [];
        _bench.Tree.Bind("Device.WiFi.SSID.1.SSID", new CpeParameterBinding { Write = written.Add });

        await _bench.BootAsync();

        written.Should().Equal("home");
    }

    [Fact]
    public async Task Too_many_scheduled_informs_are_fault_9004()
    {
        await _bench.BootAsync();
        for (int i = 0; i < CpeEvents.MaximumScheduled; i++)
        {
            (await _bench.AskAsync(new ScheduleInform { DelaySeconds = 1000, CommandKey = "k" + i }))
                .Should().BeOfType<ScheduleInformResponse>();
        }

        ((CwmpFault)await _bench.AskAsync(new ScheduleInform { DelaySeconds = 1000, CommandKey = "more" })).FaultCode
            .Should().Be(CwmpFaultCode.ResourcesExceeded);
    }

    [Fact]
    public async Task Senseless_arguments_are_fault_9003()
    {
        await _bench.BootAsync();

        ((CwmpFault)await _bench.AskAsync(new ScheduleInform { DelaySeconds = 0 })).FaultCode.Should().Be(CwmpFaultCode.InvalidArguments);
        ((CwmpFault)await _bench.AskAsync(new Reboot { CommandKey = new string('k', 33) })).FaultCode
            .Should().Be(CwmpFaultCode.InvalidArguments);
    }

    [Fact]
    public async Task Software_modules_are_changed_after_the_session_and_reported_in_order()
    {
        UnitRecorder units = new();
        _bench.Configure = options => options.DeploymentUnits = units;
        await _bench.BootAsync();

        await _bench.AskAsync(new ChangeDUState
        {
            CommandKey = "du",
            Operations =
            [
                new InstallOpStruct { URL = "https://x.example/a", UUID = "u1" },
                new UninstallOpStruct { UUID = "bad" },
                new UpdateOpStruct { UUID = "u1" },
            ],
        });
        await _bench.SessionAsync();

        Acs.Informs[^1].Events.Should().Equal("11 DU STATE CHANGE COMPLETE", "M ChangeDUState/du");
        DUStateChangeComplete complete = (DUStateChangeComplete)Acs.Posts.Last(p => p.Body is DUStateChangeComplete).Body!;
        complete.CommandKey.Should().Be("du");
        complete.Results.Select(r => (r.UUID, r.CurrentState, r.Fault.FaultCode.Value)).Should().Equal(
            ("u1", "Installed", 0), ("bad", "Failed", 9028), ("u1", "Installed", 0));
        complete.Results.Should().OnlyContain(r => !r.StartTime.IsUnknown && !r.CompleteTime.IsUnknown);
        await _bench.NoSessionAsync();
    }

    [Fact]
    public async Task Interrupted_operation_is_tried_again_after_the_power_cut_and_says_so()
    {
        UnitRecorder stuck = new() { Until = new TaskCompletionSource().Task };
        _bench.Configure = options => options.DeploymentUnits = stuck;
        await _bench.BootAsync();
        await _bench.AskAsync(new ChangeDUState
        {
            CommandKey = "du",
            Operations = [new InstallOpStruct { URL = "https://x.example/a", UUID = "u1" }, new UninstallOpStruct { UUID = "u2" }],
        });
        await stuck.Started;
        await _bench.PowerOffAsync();
        UnitRecorder units = new();
        _bench.Configure = options => options.DeploymentUnits = units;

        await _bench.BootAsync();
        await _bench.SessionAsync();

        units.Attempts.Should().Equal(2, 1);
        Acs.Informs[^1].Events.Should().Equal("11 DU STATE CHANGE COMPLETE", "M ChangeDUState/du");
    }

    private sealed class NoTransfers : ICpeTransferHandler
    {
        public void Accept(CpeTransferInfo transfer)
        {
        }

        public Task<CpeApplyResult> ApplyAsync(CpeTransferInfo transfer, string path, CancellationToken cancellationToken)
            => Task.FromResult(CpeApplyResult.Applied);

        public Task<Stream> OpenUploadAsync(CpeTransferInfo transfer, CancellationToken cancellationToken) =>
            Task.FromResult<Stream>(new MemoryStream());
    }

    private sealed class NoUnits : ICpeDeploymentUnits
    {
        public Task<OpResultStruct> ExecuteAsync(OperationStruct operation, int attempt, CancellationToken cancellationToken)
            => Task.FromResult(new OpResultStruct());
    }

    private sealed class UnitRecorder : ICpeDeploymentUnits
    {
        private readonly TaskCompletionSource _started = new();

        public Task Until { get; init; } = Task.CompletedTask;

        public Task Started => _started.Task;

        public List<int> Attempts { get; } = [];

        public async Task<OpResultStruct> ExecuteAsync(OperationStruct operation, int attempt, CancellationToken cancellationToken)
        {
            Attempts.Add(attempt);
            _started.TrySetResult();
            await Until.WaitAsync(cancellationToken);
            return operation switch
            {
                UninstallOpStruct { UUID: "bad" } => throw new CwmpFaultException(CwmpFaultCode.UnknownDeploymentUnit),
                _ => new OpResultStruct { UUID = "u1", CurrentState = DeploymentUnitStates.Installed, Resolved = true },
            };
        }
    }
}
