// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Certificates;

namespace Cwmp.Tls.Acs;

/// <summary>
/// Where the engine gets the <see cref="CwmpAcs"/> of a session, for example from a dependency injection scope. Implementations are
/// thread-safe.
/// </summary>
public interface ICwmpAcsFactory
{
    /// <summary>Gives the ACS for a new session. Called after the device proved who it is.</summary>
    /// <param name="device">The device.</param>
    /// <param name="cancellationToken">Cancelled when the CPE's connection breaks.</param>
    ValueTask<CwmpAcs> CreateAsync(DeviceIdentity device, CancellationToken cancellationToken);

    /// <summary>
    /// Takes the ACS back, once for each <see cref="CreateAsync"/>, when the session is over and <see cref="CwmpAcs.RunAsync"/> has
    /// returned.
    /// </summary>
    /// <param name="acs">The ACS.</param>
    ValueTask ReleaseAsync(CwmpAcs acs);
}
