// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Verification.Der;

/// <summary>The two times of RFC 5280 §4.1.2.5, in the one form each may have.</summary>
internal static class DerTime
{
    // 2050-01-01T00:00:00Z, the first instant that UTCTime cannot say.
    private const long FirstGeneralized = 2524608000;

    /// <summary>Reads a Time as seconds since 1970. <paramref name="rightForm"/>: UTCTime through 2049, GeneralizedTime after.</summary>
    public static bool TryRead(ref DerReader reader, ReadOnlySpan<byte> document, out long seconds, out bool rightForm)
    {
        seconds = 0;
        bool utc = reader.NextIs(DerTag.UtcTime);
        bool valid = reader.TryRead(utc ? DerTag.UtcTime : DerTag.GeneralizedTime, out DerSlice slice)
            && (utc ? TryUtc(slice.In(document), out seconds) : TryGeneralized(slice.In(document), out seconds));
        rightForm = utc == seconds < FirstGeneralized;
        return valid;
    }

    // RFC 5280 §4.1.2.5.1: YYMMDDHHMMSSZ; 50 to 99 are of the last century.
    private static bool TryUtc(ReadOnlySpan<byte> text, out long seconds)
    {
        seconds = 0;
        return text.Length == 13 && TryTwo(text, 0, out int year)
            && TryRest(text[2..], year >= 50 ? 1900 + year : 2000 + year, out seconds);
    }

    // RFC 5280 §4.1.2.5.2: YYYYMMDDHHMMSSZ, no fraction.
    private static bool TryGeneralized(ReadOnlySpan<byte> text, out long seconds)
    {
        seconds = 0;
        return text.Length == 15 && TryTwo(text, 0, out int century) && TryTwo(text, 2, out int year)
            && (century * 100) + year is >= 1 and var full
            && TryRest(text[4..], full, out seconds);
    }

    private static bool TryRest(ReadOnlySpan<byte> text, int year, out long seconds)
    {
        seconds = 0;
        if (!TryTwo(text, 0, out int month) || !TryTwo(text, 2, out int day) || !TryTwo(text, 4, out int hour)
            || !TryTwo(text, 6, out int minute) || !TryTwo(text, 8, out int second) || text[10] != (byte)'Z')
        {
            return false;
        }

        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        seconds = (new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks - DateTime.UnixEpoch.Ticks)
            / TimeSpan.TicksPerSecond;
        return true;
    }

    private static bool TryTwo(ReadOnlySpan<byte> text, int at, out int value)
    {
        int tens = text[at] - '0';
        int ones = text[at + 1] - '0';
        value = (tens * 10) + ones;
        return tens is >= 0 and <= 9 && ones is >= 0 and <= 9;
    }
}
