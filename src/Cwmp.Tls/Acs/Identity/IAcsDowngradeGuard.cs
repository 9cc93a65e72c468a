// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Certificates;

namespace Cwmp.Tls.Acs.Identity;

/// <summary>
/// Remembers which devices showed a unique certificate, so that none of them can be impersonated with a password later. Implementations are
/// thread-safe. A fleet keeps this in its inventory; <see cref="AcsDowngradeGuard"/> keeps it in memory.
/// </summary>
public interface IAcsDowngradeGuard
{
    /// <summary>Whether a device must show a unique certificate. Asked for each Inform that comes without one.</summary>
    /// <param name="device">
    /// The device of the Inform; without its ProductClass where its OUI is in <see cref="AcsIdentityOptions.OuisWithUniqueSerialNumbers"/>,
    /// because there the serial number says all.
    /// </param>
    /// <param name="cancellationToken">Cancelled when the engine no longer waits.</param>
    /// <returns>True once it showed one, unless an operator opened a window to provision it anew.</returns>
    ValueTask<bool> MustHaveCertificateAsync(DeviceIdentity device, CancellationToken cancellationToken = default);

    /// <summary>Records that a device was accepted by its unique certificate. Called for each such Inform.</summary>
    /// <param name="device">The device, named as for <see cref="MustHaveCertificateAsync"/>.</param>
    /// <param name="cancellationToken">Cancelled when the engine no longer waits.</param>
    ValueTask RecordCertificateAsync(DeviceIdentity device, CancellationToken cancellationToken = default);
}
