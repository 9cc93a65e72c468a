// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Acs;
using Cwmp.Tls.Messages;

namespace AcsServer;

/// <summary>The work of this server in a session: it provisions a new device once, then it runs the tasks from the admin port.</summary>
internal sealed class Provisioning(DeviceRegistry devices, ServerOptions options) : CwmpAcs
{
    // A device that breaks off each time over the same request is not asked again.
    private const int MaxAttempts = 3;

    // 32 KiB is what every device must be able to take (TR-069 §3.4.6).
    private const int MaxNames = 64;

    public override async Task RunAsync(AcsSession session, CancellationToken cancellationToken)
    {
        DeviceRecord device = devices.Get(session.Device);
        device.Update(session);
        if (!device.IsProvisioned && device.ProvisioningAttempts++ < MaxAttempts)
        {
            await ProvisionAsync(session, device, cancellationToken);
            device.IsProvisioned = true;
        }

        // A task stays first in line until its device has answered, so no task is lost when a session breaks off.
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
        device.Learn(await ReadAsync(session, root + "DeviceInfo.", device.ProvisioningAttempts, cancellationToken));

        ParameterValue interval =
            ParameterValue.UnsignedInt(root + "ManagementServer.PeriodicInformInterval", options.PeriodicInformInterval);
        ParameterValue[] credentials =
        [
            ParameterValue.String(root + "ManagementServer.ConnectionRequestUsername", device.ConnectionRequestUsername),
            ParameterValue.String(root + "ManagementServer.ConnectionRequestPassword", device.ConnectionRequestPassword),
        ];

        // Only the admin port sends connection requests. Without the admin port the device keeps its own credentials.
        if (options.AdminPort is null || !await TrySetAsync(session, [interval, .. credentials], cancellationToken))
        {
            await TrySetAsync(session, [interval], cancellationToken);
        }
    }

    // Parameters by their names first, for devices that know no others; a device that broke off over that is asked for the object as a
    // whole the next time, and then for nothing.
    private static async Task<IReadOnlyList<ParameterValue>> ReadAsync(AcsSession session, string path, int attempt,
        CancellationToken cancellationToken)
    {
        if (attempt == 1)
        {
            try
            {
                string[] names = [.. (await session.GetParameterNamesAsync(path, nextLevel: true, cancellationToken))
                    .Select(entry => entry.Name)
                    .Where(name => name.StartsWith(path, StringComparison.Ordinal) && !name.EndsWith('.'))
                    .Take(MaxNames)];
                if (names.Length > 0)
                {
                    return await session.GetParameterValuesAsync(names, cancellationToken);
                }
            }
            catch (CwmpFaultException)
            {
                // Some devices do not support GetParameterNames.
            }
        }

        try
        {
            return attempt < MaxAttempts ? await session.GetParameterValuesAsync(path, cancellationToken) : [];
        }
        catch (CwmpFaultException)
        {
            // Then the server knows only what the Inform said.
            return [];
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
