// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe;

/// <summary>
/// Reboots and resets the device. The engine calls when the session in which the ACS asked for it is over, and after everything that must
/// survive is stored.
/// </summary>
/// <remarks>
/// A call that throws is logged and made again after a minute. Meanwhile the engine goes on, sessions included, and does not tell the ACS
/// that the reboot has happened.
/// </remarks>
/// <example>
/// <code>
/// sealed class Gateway : ICpeDevice
/// {
///     public Task RebootAsync(CancellationToken cancellationToken)
///     {
///         Process.Start("/sbin/reboot");
///         return Task.Delay(Timeout.Infinite, cancellationToken);
///     }
///
///     public Task FactoryResetAsync(CancellationToken cancellationToken)
///     {
///         File.Delete("/etc/gateway.conf"); // Safe to repeat.
///         return Task.CompletedTask;
///     }
/// }
/// </code>
/// </example>
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
    /// Returns the rest of the device to its factory state. The engine has already reset the data model and cleared its own state. The call
    /// must return: the engine stores that the reset is done, and then calls <see cref="RebootAsync"/>.
    /// </summary>
    /// <remarks>
    /// The call must be safe to repeat. After a power cut the engine makes it again at the next start, so that no reset is left half done.
    /// If the process does not survive the call at three starts in a row, the engine takes the device to have been reset.
    /// </remarks>
    /// <param name="cancellationToken">Cancelled when the engine is stopped.</param>
    /// <returns>A task.</returns>
    Task FactoryResetAsync(CancellationToken cancellationToken);
}
