// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using Cwmp.Tls.Certificates;

namespace Cwmp.Tls.Verification.Pins;

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
