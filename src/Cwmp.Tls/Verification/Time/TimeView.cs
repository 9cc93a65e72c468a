// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Verification.Time;

/// <summary>The time as one verification sees it, in whole seconds since 1970.</summary>
internal readonly record struct TimeView(ClockTrust Trust, long Seconds)
{
    /// <summary>What a validity period is, seen from here.</summary>
    public Validity Check(long notBefore, long notAfter) => Trust switch
    {
        ClockTrust.Trusted =>
            Seconds < notBefore ? Validity.NotYetValid :
            Seconds > notAfter ? Validity.Expired : Validity.Current,
        // The true time is at or after the floor: what ended before it has ended; what begins later may have begun.
        ClockTrust.Floor => Seconds > notAfter ? Validity.Expired : Validity.Current,
        _ => Validity.Current,
    };
}
