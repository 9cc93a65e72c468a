// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;

namespace Cwmp.Tls.Tests.Serialization;

/// <summary>One full envelope for every RPC and direction, and for the kinds of faults. Each is a golden file of the same name.</summary>
internal static class MessageSamples
{
    private const string Uuid = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";

    private static readonly CwmpDateTime Start = CwmpDateTime.From(new DateTimeOffset(2026, 3, 1, 10, 22, 33, TimeSpan.Zero));
    private static readonly CwmpDateTime End = CwmpDateTime.From(new DateTimeOffset(2026, 3, 1, 11, 22, 33, TimeSpan.FromHours(1)));

    public static IReadOnlyDictionary<string, CwmpEnvelope> All { get; } = Bodies()
        .Select(body => (Name: body.ElementName, Envelope: new CwmpEnvelope { Body = body, Id = "1" }))
        .Concat(Special())
        .ToDictionary(sample => sample.Name, sample => sample.Envelope, StringComparer.Ordinal);

    private static IEnumerable<CwmpMessage> Bodies() =>
    [
        new GetRPCMethods(),
        new GetRPCMethodsResponse { MethodList = ["GetRPCMethods", "SetParameterValues", "X_00D09E_Act"] },
        new SetParameterValues
        {
            ParameterList =
            [
                ParameterValue.String("Device.ManagementServer.Username", "a<b>&\"c'"),
                ParameterValue.UnsignedInt("Device.ManagementServer.PeriodicInformInterval", 86400),
                ParameterValue.Boolean("Device.ManagementServer.PeriodicInformEnable", true),
            ],
            ParameterKey = "key",
        },
        new SetParameterValuesResponse { Status = RequestStatus.NotYetApplied },
        new GetParameterValues { ParameterNames = ["Device.DeviceInfo.", "Device.ManagementServer.URL"] },
        new GetParameterValuesResponse
        {
            ParameterList =
            [
                ParameterValue.String("Device.DeviceInfo.Manufacturer", "Müller & Söhne 日本 \U0001F600"),
                ParameterValue.Int("Device.A", -17),
                ParameterValue.UnsignedInt("Device.B", uint.MaxValue),
                ParameterValue.Long("Device.C", long.MinValue),
                ParameterValue.UnsignedLong("Device.D", ulong.MaxValue),
                ParameterValue.Boolean("Device.E", false),
                ParameterValue.DateTime("Device.F", Start),
                ParameterValue.Base64("Device.G", [1, 2, 3, 4]),
                ParameterValue.HexBinary("Device.H", [0xAB, 0xCD]),
                new ParameterValue("Device.I", ParameterType.SoapBase64, "AQID"),
                new ParameterValue("Device.J", ParameterType.Undeclared, "  two\n\tlines \r\n"),
            ],
        },
        new GetParameterNames { ParameterPath = "Device.", NextLevel = true },
        new GetParameterNamesResponse
        {
            ParameterList =
            [
                new ParameterInfoStruct { Name = "Device.DeviceInfo.", Writable = false },
                new ParameterInfoStruct { Name = "Device.RootDataModelVersion", Writable = true },
            ],
        },
        new SetParameterAttributes
        {
            ParameterList =
            [
                new SetParameterAttributesStruct
                {
                    Name = "Device.IP.",
                    NotificationChange = true,
                    Notification = ParameterNotification.Active,
                    AccessListChange = true,
                    AccessList = ["Subscriber"],
                },
            ],
        },
        new SetParameterAttributesResponse(),
        new GetParameterAttributes { ParameterNames = ["Device.IP."] },
        new GetParameterAttributesResponse
        {
            ParameterList =
            [
                new ParameterAttributeStruct { Name = "Device.A", Notification = ParameterNotification.Passive,
                    AccessList = ["Subscriber"] },
                new ParameterAttributeStruct { Name = "Device.B", Notification = ParameterNotification.PassiveAndActiveLightweight },
            ],
        },
        new AddObject { ObjectName = "Device.NAT.PortMapping.", ParameterKey = "key" },
        new AddObjectResponse { InstanceNumber = 3, Status = RequestStatus.Applied },
        new DeleteObject { ObjectName = "Device.NAT.PortMapping.3.", ParameterKey = string.Empty },
        new DeleteObjectResponse { Status = RequestStatus.Applied },
        new Download
        {
            CommandKey = "download",
            FileType = FileTypes.FirmwareUpgradeImage,
            URL = "https://files.example/fw?a=1&b=2",
            Username = "user",
            Password = "pass",
            FileSize = 12345678,
            TargetFileName = "fw.bin",
            DelaySeconds = 5,
            SuccessURL = "https://example/ok",
            FailureURL = "https://example/no",
        },
        new DownloadResponse { Status = RequestStatus.Applied, StartTime = Start, CompleteTime = End },
        new Upload
        {
            CommandKey = "upload",
            FileType = FileTypes.UploadVendorLogFileInstance(1),
            URL = "https://files.example/log",
            Username = "user",
            Password = "pass",
            DelaySeconds = 0,
        },
        new UploadResponse { Status = RequestStatus.NotYetApplied },
        new ScheduleDownload
        {
            CommandKey = "schedule",
            FileType = FileTypes.ToneFile,
            URL = "https://files.example/tone",
            FileSize = 1,
            TargetFileName = "tone",
            TimeWindowList =
            [
                new TimeWindowStruct { WindowStart = 0, WindowEnd = 3600, WindowMode = TimeWindowModes.AtAnyTime, MaxRetries = -1 },
                new TimeWindowStruct
                {
                    WindowStart = 7200,
                    WindowEnd = 10800,
                    WindowMode = TimeWindowModes.ConfirmationNeeded,
                    UserMessage = "May I?",
                    MaxRetries = 2,
                },
            ],
        },
        new ScheduleDownloadResponse(),
        new CancelTransfer { CommandKey = "schedule" },
        new CancelTransferResponse(),
        new Reboot { CommandKey = "reboot" },
        new RebootResponse(),
        new FactoryReset(),
        new FactoryResetResponse(),
        new ScheduleInform { DelaySeconds = 60, CommandKey = "later" },
        new ScheduleInformResponse(),
        new GetQueuedTransfers(),
        new GetQueuedTransfersResponse { TransferList =
            [new QueuedTransferStruct { CommandKey = "download", State = TransferState.InProgress }] },
        new GetAllQueuedTransfers(),
        new GetAllQueuedTransfersResponse
        {
            TransferList =
            [
                new AllQueuedTransferStruct
                {
                    CommandKey = "download",
                    State = TransferState.Completed,
                    IsDownload = true,
                    FileType = FileTypes.WebContent,
                    FileSize = 17,
                    TargetFileName = "index.html",
                },
            ],
        },
        new ChangeDUState
        {
            Operations =
            [
                new InstallOpStruct { URL = "https://du.example/a", UUID = Uuid, Username = "user", Password = "pass",
                    ExecutionEnvRef = ".SoftwareModules.ExecEnv.1." },
                new InstallOpStruct { URL = "https://du.example/b" },
                new UpdateOpStruct { UUID = Uuid, Version = "1.0", URL = "https://du.example/c", Username = "user", Password = "pass" },
                new UpdateOpStruct(),
                new UninstallOpStruct { UUID = Uuid, Version = "1.0", ExecutionEnvRef = ".SoftwareModules.ExecEnv.1." },
            ],
            CommandKey = "units",
        },
        new ChangeDUStateResponse(),
        new SetVouchers { VoucherList = ["AQIDBA==", "BQY="] },
        new SetVouchersResponse(),
        new GetOptions { OptionName = "Option" },
        new GetOptionsResponse
        {
            OptionList =
            [
                new OptionStruct
                {
                    OptionName = "Option",
                    VoucherSN = 12345678,
                    State = OptionState.EnabledSetUp,
                    Mode = OptionMode.EnabledWithExpiration,
                    StartDate = Start,
                    ExpirationDate = CwmpDateTime.Infinite,
                    IsTransferable = true,
                },
                new OptionStruct { OptionName = "Other" },
            ],
        },
        new Inform
        {
            DeviceId =
            new DeviceIdStruct { Manufacturer = "Example, Inc.", OUI = "00D09E", ProductClass = "Gateway", SerialNumber = "SN-1" },
            Event = [new EventStruct(EventCode.Boot), new EventStruct(EventCode.MDownload, "download"),
            new EventStruct(EventCode.FromText("X 00D09E Button pressed"))],
            CurrentTime = End,
            RetryCount = 2,
            ParameterList =
            [
                ParameterValue.String("Device.RootDataModelVersion", "2.15"),
                ParameterValue.String("Device.ManagementServer.ParameterKey", string.Empty),
            ],
        },
        new InformResponse(),
        new TransferComplete
        {
            CommandKey = "download",
            FaultStruct = new FaultStruct(CwmpFaultCode.CannotContactFileServer, "no route"),
        },
        new TransferCompleteResponse(),
        new AutonomousTransferComplete
        {
            AnnounceURL = "https://announce.example/",
            TransferURL = "https://files.example/fw",
            IsDownload = true,
            FileType = FileTypes.FirmwareUpgradeImage,
            FileSize = 42,
            TargetFileName = "fw.bin",
            StartTime = Start,
            CompleteTime = End,
        },
        new AutonomousTransferCompleteResponse(),
        new RequestDownload { FileType = FileTypes.WebContent, FileTypeArg = [new ArgStruct("Version", "v2.0")] },
        new RequestDownloadResponse(),
        new Kicked { Command = "command", Referer = "https://referer.example/", Arg = "arg", Next = "https://next.example/" },
        new KickedResponse { NextURL = "https://next.example/?done=1" },
        new DUStateChangeComplete
        {
            Results =
            [
                new OpResultStruct
                {
                    UUID = Uuid,
                    DeploymentUnitRef = ".SoftwareModules.DeploymentUnit.1.",
                    Version = "1.0",
                    CurrentState = DeploymentUnitStates.Installed,
                    Resolved = true,
                    ExecutionUnitRefList = ".SoftwareModules.ExecutionUnit.1, .SoftwareModules.ExecutionUnit.2",
                    StartTime = Start,
                    CompleteTime = End,
                },
                new OpResultStruct
                {
                    UUID = Uuid,
                    CurrentState = DeploymentUnitStates.Failed,
                    Fault = new FaultStruct(CwmpFaultCode.UnknownExecutionEnvironment, "no such environment"),
                },
            ],
            CommandKey = "units",
        },
        new DUStateChangeCompleteResponse(),
        new AutonomousDUStateChangeComplete
        {
            Results =
            [
                new AutonOpResultStruct
                {
                    UUID = Uuid,
                    DeploymentUnitRef = ".SoftwareModules.DeploymentUnit.1.",
                    Version = "1.1",
                    CurrentState = DeploymentUnitStates.Installed,
                    Resolved = true,
                    OperationPerformed = DeploymentUnitOperations.Update,
                },
            ],
        },
        new AutonomousDUStateChangeCompleteResponse(),
        new VendorRequest(
            "X_00D09E_Act",
            [
                new VendorElement { Name = "Mode", Type = ParameterType.String, Text = "fast" },
                new VendorElement
                {
                    Name = "List",
                    ArrayType = "xsd:string",
                    Elements = [new VendorElement { Name = "string", Text = "one" }, new VendorElement { Name = "string", Text = "two" }],
                },
            ]),
        new VendorResponse("X_00D09E_Act", [new VendorElement { Name = "Status", Text = "0" }]),
    ];

