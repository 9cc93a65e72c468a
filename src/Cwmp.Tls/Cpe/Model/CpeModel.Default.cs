// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe.Model;

/// <content>The built-in models.</content>
public sealed partial class CpeModel
{
    private static readonly Lazy<CpeModel> Tr181 = new(() => Parse(new StringReader(DeviceCsv)));
    private static readonly Lazy<CpeModel> Tr098 = new(() => Parse(new StringReader(InternetGatewayDeviceCsv)));

    /// <summary>A small gateway after TR-181 (<c>Device:2</c>): enough to be managed, with a port mapping table to add to.</summary>
    public static CpeModel Device => Tr181.Value;

    /// <summary>A small gateway after TR-098 (<c>InternetGatewayDevice:1</c>).</summary>
    public static CpeModel InternetGatewayDevice => Tr098.Value;

    private const string DeviceCsv = """
        Parameter,Object,Writable,Value,Value type
        Device.RootDataModelVersion,false,false,2.12,xsd:string
        Device.DeviceInfo.Manufacturer,false,false,Cwmp.Tls,xsd:string
        Device.DeviceInfo.ManufacturerOUI,false,false,00D09E,xsd:string
        Device.DeviceInfo.ModelName,false,false,Simulated Gateway,xsd:string
        Device.DeviceInfo.ProductClass,false,false,Gateway,xsd:string
        Device.DeviceInfo.SerialNumber,false,false,000001,xsd:string
        Device.DeviceInfo.HardwareVersion,false,false,1.0,xsd:string
        Device.DeviceInfo.SoftwareVersion,false,false,1.0.0,xsd:string
        Device.DeviceInfo.ProvisioningCode,false,true,,xsd:string
        Device.DeviceInfo.UpTime,false,false,0,xsd:unsignedInt
        Device.ManagementServer.EnableCWMP,false,true,true,xsd:boolean
        Device.ManagementServer.URL,false,true,,xsd:string
        Device.ManagementServer.Username,false,true,,xsd:string
        Device.ManagementServer.Password,false,true,,xsd:string
        Device.ManagementServer.PeriodicInformEnable,false,true,true,xsd:boolean
        Device.ManagementServer.PeriodicInformInterval,false,true,86400,xsd:unsignedInt
        Device.ManagementServer.PeriodicInformTime,false,true,0001-01-01T00:00:00Z,xsd:dateTime
        Device.ManagementServer.ParameterKey,false,false,,xsd:string
        Device.ManagementServer.ConnectionRequestURL,false,false,,xsd:string
        Device.ManagementServer.ConnectionRequestUsername,false,true,,xsd:string
        Device.ManagementServer.ConnectionRequestPassword,false,true,,xsd:string
        Device.ManagementServer.HTTPConnectionRequestEnable,false,true,true,xsd:boolean
        Device.ManagementServer.UpgradesManaged,false,true,true,xsd:boolean
        Device.ManagementServer.DefaultActiveNotificationThrottle,false,true,0,xsd:unsignedInt
        Device.ManagementServer.CWMPRetryMinimumWaitInterval,false,true,5,xsd:unsignedInt
        Device.ManagementServer.CWMPRetryIntervalMultiplier,false,true,2000,xsd:unsignedInt
        Device.ManagementServer.AliasBasedAddressing,false,false,false,xsd:boolean
        Device.ManagementServer.InstanceWildcardsSupported,false,false,true,xsd:boolean
        Device.ManagementServer.InformParameterNumberOfEntries,false,false,1,xsd:unsignedInt
        Device.ManagementServer.InformParameter,true,true,,
        Device.ManagementServer.InformParameter.1,true,true,,
        Device.ManagementServer.InformParameter.1.Enable,false,true,false,xsd:boolean
        Device.ManagementServer.InformParameter.1.ParameterName,false,true,,xsd:string
        Device.ManagementServer.InformParameter.1.EventList,false,true,,xsd:string
        Device.Time.Enable,false,true,true,xsd:boolean
        Device.Time.NTPServer1,false,true,pool.ntp.org,xsd:string
        Device.Time.LocalTimeZone,false,true,UTC0,xsd:string
        Device.IP.InterfaceNumberOfEntries,false,false,1,xsd:unsignedInt
        Device.IP.Interface,true,false,,
        Device.IP.Interface.1,true,false,,
        Device.IP.Interface.1.Enable,false,true,true,xsd:boolean
        Device.IP.Interface.1.Status,false,false,Up,xsd:string
        Device.IP.Interface.1.Stats.BytesSent,false,false,0,xsd:unsignedLong
        Device.IP.Interface.1.Stats.BytesReceived,false,false,0,xsd:unsignedLong
        Device.NAT.PortMappingNumberOfEntries,false,false,1,xsd:unsignedInt
        Device.NAT.PortMapping,true,true,,
        Device.NAT.PortMapping.1,true,true,,
        Device.NAT.PortMapping.1.Enable,false,true,false,xsd:boolean
        Device.NAT.PortMapping.1.ExternalPort,false,true,0,xsd:unsignedInt
        Device.NAT.PortMapping.1.InternalPort,false,true,0,xsd:unsignedInt
        Device.NAT.PortMapping.1.InternalClient,false,true,,xsd:string
        Device.NAT.PortMapping.1.Protocol,false,true,TCP,xsd:string
        Device.NAT.PortMapping.1.Description,false,true,,xsd:string
        Device.WiFi.SSIDNumberOfEntries,false,false,1,xsd:unsignedInt
        Device.WiFi.SSID,true,true,,
        Device.WiFi.SSID.1,true,true,,
        Device.WiFi.SSID.1.Enable,false,true,true,xsd:boolean
        Device.WiFi.SSID.1.SSID,false,true,Simulated,xsd:string
        Device.WiFi.AccessPoint,true,false,,
        Device.WiFi.AccessPoint.1,true,false,,
        Device.WiFi.AccessPoint.1.Security.KeyPassphrase,false,true,,xsd:string
        """;

