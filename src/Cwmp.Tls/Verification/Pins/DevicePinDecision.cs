// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

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
