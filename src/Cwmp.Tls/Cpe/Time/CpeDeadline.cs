// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Text.Json;

namespace Cwmp.Tls.Cpe.Time;

/// <summary>
/// A moment that was set by a delay and is kept over reboots. After a reboot the rest of the delay is taken from the time of day. If the
/// time of day has gone wrong in between, the moment is at most the whole delay after the boot, and it always comes.
/// </summary>
internal readonly record struct CpeDeadline
{
    private CpeDeadline(TimeSpan due, DateTimeOffset dueUtc, TimeSpan delay)
    {
        Due = due;
        DueUtc = dueUtc;
        Delay = delay;
    }

    /// <summary>On <see cref="CpeClock.Now"/>.</summary>
    public TimeSpan Due { get; }

    private DateTimeOffset DueUtc { get; }

    private TimeSpan Delay { get; }

    public static CpeDeadline After(TimeSpan delay, CpeClock clock)
        => new(clock.Now + delay, clock.UtcNow + delay, delay);

    /// <summary>The earlier of two moments; null stands for a moment that never comes.</summary>
    public static TimeSpan? Earlier(TimeSpan? left, TimeSpan? right) => left is null || right < left ? right : left;

    public static CpeDeadline Read(JsonElement element, CpeClock clock)
    {
        DateTimeOffset dueUtc = DateTimeOffset.FromUnixTimeSeconds(element[0].GetInt64());
        TimeSpan delay = TimeSpan.FromSeconds(element[1].GetInt64());
        TimeSpan left = dueUtc - clock.UtcNow;
        left = left < TimeSpan.Zero ? TimeSpan.Zero : left > delay ? delay : left;
        return new CpeDeadline(clock.Now + left, dueUtc, delay);
    }

    public void Write(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(DueUtc.ToUnixTimeSeconds());
        writer.WriteNumberValue((long)Delay.TotalSeconds);
        writer.WriteEndArray();
    }

    public void Write(Utf8JsonWriter writer, string name)
    {
        writer.WritePropertyName(name);
        Write(writer);
    }
}
