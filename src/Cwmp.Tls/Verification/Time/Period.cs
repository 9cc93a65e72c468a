// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Verification.Time;

/// <summary>When all that a verdict rests on is valid, in seconds since 1970, both ends included.</summary>
internal readonly record struct Period(long From, long Until)
{
    public static Period Always => new(long.MinValue, long.MaxValue);

    public bool Contains(long seconds) => seconds >= From && seconds <= Until;

    public Period And(long from, long until) => new(Math.Max(From, from), Math.Min(Until, until));
}
