// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;
using Cwmp.Tls.Soap;
using Cwmp.Tls.TestSupport;

namespace Cwmp.Tls.Tests.Serialization;

/// <summary>
/// Envelopes in the manner of many makers, each with its own liberties, and what they mean. The files are beside this one.
/// </summary>
public sealed class DialectTests
{
    private const string Igd = "InternetGatewayDevice.";

    private static readonly string Folder =
        Path.Combine(RepositoryFiles.Root, "tests", "Cwmp.Tls.Messages.Tests", "Serialization", "Dialects");

    private static readonly GetParameterValues Accented = new() { ParameterNames = ["Device.Gerät.", "é"] };

    private static readonly Dictionary<string, CwmpEnvelope> Meanings = new(StringComparer.Ordinal)
    {
        ["fritzbox-inform"] = new CwmpEnvelope
        {
            Id = "100",
            Namespace = CwmpNamespace.Cwmp10,
            Body = new Inform
            {
                DeviceId =
                new DeviceIdStruct { Manufacturer = "AVM", OUI = "00040E", ProductClass = "FRITZ!Box", SerialNumber = "AABBCCDDEEFF" },
                Event = [new EventStruct(EventCode.ConnectionRequest), new EventStruct(EventCode.ValueChange)],
                CurrentTime = CwmpDateTime.FromText("2024-03-31T02:30:00+01:00"),
                ParameterList = [ParameterValue.String(Igd + "DeviceInfo.SoftwareVersion", "154.07.57")],
            },
        },
        ["huawei-inform-types-on-everything"] = new CwmpEnvelope
        {
            Id = "1804289383",
            SupportedCwmpVersions = [CwmpVersion.Cwmp10, CwmpVersion.Cwmp11, CwmpVersion.Cwmp12],
            Body = new Inform
            {
                DeviceId = new DeviceIdStruct
                {
                    Manufacturer = "Huawei Technologies Co., Ltd",
                    OUI = "00259e",
                    ProductClass = "",
                    SerialNumber = "48575443A1B2C3D4"
                },
                Event = [new EventStruct(EventCode.Periodic)],
                CurrentTime = CwmpDateTime.FromText("1970-01-01T00:01:07"),
                RetryCount = 3,
                ParameterList =
                [
                    ParameterValue.UnsignedInt(Igd + "DeviceInfo.UpTime", 67),
                    new ParameterValue(Igd + "ManagementServer.PeriodicInformEnable", ParameterType.Boolean, "true"),
                ],
            },
        },
        ["zte-values-with-cdata-and-comments"] = new CwmpEnvelope
        {
            Id = "42",
            Namespace = CwmpNamespace.Cwmp10,
            Body = new GetParameterValuesResponse
            {
                ParameterList =
                [
                    ParameterValue.String(Igd + "LANDevice.1.WLANConfiguration.1.SSID", "Caf & <Bar>"),
                    ParameterValue.String(Igd + "LANDevice.1.WLANConfiguration.1.KeyPassphrase", "two parts"),
                ],
            },
        },
        ["tplink-inform-default-namespace"] = new CwmpEnvelope
        {
            Namespace = CwmpNamespace.Cwmp10,
            Body = new Inform
            {
                DeviceId = new DeviceIdStruct { OUI = "F4F26D", SerialNumber = "218" },
                Event = [new EventStruct(EventCode.Bootstrap), new EventStruct(EventCode.Boot)],
                CurrentTime = CwmpDateTime.Unknown,
                ParameterList =
                [new ParameterValue(Igd + "DeviceSummary", ParameterType.Undeclared, "InternetGatewayDevice:1.1[](Baseline:1)")],
            },
        },
        ["mikrotik-transfer-complete"] = new CwmpEnvelope
        {
            Id = "f00",
            Namespace = Namespace("urn:dslforum-org:cwmp-1-4"),
            SessionTimeout = 60,
            Body = new TransferComplete
            {
                CommandKey = "k1",
                FaultStruct = new FaultStruct(new CwmpFaultCode(9016), "Download failure: File not found"),
                StartTime = CwmpDateTime.Unknown,
                CompleteTime = CwmpDateTime.FromText("2024-05-01T08:00:00.25-03:30"),
            },
        },
        ["zyxel-crlf-and-trailing-nuls"] = new CwmpEnvelope
        {
            Namespace = CwmpNamespace.Cwmp10,
            Body = new SetParameterValuesResponse { Status = RequestStatus.NotYetApplied },
        },
        ["dlink-fault-in-odd-namespaces"] = new CwmpEnvelope
        {
            Id = "9",
            Namespace = CwmpNamespace.Cwmp10,
            Body = new CwmpFault
            {
                SoapFaultCode = SoapFaultCode.Client,
                FaultCode = CwmpFaultCode.InvalidArguments,
                FaultString = "Invalid arguments",
                SetParameterValuesFaults =
                [
                    new SetParameterValuesFault { ParameterName = Igd + "Time.NTPServer1", FaultCode = CwmpFaultCode.InvalidParameterValue,
                        FaultString = "" },
                ],
            },
        },
        ["nokia-names-with-prefixed-items"] = new CwmpEnvelope
        {
            Id = "x y",
            Namespace = CwmpNamespace.Cwmp11,
            Body = new GetParameterNamesResponse
            {
                ParameterList = [new ParameterInfoStruct { Name = "Device.", Writable = false },
                new ParameterInfoStruct { Name = "Device.X_ALU_A", Writable = true }],
            },
        },
        ["technicolor-nil-and-out-of-order"] = new CwmpEnvelope
        {
            Namespace = CwmpNamespace.Cwmp10,
            Body = new Download
            {
                CommandKey = "c",
                FileType = "1 Firmware Upgrade Image",
                URL = "http://192.0.2.1/f?a=1&b=2",
                FileSize = 7,
                DelaySeconds = 5
            },
        },
        ["xml-1-1-set-attributes-unbound-items"] = new CwmpEnvelope
        {
            Namespace = CwmpNamespace.Cwmp10,
            Body = new SetParameterAttributes
            {
                ParameterList =
                [
                    new SetParameterAttributesStruct
                    {
                        Name = "Device.",
                        NotificationChange = true,
                        Notification = ParameterNotification.Active,
                        AccessListChange = true,
                        AccessList = ["Subscriber"],
                    },
                ],
            },
        },
        ["fault-struct-alone"] = new CwmpEnvelope
        {
            Namespace = CwmpNamespace.Cwmp10,
            Body = new CwmpFault
            {
                SoapFaultCode = SoapFaultCode.Client,
                SoapFaultString = "",
                FaultCode = CwmpFaultCode.InvalidParameterName,
                FaultString = "Invalid parameter name",
            },
        },
        ["siemens-latin-1"] = new CwmpEnvelope { Namespace = CwmpNamespace.Cwmp10, Body = Accented },
        ["utf-16-little-endian"] = new CwmpEnvelope { Namespace = CwmpNamespace.Cwmp10, Body = Accented },
        ["utf-16-big-endian-without-mark"] = new CwmpEnvelope { Namespace = CwmpNamespace.Cwmp10, Body = Accented },
    };