    private const string InternetGatewayDeviceCsv = """
        Parameter,Object,Writable,Value,Value type
        InternetGatewayDevice.DeviceSummary,false,false,"InternetGatewayDevice:1.4[](Baseline:1, Time:1)",xsd:string
        InternetGatewayDevice.DeviceInfo.Manufacturer,false,false,Cwmp.Tls,xsd:string
        InternetGatewayDevice.DeviceInfo.ManufacturerOUI,false,false,00D09E,xsd:string
        InternetGatewayDevice.DeviceInfo.ModelName,false,false,Simulated Gateway,xsd:string
        InternetGatewayDevice.DeviceInfo.ProductClass,false,false,Gateway,xsd:string
        InternetGatewayDevice.DeviceInfo.SerialNumber,false,false,000001,xsd:string
        InternetGatewayDevice.DeviceInfo.SpecVersion,false,false,1.0,xsd:string
        InternetGatewayDevice.DeviceInfo.HardwareVersion,false,false,1.0,xsd:string
        InternetGatewayDevice.DeviceInfo.SoftwareVersion,false,false,1.0.0,xsd:string
        InternetGatewayDevice.DeviceInfo.ProvisioningCode,false,true,,xsd:string
        InternetGatewayDevice.DeviceInfo.UpTime,false,false,0,xsd:unsignedInt
        InternetGatewayDevice.ManagementServer.URL,false,true,,xsd:string
        InternetGatewayDevice.ManagementServer.Username,false,true,,xsd:string
        InternetGatewayDevice.ManagementServer.Password,false,true,,xsd:string
        InternetGatewayDevice.ManagementServer.PeriodicInformEnable,false,true,true,xsd:boolean
        InternetGatewayDevice.ManagementServer.PeriodicInformInterval,false,true,86400,xsd:unsignedInt
        InternetGatewayDevice.ManagementServer.PeriodicInformTime,false,true,0001-01-01T00:00:00Z,xsd:dateTime
        InternetGatewayDevice.ManagementServer.ParameterKey,false,false,,xsd:string
        InternetGatewayDevice.ManagementServer.ConnectionRequestURL,false,false,,xsd:string
        InternetGatewayDevice.ManagementServer.ConnectionRequestUsername,false,true,,xsd:string
        InternetGatewayDevice.ManagementServer.ConnectionRequestPassword,false,true,,xsd:string
        InternetGatewayDevice.ManagementServer.UpgradesManaged,false,true,true,xsd:boolean
        InternetGatewayDevice.ManagementServer.DefaultActiveNotificationThrottle,false,true,0,xsd:unsignedInt
        InternetGatewayDevice.ManagementServer.CWMPRetryMinimumWaitInterval,false,true,5,xsd:unsignedInt
        InternetGatewayDevice.ManagementServer.CWMPRetryIntervalMultiplier,false,true,2000,xsd:unsignedInt
        InternetGatewayDevice.ManagementServer.AliasBasedAddressing,false,false,false,xsd:boolean
        InternetGatewayDevice.Time.NTPServer1,false,true,pool.ntp.org,xsd:string
        InternetGatewayDevice.Layer3Forwarding.DefaultConnectionService,false,true,InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1.WANIPConnection.1,xsd:string
        InternetGatewayDevice.WANDevice,true,false,,
        InternetGatewayDevice.WANDevice.1,true,false,,
        InternetGatewayDevice.WANDevice.1.WANConnectionDevice,true,true,,
        InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1,true,true,,
        InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1.WANIPConnectionNumberOfEntries,false,false,1,xsd:unsignedInt
        InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1.WANIPConnection,true,true,,
        InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1.WANIPConnection.1,true,true,,
        InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1.WANIPConnection.1.Enable,false,true,true,xsd:boolean
        InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1.WANIPConnection.1.ConnectionStatus,false,false,Connected,xsd:string
        InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1.WANIPConnection.1.ExternalIPAddress,false,true,192.0.2.1,xsd:string
        InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1.WANIPConnection.1.PortMappingNumberOfEntries,false,false,1,xsd:unsignedInt
        InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1.WANIPConnection.1.PortMapping,true,true,,
        InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1.WANIPConnection.1.PortMapping.1,true,true,,
        InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1.WANIPConnection.1.PortMapping.1.PortMappingEnabled,false,true,false,xsd:boolean
        InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1.WANIPConnection.1.PortMapping.1.ExternalPort,false,true,0,xsd:unsignedInt
        InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1.WANIPConnection.1.PortMapping.1.InternalPort,false,true,0,xsd:unsignedInt
        InternetGatewayDevice.WANDevice.1.WANConnectionDevice.1.WANIPConnection.1.PortMapping.1.InternalClient,false,true,,xsd:string
        InternetGatewayDevice.LANDevice,true,false,,
        InternetGatewayDevice.LANDevice.1,true,false,,
        InternetGatewayDevice.LANDevice.1.WLANConfiguration,true,true,,
        InternetGatewayDevice.LANDevice.1.WLANConfiguration.1,true,true,,
        InternetGatewayDevice.LANDevice.1.WLANConfiguration.1.Enable,false,true,true,xsd:boolean
        InternetGatewayDevice.LANDevice.1.WLANConfiguration.1.SSID,false,true,Simulated,xsd:string
        InternetGatewayDevice.LANDevice.1.WLANConfiguration.1.KeyPassphrase,false,true,,xsd:string
        """;
}
