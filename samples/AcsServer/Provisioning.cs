// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs;
using Cwmp.Tls.Messages;

namespace AcsServer;

/// <summary>What this server does in a session: get to know a device once, then whatever was asked for on the admin port.</summary>
internal sealed class Provisioning(DeviceRegistry devices, ServerOptions options) : CwmpAcs
{
    // A device that breaks off each time over the same question is left in peace.
    private const int MaxAttempts = 3;

    public override async Task RunAsync(AcsSession session, CancellationToken cancellationToken)
    {
        DeviceRecord device = devices.Get(session.Device);
        device.Update(session);
        if (!device.IsProvisioned && device.ProvisioningAttempts++ < MaxAttempts)
        {
            await ProvisionAsync(session, device, cancellationToken);
            device.IsProvisioned = true;
        }

        // A task stays first in line until its device has answered, so that a session that breaks off loses none.
        while (device.NextTask() is { } task)
        {
            await task.RunAsync(session, device, cancellationToken);
            device.TaskDone(task);
        }
    }

    private async Task ProvisionAsync(AcsSession session, DeviceRecord device, CancellationToken cancellationToken)
    {
        string root = session.Inform.ParameterList.Any(value => value.Name.StartsWith("InternetGatewayDevice.", StringComparison.Ordinal))
            ? "InternetGatewayDevice."
            : "Device.";
        try
        {
            device.Learn(await session.GetParameterValuesAsync(root + "DeviceInfo.", cancellationToken));
        }
        catch (CwmpFaultException)
        {
            // Then the Inform is all there is to know.
        }

        ParameterValue interval = ParameterValue.UnsignedInt(root + "ManagementServer.PeriodicInformInterval", options.PeriodicInformInterval);
        ParameterValue[] credentials =
        [
            ParameterValue.String(root + "ManagementServer.ConnectionRequestUsername", device.ConnectionRequestUsername),
            ParameterValue.String(root + "ManagementServer.ConnectionRequestPassword", device.ConnectionRequestPassword),
        ];

        // Connection requests are sent on behalf of the admin port alone; without it the device keeps its credentials.
        if (options.AdminPort is null || !await TrySetAsync(session, [interval, .. credentials], cancellationToken))
        {
            await TrySetAsync(session, [interval], cancellationToken);
        }
    }

    private static async Task<bool> TrySetAsync(AcsSession session, ParameterValue[] values, CancellationToken cancellationToken)
    {
        try
        {
            await session.SetParameterValuesAsync(values, cancellationToken: cancellationToken);
            return true;
        }
        catch (CwmpFaultException)
        {
            return false;
        }
    }
}
