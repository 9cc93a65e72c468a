// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>What a <see cref="CwmpDateTime"/> says.</summary>
public enum CwmpDateTimeKind
{
    /// <summary>The time is unknown or does not apply: <c>0001-01-01T00:00:00Z</c>, an empty text or the year 0000.</summary>
    Unknown = 0,

    /// <summary>A moment with its distance from UTC.</summary>
    Zoned,

    /// <summary>A date and time whose zone the sender left out: its local time, or a clock that was never set.</summary>
    Unzoned,

    /// <summary>Time since the device booted: a text without a zone and with a year below 1000.</summary>
    SinceBoot,

    /// <summary>Never, or without end: <c>9999-12-31T23:59:59Z</c>.</summary>
    Infinite,

    /// <summary>No dateTime at all; only <see cref="CwmpDateTime.Text"/> is of use.</summary>
    Malformed,
}
