// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Collections.Concurrent;
using Cwmp.Tls.Certificates;

namespace Cwmp.Tls.Verification.Pins;

/// <summary>Pins in memory: they last as long as the process.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class MemoryDevicePinStore : IDevicePinStore
{
    private readonly ConcurrentDictionary<DeviceIdentity, Pin> _pins = new();
    private readonly TimeProvider _time;
    private readonly int _capacity;
    private int _count;

    /// <summary>Makes an empty store.</summary>
    /// <param name="capacity">
    /// The most devices it remembers; 1,000,000 by default, at about 250 octets each. A new device beyond that is refused.
    /// </param>
    /// <param name="timeProvider">Ends rotation windows; the system's clock by default.</param>
    public MemoryDevicePinStore(int capacity = 1_000_000, TimeProvider? timeProvider = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _capacity = capacity;
        _time = timeProvider ?? TimeProvider.System;
    }

    /// <summary>How many devices are remembered.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <inheritdoc/>
    public DevicePinDecision Check(DeviceIdentity device, ReadOnlySpan<byte> publicKeyHash)
    {
        ArgumentNullException.ThrowIfNull(device);
        while (true)
        {
            if (!_pins.TryGetValue(device, out Pin? pin))
            {
                // Forgetting an old device to make room would let the next one in its name be the first again.
                if (Interlocked.Increment(ref _count) > _capacity || !_pins.TryAdd(device, new Pin(publicKeyHash.ToArray(), null, null)))
                {
                    Interlocked.Decrement(ref _count);
                    if (_pins.ContainsKey(device))
                    {
                        continue;
                    }

                    return DevicePinDecision.Mismatch;
                }

                return DevicePinDecision.FirstUse;
            }

            bool open = pin.RotationEnds is { } end && _time.GetUtcNow() <= end;
            if (!open && pin.NextKey is { } only)
            {
                // The window is over, and the key that came in it is the only one from now on.
                _pins.TryUpdate(device, new Pin(only, null, null), pin);
                continue;
            }

            if (publicKeyHash.SequenceEqual(pin.Key) || publicKeyHash.SequenceEqual(pin.NextKey))
            {
                return DevicePinDecision.Known;
            }

            if (!open || pin.NextKey is not null)
            {
                return DevicePinDecision.Mismatch;
            }

            if (_pins.TryUpdate(device, pin with { NextKey = publicKeyHash.ToArray() }, pin))
            {
                return DevicePinDecision.Rotated;
            }
        }
    }

    /// <summary>
    /// Announces that a device will come with another key. Until the window ends, its old key and one new key both count; then
    /// only the new one.
    /// </summary>
    /// <param name="device">The device.</param>
    /// <param name="window">How long the overlap lasts, from now.</param>
    /// <returns>Whether the device is known.</returns>
    public bool AllowRotation(DeviceIdentity device, TimeSpan window)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(window, TimeSpan.Zero);
        while (_pins.TryGetValue(device, out Pin? pin))
        {
            if (_pins.TryUpdate(device, pin with { RotationEnds = _time.GetUtcNow() + window }, pin))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Forgets a device: its next key will be the first again.</summary>
    /// <param name="device">The device.</param>
    /// <returns>Whether it was known.</returns>
    public bool Forget(DeviceIdentity device)
    {
        ArgumentNullException.ThrowIfNull(device);
        bool known = _pins.TryRemove(device, out _);
        if (known)
        {
            Interlocked.Decrement(ref _count);
        }

        return known;
    }

    private sealed record Pin(byte[] Key, byte[]? NextKey, DateTimeOffset? RotationEnds);
}
