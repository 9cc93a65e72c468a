// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe;

/// <summary>
/// What the engine asks of the device itself. Called when the session in which the ACS asked for it is over, and after everything that must
/// survive is stored.
/// </summary>
/// <remarks>
/// A call that throws is logged and made again after a minute; meanwhile the engine goes on, sessions included, and the ACS is not told
/// that the reboot has happened.
/// </remarks>
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
    /// Returns everything to its factory state that the data model and the state store do not hold; the engine has cleared its own state
    /// and reset the data model. It must return: the engine stores that the reset is done and then calls <see cref="RebootAsync"/>.
    /// </summary>
    /// <remarks>
    /// The call must be safe to repeat. After a power cut the engine makes it again at the next start, so that no reset is left half done.
    /// If the process does not survive the call at three starts in a row, the engine takes the device to have been reset.
    /// </remarks>
    /// <param name="cancellationToken">Cancelled when the engine is stopped.</param>
    /// <returns>A task.</returns>
    Task FactoryResetAsync(CancellationToken cancellationToken);
}
