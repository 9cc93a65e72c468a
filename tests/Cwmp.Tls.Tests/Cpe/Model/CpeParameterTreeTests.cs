// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Buffers;
using System.Text.Json;
using Cwmp.Tls.Cpe.Model;
using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Tests.Cpe.Model;

public sealed class CpeParameterTreeTests
{
    private const string Interval = "Device.ManagementServer.PeriodicInformInterval";
    private const string Enable = "Device.ManagementServer.PeriodicInformEnable";
    private const string Passphrase = "Device.WiFi.AccessPoint.1.Security.KeyPassphrase";

    private readonly CpeParameterTree _tree = new(CpeModel.Device);

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Partial_path_returns_the_subtree_and_the_empty_path_everything()
    {
        IReadOnlyList<ParameterValue> nat = await _tree.GetParameterValuesAsync(["Device.NAT."], None);
        IReadOnlyList<ParameterValue> all = await _tree.GetParameterValuesAsync([""], None);

        nat.Should().HaveCount(7).And.OnlyContain(v => v.Name.StartsWith("Device.NAT."));
        all.Should().HaveCount(CpeModel.Device.Entries.Count(e => !e.IsObject));
    }

    [Fact]
    public async Task Object_without_parameters_is_an_empty_list_and_no_fault()
    {
        await _tree.DeleteObjectAsync("Device.NAT.PortMapping.1.", "", None);

        (await _tree.GetParameterValuesAsync(["Device.NAT.PortMapping."], None)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("Device.Nothing")]
    [InlineData("Device.Nothing.")]
    [InlineData("Device.NAT")]
    [InlineData("device.NAT.")]
    [InlineData("Device.NAT..")]
    [InlineData("Device..NAT.")]
    [InlineData("Device.DeviceInfo.UpTime.")]
    [InlineData("InternetGatewayDevice.")]
    [InlineData(".")]
    [InlineData("Device.NAT.PortMapping.[alias].")]
    public async Task Unknown_name_is_fault_9005_for_every_reader(string name)
    {
        Func<Task>[] calls =
        [
            async () => await _tree.GetParameterValuesAsync(["Device.NAT.", name], None),
            async () => await _tree.GetParameterAttributesAsync([name], None),
            async () => await _tree.GetParameterNamesAsync(name, false, None),
            async () => await _tree.SetParameterAttributesAsync([new() { Name = name }], None),
            async () => await _tree.AddObjectAsync(name, "", None),
            async () => await _tree.DeleteObjectAsync(name, "", None),
        ];

        foreach (Func<Task> call in calls)
        {
            (await call.Should().ThrowAsync<CwmpFaultException>()).Which.FaultCode.Should().Be(CwmpFaultCode.InvalidParameterName);
        }
    }

    [Fact]
    public async Task Secrets_read_back_empty_but_serve_the_engine()
    {
        await _tree.SetParameterValuesAsync([ParameterValue.String(Passphrase, "s3cret")], "", None);

        (await _tree.GetParameterValuesAsync([Passphrase], None)).Single().Text.Should().BeEmpty();
        _tree.Read(Passphrase)!.Text.Should().Be("s3cret");
        _tree.IsSecret(Passphrase).Should().BeTrue();
    }

    [Fact]
    public async Task Names_of_the_next_level_and_of_the_subtree()
    {
        IReadOnlyList<ParameterInfoStruct> next = await _tree.GetParameterNamesAsync("Device.NAT.", true, None);
        IReadOnlyList<ParameterInfoStruct> subtree = await _tree.GetParameterNamesAsync("Device.NAT.", false, None);
        IReadOnlyList<ParameterInfoStruct> root = await _tree.GetParameterNamesAsync("", true, None);
        IReadOnlyList<ParameterInfoStruct> everything = await _tree.GetParameterNamesAsync("", false, None);
        IReadOnlyList<ParameterInfoStruct> one = await _tree.GetParameterNamesAsync(Interval, false, None);

        next.Select(n => n.Name).Should().Equal("Device.NAT.PortMapping.", "Device.NAT.PortMappingNumberOfEntries");
        next[0].Writable.Should().BeTrue("instances can be added");
        subtree.Select(n => n.Name).Should().StartWith("Device.NAT.").And.Contain("Device.NAT.PortMapping.1.Enable").And.HaveCount(10);
        root.Select(n => n.Name).Should().Equal("Device.");
        everything.Should().HaveCount(CpeModel.Device.Entries.Count);
        one.Should().Equal(new ParameterInfoStruct { Name = Interval, Writable = true });
    }

    [Fact]
    public async Task Full_name_with_next_level_is_fault_9003()
    {
        Func<Task> names = async () => await _tree.GetParameterNamesAsync(Interval, true, None);

        (await names.Should().ThrowAsync<CwmpFaultException>()).Which.FaultCode.Should().Be(CwmpFaultCode.InvalidArguments);
    }

    [Fact]
    public async Task Set_applies_values_and_parameter_key()
    {
        RequestStatus status = await _tree.SetParameterValuesAsync(
            [ParameterValue.UnsignedInt(Interval, 60), ParameterValue.Boolean(Enable, false)], "key", None);

        status.Should().Be(RequestStatus.Applied);
        _tree.Read(Interval)!.Text.Should().Be("60");
        _tree.Read(Enable)!.Text.Should().Be("false");
        _tree.Read("Device.ManagementServer.ParameterKey")!.Text.Should().Be("key");
    }

    [Fact]
    public async Task Set_is_all_or_nothing_and_names_every_bad_parameter()
    {
        Func<Task> set = async () => await _tree.SetParameterValuesAsync(
            [
                ParameterValue.UnsignedInt(Interval, 60),
                ParameterValue.String("Device.Nothing", "x"),
                ParameterValue.String("Device.NAT.", "x"),
                ParameterValue.UnsignedInt(Enable, 1),
                new ParameterValue("Device.NAT.PortMapping.1.ExternalPort", ParameterType.UnsignedInt, "-1"),
                ParameterValue.String("Device.DeviceInfo.SerialNumber", "x"),
                ParameterValue.UnsignedInt(Interval, 61),
            ],
            "key",
            None);

        CwmpFault fault = (await set.Should().ThrowAsync<CwmpFaultException>()).Which.Fault;
        fault.FaultCode.Should().Be(CwmpFaultCode.InvalidArguments);
        fault.SetParameterValuesFaults.Select(f => (f.ParameterName, f.FaultCode.Value)).Should().Equal(
            ("Device.Nothing", 9005),
            ("Device.NAT.", 9005),
            (Enable, 9006),
            ("Device.NAT.PortMapping.1.ExternalPort", 9007),
            ("Device.DeviceInfo.SerialNumber", 9008),
            (Interval, 9003));
        _tree.Read(Interval)!.Text.Should().Be("86400");
        _tree.Read("Device.ManagementServer.ParameterKey")!.Text.Should().BeEmpty();
    }

    [Theory]
    [InlineData(Interval, "0")]
    [InlineData(Interval, "4294967296")]
    [InlineData(Interval, "1.5")]
    [InlineData(Interval, "")]
    [InlineData(Enable, "yes")]
    [InlineData("Device.ManagementServer.PeriodicInformTime", "yesterday")]
    [InlineData("Device.ManagementServer.URL", "ftp://acs.example/")]
    [InlineData("Device.ManagementServer.URL", "not a URL")]
    [InlineData("Device.ManagementServer.URL", "https://user:pw@acs.example/")]
    [InlineData("Device.ManagementServer.CWMPRetryIntervalMultiplier", "999")]
    public async Task Value_outside_its_type_or_range_is_fault_9007(string name, string value)
    {
        Func<Task> set = async () =>
            await _tree.SetParameterValuesAsync([new ParameterValue(name, ParameterType.Undeclared, value)], "", None);

        (await set.Should().ThrowAsync<CwmpFaultException>()).Which.Fault.SetParameterValuesFaults.Single().FaultCode
            .Should().Be(CwmpFaultCode.InvalidParameterValue);
    }

    [Theory]
    [InlineData(Enable, "TRUE", "true")]
    [InlineData(Enable, " 0 ", "false")]
    [InlineData(Interval, " 007\n", "007")]
    [InlineData("Device.DeviceInfo.ProvisioningCode", " blanks stay ", " blanks stay ")]
    [InlineData("Device.ManagementServer.PeriodicInformTime", "2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z")]
    public async Task Value_without_a_type_is_taken_for_what_the_parameter_is(string name, string value, string stored)
    {
        await _tree.SetParameterValuesAsync([new ParameterValue(name, ParameterType.Undeclared, value)], "", None);

        _tree.Read(name)!.Text.Should().Be(stored);
    }

    [Theory]
    [InlineData(Interval, "xsd:string", "60", null)]
    [InlineData(Interval, "xsd:int", "60", null)]
    [InlineData(Interval, "xsd:unsignedLong", "60", null)]
    [InlineData(Enable, "xsd:string", "1", null)]
    [InlineData("Device.ManagementServer.PeriodicInformTime", "xsd:string", "2024-01-01T00:00:00Z", null)]
    [InlineData(Interval, "xsd:string", "sixty", 9007)]
    [InlineData(Interval, "xsd:int", "-1", 9007)]
    [InlineData(Interval, "xsd:boolean", "1", 9006)]
    [InlineData(Enable, "xsd:int", "1", 9006)]
    [InlineData("Device.DeviceInfo.ProvisioningCode", "xsd:int", "1", 9006)]
    public async Task Text_and_integers_of_another_size_are_taken_where_the_value_fits(string name, string declared, string value,
        int? fault)
    {
        Func<Task> set = async () =>
            await _tree.SetParameterValuesAsync([new ParameterValue(name, ParameterType.FromName(declared), value)], "", None);

        if (fault is null)
        {
            await set.Should().NotThrowAsync();
        }
        else
        {
            (await set.Should().ThrowAsync<CwmpFaultException>()).Which.Fault.SetParameterValuesFaults.Single().FaultCode.Value
                .Should().Be(fault);
        }
    }

    [Fact]
    public async Task Parameter_key_of_more_than_32_characters_is_refused_and_nothing_is_set()
    {
        Func<Task> set = async () =>
            await _tree.SetParameterValuesAsync([ParameterValue.UnsignedInt(Interval, 60)], new string('k', 33), None);

        await set.Should().ThrowAsync<CwmpFaultException>();
        _tree.Read(Interval)!.Text.Should().Be("86400");
    }

    [Fact]
    public async Task Device_that_fails_half_way_gets_its_old_values_back()
    {
        List<string> written = [];
        _tree.Bind("Device.NAT.PortMapping.1.ExternalPort", new CpeParameterBinding { Write = v => written.Add("port " + v) });
        _tree.Bind("Device.NAT.PortMapping.1.Protocol", new CpeParameterBinding { Write = _ => throw new IOException("bus error") });

        Func<Task> set = async () => await _tree.SetParameterValuesAsync(
            [ParameterValue.UnsignedInt("Device.NAT.PortMapping.1.ExternalPort", 80),
            ParameterValue.String("Device.NAT.PortMapping.1.Protocol", "UDP")],
            "key",
            None);

        await set.Should().ThrowAsync<IOException>();
        written.Should().Equal("port 80", "port 0");
        _tree.Read("Device.NAT.PortMapping.1.ExternalPort")!.Text.Should().Be("0");
        _tree.Read("Device.ManagementServer.ParameterKey")!.Text.Should().BeEmpty();
    }

    [Fact]
    public async Task Bound_parameter_is_judged_by_the_device_before_anything_changes()
    {
        _tree.Bind("Device.NAT.PortMapping.1.Protocol",
            new CpeParameterBinding { Validate = v => v is "TCP" or "UDP" ? null : "TCP or UDP" });

        Func<Task> set = async () => await _tree.SetParameterValuesAsync(
            [ParameterValue.UnsignedInt(Interval, 60), ParameterValue.String("Device.NAT.PortMapping.1.Protocol", "SCTP")], "", None);

        (await set.Should().ThrowAsync<CwmpFaultException>()).Which.Fault.SetParameterValuesFaults.Single().FaultString
            .Should().Be("TCP or UDP");
        _tree.Read(Interval)!.Text.Should().Be("86400");
    }

    [Fact]
    public async Task Added_object_has_the_members_of_its_table_with_empty_values()
    {
        AddObjectResponse added = await _tree.AddObjectAsync("Device.NAT.PortMapping.", "key", None);

        added.InstanceNumber.Should().Be(2);
        (await _tree.GetParameterValuesAsync(["Device.NAT.PortMapping.2."], None)).Select(v => (v.Name.Split('.')[^1], v.Text))
            .Should().Equal(
            ("Description", ""), ("Enable", "false"), ("ExternalPort", "0"), ("InternalClient", ""), ("InternalPort", "0"),
                ("Protocol", ""));
        _tree.Read("Device.NAT.PortMappingNumberOfEntries")!.Text.Should().Be("2");
        _tree.Read("Device.ManagementServer.ParameterKey")!.Text.Should().Be("key");
    }

    [Fact]
    public async Task Instance_numbers_are_not_used_twice_even_over_a_restart()
    {
        await _tree.AddObjectAsync("Device.NAT.PortMapping.", "", None);
        await _tree.DeleteObjectAsync("Device.NAT.PortMapping.2.", "", None);
        (await _tree.AddObjectAsync("Device.NAT.PortMapping.", "", None)).InstanceNumber.Should().Be(3);
        await _tree.DeleteObjectAsync("Device.NAT.PortMapping.3.", "", None);

        CpeParameterTree restarted = Restart(_tree);

        (await restarted.AddObjectAsync("Device.NAT.PortMapping.", "", None)).InstanceNumber.Should().Be(4);
    }

    [Fact]
    public async Task Table_without_instances_can_still_be_added_to()
    {
        await _tree.DeleteObjectAsync("Device.NAT.PortMapping.1.", "", None);
        _tree.Read("Device.NAT.PortMappingNumberOfEntries")!.Text.Should().Be("0");

        await _tree.AddObjectAsync("Device.NAT.PortMapping.", "", None);

        (await _tree.GetParameterValuesAsync(["Device.NAT.PortMapping.2."], None)).Should().HaveCount(6);
    }

    [Fact]
    public async Task Inner_tables_of_a_new_instance_are_empty_and_can_be_added_to()
    {
        CpeParameterTree tree = new(CpeModel.InternetGatewayDevice);
        const string wan = "InternetGatewayDevice.WANDevice.1.WANConnectionDevice.";

        await tree.AddObjectAsync(wan, "", None);
        await tree.AddObjectAsync(wan + "2.WANIPConnection.", "", None);
        await tree.AddObjectAsync(wan + "2.WANIPConnection.1.PortMapping.", "", None);

        (await tree.GetParameterNamesAsync(wan + "2.WANIPConnection.1.PortMapping.1.", true, None)).Should().HaveCount(4);
        tree.Read(wan + "2.WANIPConnectionNumberOfEntries")!.Text.Should().Be("1");
    }

    [Theory]
    [InlineData("Device.IP.Interface.")] // a table the ACS may not add to
    [InlineData("Device.NAT.PortMapping.1.")] // an instance
    [InlineData("Device.NAT.")] // no table
    public async Task Object_that_cannot_be_added_is_fault_9005(string name)
    {
        Func<Task> add = async () => await _tree.AddObjectAsync(name, "", None);

        (await add.Should().ThrowAsync<CwmpFaultException>()).Which.FaultCode.Should().Be(CwmpFaultCode.InvalidParameterName);
    }

    [Theory]
    [InlineData("Device.IP.Interface.1.")]
    [InlineData("Device.NAT.PortMapping.")]
    [InlineData("Device.NAT.")]
    [InlineData("Device.")]
    public async Task Object_that_cannot_be_deleted_is_fault_9005(string name)
    {
        Func<Task> delete = async () => await _tree.DeleteObjectAsync(name, "", None);

        (await delete.Should().ThrowAsync<CwmpFaultException>()).Which.FaultCode.Should().Be(CwmpFaultCode.InvalidParameterName);
    }

    [Fact]
    public async Task Instances_are_bounded()
    {
        Func<Task> flood = async () =>
        {
            for (int i = 0; i <= CpeParameterTree.MaxInstances; i++)
            {
                await _tree.AddObjectAsync("Device.NAT.PortMapping.", "", None);
            }
        };

        (await flood.Should().ThrowAsync<CwmpFaultException>()).Which.FaultCode.Should().Be(CwmpFaultCode.ResourcesExceeded);
    }

    [Fact]
    public async Task Answer_is_bounded()
    {
        string[] everythingManyTimes = [.. Enumerable.Repeat("", 10_000)];

        Func<Task> get = async () => await _tree.GetParameterValuesAsync(everythingManyTimes, None);

        (await get.Should().ThrowAsync<CwmpFaultException>()).Which.FaultCode.Should().Be(CwmpFaultCode.ResourcesExceeded);
    }

    [Fact]
    public async Task Instances_come_in_the_order_of_their_numbers()
    {
        for (int i = 0; i < 10; i++)
        {
            await _tree.AddObjectAsync("Device.NAT.PortMapping.", "", None);
        }

        (await _tree.GetParameterNamesAsync("Device.NAT.PortMapping.", true, None)).Select(n => n.Name)
            .Should().Equal(Enumerable.Range(1, 11).Select(i => $"Device.NAT.PortMapping.{i}."));
    }

    [Fact]
    public async Task Wildcards_stand_for_instances()
    {
        await _tree.AddObjectAsync("Device.NAT.PortMapping.", "", None);

        (await _tree.GetParameterValuesAsync(["Device.NAT.PortMapping.*.Enable"], None)).Select(v => v.Name)
            .Should().Equal("Device.NAT.PortMapping.1.Enable", "Device.NAT.PortMapping.2.Enable");
        (await _tree.GetParameterNamesAsync("Device.NAT.PortMapping.*.", true, None)).Should().HaveCount(12);
        (await _tree.GetParameterValuesAsync(["Device.IP.Interface.*.Nothing"], None)).Should().BeEmpty();
    }

    [Fact]
    public async Task Wildcards_need_the_device_to_say_so()
    {
        _tree.Write("Device.ManagementServer.InstanceWildcardsSupported", "0");

        Func<Task> get = async () => await _tree.GetParameterValuesAsync(["Device.NAT.PortMapping.*.Enable"], None);

        (await get.Should().ThrowAsync<CwmpFaultException>()).Which.FaultCode.Should().Be(CwmpFaultCode.InvalidParameterName);
    }

    [Fact]
    public async Task Attributes_are_changed_only_where_their_flag_says_so()
    {
        await _tree.SetParameterAttributesAsync(
            [
                new() { Name = "Device.NAT.", NotificationChange = true, Notification = ParameterNotification.Passive },
                new() { Name = Interval, AccessListChange = true, AccessList = ["Subscriber"],
                Notification = ParameterNotification.Active },
            ],
            None);

        (await _tree.GetParameterAttributesAsync(["Device.NAT."], None))
            .Should().OnlyContain(a => a.Notification == ParameterNotification.Passive);
        ParameterAttributeStruct interval = (await _tree.GetParameterAttributesAsync([Interval], None)).Single();
        interval.Notification.Should().Be(ParameterNotification.Off);
        interval.AccessList.Should().Equal("Subscriber");
        _tree.GetNotifications().Should().HaveCount(3 + 7);
    }

    [Theory]
    [InlineData("Device.DeviceInfo.UpTime", 2)]
    [InlineData("Device.IP.Interface.1.Stats.", 2)]
    [InlineData(Interval, 3)]
    [InlineData(Interval, 6)]
    public async Task Notification_that_cannot_be_had_is_fault_9009_and_changes_nothing(string name, int notification)
    {
        Func<Task> set = async () => await _tree.SetParameterAttributesAsync(
            [
                new() { Name = Enable, NotificationChange = true, Notification = ParameterNotification.Active },
                new() { Name = name, NotificationChange = true, Notification = (ParameterNotification)notification },
            ],
            None);

        (await set.Should().ThrowAsync<CwmpFaultException>()).Which.FaultCode.Should().Be(CwmpFaultCode.NotificationRejected);
        (await _tree.GetParameterAttributesAsync([Enable], None)).Single().Notification.Should().Be(ParameterNotification.Off);
    }

    [Fact]
    public void Change_by_the_device_is_raised_and_an_equal_value_is_none()
    {
        List<string> changed = [];
        _tree.ParameterChanged += (_, e) => changed.Add(e.Name);

        _tree.Write("Device.DeviceInfo.SoftwareVersion", "1.0.0").Should().BeTrue();
        _tree.Write("Device.DeviceInfo.SoftwareVersion", "2.0.0").Should().BeTrue();
        _tree.Write("Device.DeviceInfo.Nothing", "x").Should().BeFalse();

        changed.Should().Equal("Device.DeviceInfo.SoftwareVersion");
    }

    [Fact]
    public async Task Everything_set_survives_a_restart()
    {
        await _tree.SetParameterValuesAsync([ParameterValue.UnsignedInt(Interval, 60)], "key", None);
        await _tree.AddObjectAsync("Device.NAT.PortMapping.", "key2", None);
        await _tree.SetParameterValuesAsync([ParameterValue.String("Device.NAT.PortMapping.2.Description", "x \"y\" ü")], "key3", None);
        await _tree.DeleteObjectAsync("Device.NAT.PortMapping.1.", "key4", None);
        await _tree.SetParameterAttributesAsync(
            [
                new() { Name = Interval, NotificationChange = true, Notification = ParameterNotification.Active, AccessListChange = true,
                AccessList = ["Subscriber"] },
                new() { Name = "Device.DeviceInfo.SoftwareVersion", NotificationChange = true, Notification = ParameterNotification.Off },
            ],
            None);

        CpeParameterTree restarted = Restart(_tree);

        (await restarted.GetParameterValuesAsync([""], None)).Should().Equal(await _tree.GetParameterValuesAsync([""], None));
        (await restarted.GetParameterNamesAsync("", false, None)).Should().Equal(await _tree.GetParameterNamesAsync("", false, None));
        (await restarted.GetParameterAttributesAsync([""], None))
            .Should().BeEquivalentTo(await _tree.GetParameterAttributesAsync([""], None));
        restarted.GetNotifications().Should().Equal(_tree.GetNotifications());
    }

    [Fact]
    public void Saved_state_holds_only_what_differs()
    {
        _tree.Write(Interval, "60");

        Save(_tree).Length.Should().BeLessThan(200);
    }

    [Fact]
    public async Task Factory_reset_forgets_everything()
    {
        await _tree.SetParameterValuesAsync([ParameterValue.UnsignedInt(Interval, 60)], "key", None);
        await _tree.AddObjectAsync("Device.NAT.PortMapping.", "key2", None);
        await _tree.DeleteObjectAsync("Device.NAT.PortMapping.1.", "", None);

        await _tree.FactoryResetAsync(None);

        (await _tree.GetParameterValuesAsync([""], None))
            .Should().Equal(await new CpeParameterTree(CpeModel.Device).GetParameterValuesAsync([""], None));
    }

    [Fact]
    public async Task Factory_values_belong_to_one_device_and_survive_its_factory_reset()
    {
        CpeParameterTree tree = new(CpeModel.Device, new Dictionary<string, string> { ["Device.DeviceInfo.SerialNumber"] = "4711" });
        tree.Write("Device.DeviceInfo.SerialNumber", "0815");

        await tree.FactoryResetAsync(None);

        tree.Read("Device.DeviceInfo.SerialNumber")!.Text.Should().Be("4711");
        tree.DeviceId.SerialNumber.Should().Be("4711");
        _tree.DeviceId.SerialNumber.Should().Be("000001");
    }

    [Fact]
    public void State_of_another_firmware_is_restored_as_far_as_it_fits()
    {
        CpeParameterTree tree = new(CpeModel.Device);
        Restore(tree, """
            {
              "deleted":["Device.Gone.1."],"added":["Device.Gone.2.","nonsense",""],"tables":{"Device.Gone.":4},
              "values":{"Device.Gone":"x","Device.DeviceInfo.ProvisioningCode":"p"},"attributes":{"Device.Gone":[2]}
            }
            """);

        tree.Read("Device.DeviceInfo.ProvisioningCode")!.Text.Should().Be("p");
    }

    [Fact]
    public async Task Undone_change_leaves_nothing_to_be_stored()
    {
        byte[] before = Save(_tree).ToArray();
        _tree.Bind("Device.NAT.PortMapping.1.ExternalPort", new CpeParameterBinding { Read = () => "8080", Write = _ => { } });
        _tree.Bind("Device.NAT.PortMapping.1.Protocol", new CpeParameterBinding { Write = _ => throw new IOException("bus error") });

        Func<Task> set = async () => await _tree.SetParameterValuesAsync(
            [
                new("Device.NAT.PortMapping.1.ExternalPort", ParameterType.UnsignedInt, "1"),
                ParameterValue.String("Device.NAT.PortMapping.1.Protocol", "TCP"),
            ],
            "",
            None);

        await set.Should().ThrowAsync<IOException>();
        Save(_tree).ToArray().Should().Equal(before, "what the device happened to say is no setting of the ACS");
    }

    private static ReadOnlyMemory<byte> Save(CpeParameterTree tree)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter writer = new(buffer))
        {
            ((ICpeStoredModel)tree).SaveState(writer);
        }

        return buffer.WrittenMemory;
    }

    private static void Restore(CpeParameterTree tree, string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        ((ICpeStoredModel)tree).RestoreState(document.RootElement);
    }

    private static CpeParameterTree Restart(CpeParameterTree tree)
    {
        CpeParameterTree restarted = new(CpeModel.Device);
        Restore(restarted, System.Text.Encoding.UTF8.GetString(Save(tree).Span));
        return restarted;
    }
}
