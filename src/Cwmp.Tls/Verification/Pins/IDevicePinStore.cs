// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Certificates;

namespace Cwmp.Tls.Verification.Pins;

/// <summary>What a pin store says about a device's key.</summary>
public enum DevicePinDecision
{
    /// <summary>Another key than the one remembered. The peer is refused.</summary>
    Mismatch,

    /// <summary>The key that is remembered.</summary>
    Known,

    /// <summary>The first key of this device; it is remembered now.</summary>
    FirstUse,

    /// <summary>Another key, in a window in which rotation was announced; both are remembered until it ends.</summary>
    Rotated,
}

/// <summary>
/// Remembers which key each device showed first, so that a second certificate for the same device, from a CA that was broken into or
/// made a mistake, is noticed. Asked after the chain was accepted, once for each judged handshake.
/// </summary>
/// <remarks>Implementations must be thread-safe and must not block for long: a handshake waits.</remarks>
public interface IDevicePinStore
{
    /// <summary>Compares a device's key with the one remembered, and remembers it where it is the first.</summary>
    /// <param name="device">The device, from an accepted certificate.</param>
    /// <param name="publicKeyHash">SHA-256 over SubjectPublicKeyInfo: 32 octets.</param>
    /// <returns>The decision.</returns>
    DevicePinDecision Check(DeviceIdentity device, ReadOnlySpan<byte> publicKeyHash);
}
