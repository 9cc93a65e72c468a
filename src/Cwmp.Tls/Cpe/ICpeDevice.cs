// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe;

/// <summary>
/// What the engine asks of the device itself. Called when the session in which the ACS asked for it is over, and after everything that must
/// survive is stored.
/// </summary>
public interface ICpeDevice
{
    /// <summary>
    /// Reboots. On a device the process ends in this call, and the next process finds the event <c>M Reboot</c> in the state store. If it
    /// returns, the engine goes on as after a boot, which suits simulated devices.
    /// </summary>
    /// <param name="cancellationToken">Cancelled when the engine is stopped.</param>
    /// <returns>A task.</returns>
    Task RebootAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Returns the device to its factory state and reboots it; as for <see cref="RebootAsync"/>, it may return. The engine has already
    /// cleared its own state and reset the data model.
    /// </summary>
    /// <param name="cancellationToken">Cancelled when the engine is stopped.</param>
    /// <returns>A task.</returns>
    Task FactoryResetAsync(CancellationToken cancellationToken);
}
