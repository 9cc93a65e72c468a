// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Messages;

/// <summary>
/// The lexical rules of dateTime with the tolerance devices need: fractions of any length, a missing zone, <c>+0000</c> without colon,
/// <c>24:00:00</c>, a leap second, lower-case letters, the year 0000.
/// </summary>
internal static class CwmpDateTimeParser
{
    /// <summary>What the text says; <paramref name="local"/> and <paramref name="offset"/> are set for kinds that have them.</summary>
    public static CwmpDateTimeKind Parse(ReadOnlySpan<char> text, out DateTime local, out TimeSpan offset)
    {
        local = default;
        offset = default;
        text = text.Trim();
        if (text.IsEmpty)
        {
            return CwmpDateTimeKind.Unknown;
        }

        //  0         1
        //  0123456789012345678
        //  2026-03-01T10:22:33.25+01:00
        if (text.Length < 19 || text[4] != '-' || text[7] != '-' || text[10] is not ('T' or 't') || text[13] != ':' || text[16] != ':' ||
            !TryDigits(text[..4], out int year) || !TryDigits(text[5..7], out int month) || !TryDigits(text[8..10], out int day) ||
            !TryDigits(text[11..13], out int hour) ||
            !TryDigits(text[14..16], out int minute) ||
            !TryDigits(text[17..19], out int second) ||
            !TryFraction(text[19..], out long fraction, out ReadOnlySpan<char> zone) ||
            !TryZone(zone, out bool hasZone, out offset))
        {
            return CwmpDateTimeKind.Malformed;
        }

        if (year == 0)
        {
            return CwmpDateTimeKind.Unknown;
        }

        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || minute > 59 || second > 60 ||
            hour > 24 || (hour == 24 && (minute | second) != 0))
        {
            return CwmpDateTimeKind.Malformed;
        }

        long ticks =
            new DateTime(year, month, day).Ticks + (((hour * 3600L) + (minute * 60) + second) * TimeSpan.TicksPerSecond) + fraction;
        if (ticks > DateTime.MaxValue.Ticks)
        {
            return CwmpDateTimeKind.Malformed;
        }

        local = new DateTime(ticks);
        return Classify(local, hasZone, offset);
    }

    private static CwmpDateTimeKind Classify(DateTime local, bool hasZone, TimeSpan offset)
    {
        if (hasZone && local.Ticks == 0)
        {
            return CwmpDateTimeKind.Unknown;
        }

        // TR-106 §3.2.2 says "no zone"; a date before the year 1000 cannot mean anything else with one.
        if (local.Year < 1000)
        {
            return CwmpDateTimeKind.SinceBoot;
        }

        if (local is { Year: 9999, Month: 12, Day: 31, Hour: 23, Minute: 59, Second: 59 })
        {
            return CwmpDateTimeKind.Infinite;
        }

        if (!hasZone)
        {
            return CwmpDateTimeKind.Unzoned;
        }

        long utc = local.Ticks - offset.Ticks;
        return utc >= 0 && utc <= DateTime.MaxValue.Ticks ? CwmpDateTimeKind.Zoned : CwmpDateTimeKind.Malformed;
    }

    private static bool TryDigits(ReadOnlySpan<char> text, out int value)
    {
        value = 0;
        foreach (char c in text)
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }

            value = (value * 10) + (c - '0');
        }

        return true;
    }

    private static bool TryFraction(ReadOnlySpan<char> text, out long ticks, out ReadOnlySpan<char> rest)
    {
        ticks = 0;
        rest = text;
        if (text.IsEmpty || text[0] is not ('.' or ','))
        {
            return true;
        }

        int length = 1;
        long unit = TimeSpan.TicksPerSecond;
        while (length < text.Length && char.IsAsciiDigit(text[length]))
        {
            unit /= 10;
            ticks += (text[length] - '0') * unit;
            length++;
        }

        rest = text[length..];
        return length > 1;
    }

    private static bool TryZone(ReadOnlySpan<char> text, out bool hasZone, out TimeSpan offset)
    {
        offset = default;
        hasZone = !text.IsEmpty;
        if (text.IsEmpty || (text.Length == 1 && text[0] is 'Z' or 'z'))
        {
            return true;
        }

        int sign = text[0] == '+' ? 1 : text[0] == '-' ? -1 : 0;
        bool shape = text.Length == 6 ? text[3] == ':' : text.Length == 5;
        if (sign == 0 || !shape || !TryDigits(text[1..3], out int hours) || !TryDigits(text[^2..], out int minutes) ||
            minutes > 59 || (hours * 60) + minutes > 14 * 60)
        {
            return false;
        }

        offset = new TimeSpan(sign * hours, sign * minutes, 0);
        return true;
    }
}