    public static TheoryData<string> Names() => [.. Meanings.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Dialect_is_understood(string name)
    {
        CwmpEnvelope envelope = CwmpSerializer.Default.Read(File.ReadAllBytes(Path.Combine(Folder, name + ".xml")));

        envelope.Should().Be(Meanings[name]);
        CwmpSerializer.Default.Read(CwmpSerializer.Default.WriteToArray(envelope)).Should().Be(envelope);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Dialect_cut_at_any_byte_is_refused_or_whole(string name)
    {
        byte[] bytes = File.ReadAllBytes(Path.Combine(Folder, name + ".xml"));

        for (int length = 2; length < bytes.Length; length++)
        {
            if (CwmpSerializer.Default.TryRead(bytes.AsSpan(0, length), out CwmpEnvelope? envelope, out CwmpProtocolError error))
            {
                // Nothing but what may follow an envelope was cut away.
                envelope.Should().Be(Meanings[name]);
            }
            else
            {
                error.Code.Should().BeOneOf(CwmpProtocolErrorCode.Truncated, CwmpProtocolErrorCode.Empty,
                    CwmpProtocolErrorCode.InvalidEncoding);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Dialect_in_pieces_of_any_size_is_the_same(string name)
    {
        byte[] bytes = await File.ReadAllBytesAsync(Path.Combine(Folder, name + ".xml"), TestContext.Current.CancellationToken);
        foreach (int size in (int[])[1, 2, 3, 5, 64, 511])
        {
            CwmpSerializer.Default.Read(Fragments.Sequence(bytes, size)).Should().Be(Meanings[name]);
            (await CwmpSerializer.Default.ReadAsync(Fragments.Pipe(bytes, size), cancellationToken: TestContext.Current.CancellationToken))
                .Should().Be(Meanings[name]);
        }
    }

    [Fact]
    public void Every_file_has_a_meaning() =>
        Directory.GetFiles(Folder).Select(Path.GetFileNameWithoutExtension).Should().BeEquivalentTo(Meanings.Keys);

    private static CwmpNamespace Namespace(string uri) =>
        CwmpNamespace.TryParse(uri, out CwmpNamespace ns) ? ns : throw new ArgumentException("No namespace of CWMP.", nameof(uri));
}