    private static IEnumerable<(string Name, CwmpEnvelope Envelope)> Special()
    {
        yield return ("Fault", new CwmpEnvelope { Body = CwmpFault.Create(CwmpFaultCode.AcsRetryRequest), Id = "1" });
        yield return ("Fault-SetParameterValues", new CwmpEnvelope
        {
            Body = CwmpFault.Create(CwmpFaultCode.InvalidArguments) with
            {
                SetParameterValuesFaults =
                [
                    new SetParameterValuesFault { ParameterName = "Device.A", FaultCode = CwmpFaultCode.InvalidParameterValue,
                        FaultString = "Value out of range" },
                    new SetParameterValuesFault { ParameterName = "Device.B", FaultCode = new CwmpFaultCode(9801) },
                ],
            },
            Id = "1",
        });
        yield return ("Fault-MustUnderstand", new CwmpEnvelope
        {
            Body = new CwmpFault { SoapFaultCode = SoapFaultCode.MustUnderstand, SoapFaultString = "A header was not understood" },
            Id = "1",
        });
        yield return ("Inform-Headers", new CwmpEnvelope
        {
            Body = new Inform { DeviceId = new DeviceIdStruct { OUI = "00D09E", SerialNumber = "1" } },
            Id = "a&b",
            SessionTimeout = 60,
            SupportedCwmpVersions = CwmpVersion.All,
        });
        yield return ("InformResponse-Headers", new CwmpEnvelope
        {
            Body = new InformResponse(),
            HoldRequests = true,
            UseCwmpVersion = CwmpVersion.Cwmp14,
        });
        yield return ("Reboot-1-0", new CwmpEnvelope { Body = new Reboot(), Namespace = CwmpNamespace.Cwmp10 });
    }
}
