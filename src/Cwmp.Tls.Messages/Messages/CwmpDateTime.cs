// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;

namespace Cwmp.Tls.Messages;

/// <summary>
/// A dateTime of CWMP, with the text as it came. The special values of TR-106 §3.2.2 (unknown, infinite, since boot) are kinds of their own
/// and never a date in the year 1. The default value is <see cref="Unknown"/>.
/// </summary>
/// <remarks>Two values are equal when their texts are.</remarks>
public readonly struct CwmpDateTime : IEquatable<CwmpDateTime>
{
    private const string UnknownText = "0001-01-01T00:00:00Z";
    private const string InfiniteText = "9999-12-31T23:59:59Z";

    private readonly string? _text;

    private CwmpDateTime(string text) => _text = text;

    /// <summary>The Unknown Time, <c>0001-01-01T00:00:00Z</c>.</summary>
    public static CwmpDateTime Unknown => default;

    /// <summary>The Infinite Time, <c>9999-12-31T23:59:59Z</c>.</summary>
    public static CwmpDateTime Infinite { get; } = new(InfiniteText);

    /// <summary>The text exactly as it came, or as it will be written.</summary>
    public string Text => _text ?? UnknownText;

    /// <summary>What this value says. The other members depend on it.</summary>
    public CwmpDateTimeKind Kind => CwmpDateTimeParser.Parse(Text, out _, out _);

    /// <summary>Whether the time is unknown.</summary>
    public bool IsUnknown => Kind == CwmpDateTimeKind.Unknown;

    /// <summary>Whether the time is infinite.</summary>
    public bool IsInfinite => Kind == CwmpDateTimeKind.Infinite;

    /// <summary>Compares the texts.</summary>
    public static bool operator ==(CwmpDateTime left, CwmpDateTime right) => left.Equals(right);

    /// <summary>Compares the texts.</summary>
    public static bool operator !=(CwmpDateTime left, CwmpDateTime right) => !left.Equals(right);

    /// <summary>A moment, written with its offset, or with <c>Z</c> in UTC; to the second, or to the fraction where there is one.</summary>
    /// <param name="value">The moment. A year below 1000 has no representation and is refused.</param>
    /// <exception cref="ArgumentOutOfRangeException">The year is below 1000.</exception>
    public static CwmpDateTime From(DateTimeOffset value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value.Year, 1000, nameof(value));
        string zone = value.Offset == TimeSpan.Zero ? "'Z'" : "zzz";
        return new CwmpDateTime(value.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF" + zone, CultureInfo.InvariantCulture));
    }

    /// <summary>Time since boot, written as <c>0001-01-03T03:04:05</c> for two days, three hours, four minutes and five seconds.</summary>
    /// <param name="elapsed">Not negative, and less than 999 years.</param>
    /// <exception cref="ArgumentOutOfRangeException">Negative or too long.</exception>
    public static CwmpDateTime SinceBoot(TimeSpan elapsed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(elapsed, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(elapsed.Ticks, new DateTime(1000, 1, 1).Ticks, nameof(elapsed));
        return new CwmpDateTime(new DateTime(elapsed.Ticks).ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture));
    }

    /// <summary>Keeps any text; what it means is decided when <see cref="Kind"/> is asked. Empty text is <see cref="Unknown"/>.</summary>
    /// <param name="text">The text of an element.</param>
    public static CwmpDateTime FromText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return string.IsNullOrWhiteSpace(text) || text == UnknownText ? default : new CwmpDateTime(text);
    }

    /// <summary>The moment, for a value of kind <see cref="CwmpDateTimeKind.Zoned"/>.</summary>
    /// <param name="value">The moment with the offset it was sent with.</param>
    public bool TryGetDateTimeOffset(out DateTimeOffset value)
    {
        bool zoned = CwmpDateTimeParser.Parse(Text, out DateTime local, out TimeSpan offset) == CwmpDateTimeKind.Zoned;
        value = zoned ? new DateTimeOffset(local, offset) : default;
        return zoned;
    }

    /// <summary>
    /// Date and time of day as they were sent, for kinds <see cref="CwmpDateTimeKind.Zoned"/> and <see cref="CwmpDateTimeKind.Unzoned"/>.
    /// </summary>
    /// <param name="value">The local date and time, with <see cref="DateTimeKind.Unspecified"/>.</param>
    public bool TryGetLocalDateTime(out DateTime value) =>
        CwmpDateTimeParser.Parse(Text, out value, out _) is CwmpDateTimeKind.Zoned or CwmpDateTimeKind.Unzoned;

    /// <summary>The time since boot, for a value of kind <see cref="CwmpDateTimeKind.SinceBoot"/>.</summary>
    /// <param name="elapsed">How long after boot.</param>
    public bool TryGetTimeSinceBoot(out TimeSpan elapsed)
    {
        bool sinceBoot = CwmpDateTimeParser.Parse(Text, out DateTime local, out _) == CwmpDateTimeKind.SinceBoot;
        elapsed = sinceBoot ? new TimeSpan(local.Ticks) : default;
        return sinceBoot;
    }

    /// <inheritdoc/>
    public bool Equals(CwmpDateTime other) => string.Equals(Text, other.Text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is CwmpDateTime other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Text);

    /// <summary>The text.</summary>
    public override string ToString() => Text;
}
