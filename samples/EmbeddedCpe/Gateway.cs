// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using Cwmp.Tls.Certificates;
using Cwmp.Tls.Cpe;
using Cwmp.Tls.Cpe.Model;

namespace EmbeddedCpe;

/// <summary>The device: a small data model with values of the system. A supervisor carries out the reboot.</summary>
internal sealed class Gateway : ICpeDevice
{
    private const string Model = """
        Parameter,Object,Writable,Value,Value type
        Device.RootDataModelVersion,false,false,2.12,xsd:string
        Device.DeviceInfo.Manufacturer,false,false,Example,xsd:string
        Device.DeviceInfo.ManufacturerOUI,false,false,,xsd:string
        Device.DeviceInfo.ModelName,false,false,EmbeddedCpe,xsd:string
        Device.DeviceInfo.ProductClass,false,false,,xsd:string
        Device.DeviceInfo.SerialNumber,false,false,,xsd:string
        Device.DeviceInfo.HardwareVersion,false,false,1,xsd:string
        Device.DeviceInfo.SoftwareVersion,false,false,1.0.0,xsd:string
        Device.DeviceInfo.ProvisioningCode,false,true,,xsd:string
        Device.DeviceInfo.UpTime,false,false,0,xsd:unsignedInt
        Device.DeviceInfo.MemoryStatus.Total,false,false,0,xsd:unsignedInt
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
        Device.ManagementServer.CWMPRetryMinimumWaitInterval,false,true,5,xsd:unsignedInt
        Device.ManagementServer.CWMPRetryIntervalMultiplier,false,true,2000,xsd:unsignedInt
        Device.Time.LocalTimeZone,false,true,UTC0,xsd:string
        """;

    private readonly Action _stop;

    public Gateway(DeviceIdentity identity, string acs, Action stop)
    {
        _stop = stop;
        Parameters = new CpeParameterTree(CpeModel.Parse(new StringReader(Model)), new Dictionary<string, string>
        {
            ["Device.DeviceInfo.ManufacturerOUI"] = identity.Oui,
            ["Device.DeviceInfo.ProductClass"] = identity.ProductClass,
            ["Device.DeviceInfo.SerialNumber"] = identity.SerialNumber,
            ["Device.ManagementServer.URL"] = acs,
        });
        Parameters.Bind("Device.DeviceInfo.UpTime", new CpeParameterBinding { Read = () => Text(Environment.TickCount64 / 1000) });
        Parameters.Bind(
            "Device.DeviceInfo.MemoryStatus.Total",
            new CpeParameterBinding { Read = () => Text(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 1024) });
    }

    public CpeParameterTree Parameters { get; }

    /// <summary>Whether the ACS asked for a reboot. The supervisor then starts the agent again, as after a power cycle.</summary>
    public bool RebootRequested { get; private set; }

    // The engine has stored what the next start needs. So the reboot only has to end the process.
    public Task RebootAsync(CancellationToken cancellationToken)
    {
        RebootRequested = true;
        _stop();
        return Task.FromCanceled(cancellationToken);
    }

    // The engine resets the parameters and the state store, and a reboot follows. The device keeps nothing else.
    public Task FactoryResetAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
