// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Verification.Time;

/// <summary>How much a device knows about the time (the "unknown time" rule beside TR-069 Amendment 6 §3.3).</summary>
public enum ClockTrust
{
    /// <summary>Nothing. Validity periods are not looked at; everything else is.</summary>
    None,

    /// <summary>Not earlier than a floor, such as the firmware's build date: what expired before the floor is refused.</summary>
    Floor,

    /// <summary>The clock is right: validity periods are checked in full.</summary>
    Trusted,
}
