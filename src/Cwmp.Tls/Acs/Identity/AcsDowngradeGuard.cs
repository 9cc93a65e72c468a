// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Concurrent;
using Cwmp.Tls.Certificates;

namespace Cwmp.Tls.Acs.Identity;

/// <summary>
/// A downgrade guard in memory: it forgets with the process. Only devices that were accepted by a certificate take a place, so that it
/// cannot be made to grow from outside. Thread-safe.
/// </summary>
public sealed class AcsDowngradeGuard : IAcsDowngradeGuard
{
    // Device → until when a password is enough; the smallest value when no window is open.
    private readonly ConcurrentDictionary<DeviceIdentity, DateTimeOffset> _devices = new();
    private readonly TimeProvider _timeProvider;

    /// <summary>Makes an empty record.</summary>
    /// <param name="timeProvider">The clock of the windows; null for the system's.</param>
    public AcsDowngradeGuard(TimeProvider? timeProvider = null) => _timeProvider = timeProvider ?? TimeProvider.System;

    /// <summary>
    /// Lets a device come with a password for a while, for example after its board was replaced. The window closes when its time is over,
    /// and at once when the device shows a certificate again.
    /// </summary>
    /// <param name="device">The device, named as for <see cref="MustHaveCertificateAsync"/>.</param>
    /// <param name="window">How long; more than zero.</param>
    public void AllowReprovisioning(DeviceIdentity device, TimeSpan window)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(window, TimeSpan.Zero);
        if (_devices.ContainsKey(device))
        {
            _devices[device] = _timeProvider.GetUtcNow() + window;
        }
    }

    /// <inheritdoc/>
    public ValueTask<bool> MustHaveCertificateAsync(DeviceIdentity device, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(device);
        return new ValueTask<bool>(
            _devices.TryGetValue(device, out DateTimeOffset allowedUntil) && allowedUntil <= _timeProvider.GetUtcNow());
    }

    /// <inheritdoc/>
    public ValueTask RecordCertificateAsync(DeviceIdentity device, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(device);
        if (!_devices.TryGetValue(device, out DateTimeOffset allowedUntil) || allowedUntil != DateTimeOffset.MinValue)
        {
            _devices[device] = DateTimeOffset.MinValue;
        }

        return ValueTask.CompletedTask;
    }
}
