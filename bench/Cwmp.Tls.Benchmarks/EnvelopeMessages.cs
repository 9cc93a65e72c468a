// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using Cwmp.Tls.Messages;
using Cwmp.Tls.Serialization;

namespace Cwmp.Tls.Benchmarks;

/// <summary>
/// The two messages of every codec figure: an Inform with ten parameters, and a GetParameterValuesResponse with a thousand. They come from
/// `shared/messages` beside the repository, and are made in the same shape where that is missing.
/// </summary>
internal static class EnvelopeMessages
{
    public static byte[] Inform { get; } = Load("inform-10.xml") ?? MakeInform();

    public static byte[] GetParameterValuesResponse { get; } = Load("get-parameter-values-response-1000.xml")
        ?? MakeGetParameterValuesResponse();

    public static byte[] Get(string name) => name == nameof(Inform) ? Inform : GetParameterValuesResponse;

    private static byte[]? Load(string file)
    {
        string? folder = Environment.GetEnvironmentVariable("CWMP_TLS_SHARED");
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); folder is null && at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Cwmp.Tls.sln")))
            {
                folder = Path.Combine(at.FullName, "..", "shared");
            }
        }

        string path = Path.Combine(folder ?? ".", "messages", file);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    private static byte[] MakeInform()
    {
        const string Root = "InternetGatewayDevice.";
        return Write("1804289383", new Inform
        {
            DeviceId = new DeviceIdStruct
            {
                Manufacturer = "Example Technologies Co., Ltd",
                OUI = "00D09E",
                ProductClass = "HG8245H",
                SerialNumber = "48575443A1B2C3D4",
            },
            Event = [new EventStruct(EventCode.Periodic), new EventStruct(EventCode.ValueChange)],
            CurrentTime = CwmpDateTime.From(new DateTimeOffset(2026, 3, 1, 10, 22, 33, TimeSpan.Zero)),
            ParameterList =
            [
                ParameterValue.String(Root + "DeviceSummary", "InternetGatewayDevice:1.4[](Baseline:2, EthernetLAN:1, ADSLWAN:1, Time:2, " +
                    "IPPing:1, WiFiLAN:2), VoiceService:1.0[1](SIPEndpoint:1)"),
                ParameterValue.String(Root + "DeviceInfo.SpecVersion", "1.0"),
                ParameterValue.String(Root + "DeviceInfo.HardwareVersion", "VER.B"),
                ParameterValue.String(Root + "DeviceInfo.SoftwareVersion", "V5R019C10S125"),
                ParameterValue.String(Root + "DeviceInfo.ProvisioningCode", "TLCO.GRP2"),
                ParameterValue.String(Root + "ManagementServer.ConnectionRequestURL", "http://10.21.33.7:7547/a8f3c2&x=1"),
                ParameterValue.String(Root + "ManagementServer.ParameterKey", string.Empty),
                ParameterValue.String(Root + "WANDevice.1.WANConnectionDevice.1.WANIPConnection.1.ExternalIPAddress", "10.21.33.7"),
                ParameterValue.UnsignedInt(Root + "DeviceInfo.UpTime", 184223),
                ParameterValue.Boolean(Root + "ManagementServer.PeriodicInformEnable", true),
            ],
        });
    }

    private static byte[] MakeGetParameterValuesResponse()
    {
        string[] leaves = ["Channel", "Enable", "LastChange", "MACAddress", "RSSI", "BytesSent", "SSID", "Uptime"];
        var random = new Random(1);
        var list = new List<ParameterValue>();
        for (int i = 0; i < 1000; i++)
        {
            string name = string.Create(
                CultureInfo.InvariantCulture,
                $"InternetGatewayDevice.LANDevice.1.WLANConfiguration.{1 + (i / 160)}." +
                $"AssociatedDevice.{1 + (i / 8 % 20)}.X_{leaves[random.Next(8)]}{i % 8}");
            list.Add(random.Next(5) switch
            {
                0 => ParameterValue.DateTime(name, CwmpDateTime.From(new DateTimeOffset(2026, 3, 1, 10, 22, 33, TimeSpan.Zero))),
                1 => ParameterValue.Int(name, -random.Next(100)),
                2 => ParameterValue.UnsignedInt(name, (uint)random.Next()),
                3 => ParameterValue.Boolean(name, random.Next(2) == 0),
                _ => ParameterValue.String(name, string.Join(':', Convert.ToHexString(BitConverter.GetBytes(random.NextInt64()), 0, 6)
                .ToLowerInvariant().Chunk(2).Select(c => new string(c)))),
            });
        }

        return Write("ID:intrnl.unset.id.GetParameterValues", new GetParameterValuesResponse { ParameterList = list });
    }

    // Our writer leaves out line ends, which the messages of the field have between their elements.
    private static byte[] Write(string id, CwmpMessage body)
    {
        byte[] bytes = (CwmpSerializer.Default with { WritesXmlDeclaration = true })
            .WriteToArray(new CwmpEnvelope { Body = body, Id = id, Namespace = CwmpNamespace.Cwmp10 });
        string text = System.Text.Encoding.UTF8.GetString(bytes);
        return System.Text.Encoding.UTF8.GetBytes(text.Replace("><", ">\n<", StringComparison.Ordinal)
            .Replace(">\n</Value", "></Value", StringComparison.Ordinal)
            .Replace(">\n</CommandKey", "></CommandKey", StringComparison.Ordinal));
    }
}
