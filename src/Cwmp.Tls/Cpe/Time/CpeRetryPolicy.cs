// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

namespace Cwmp.Tls.Cpe.Time;

/// <summary>
/// How long a CPE waits before it tries a failed session again (TR-069 §3.2.1.1): retry <c>n</c> waits a random time in
/// <c>[m·k^(c−1), m·k^c]</c> seconds, where <c>c = min(n, 10)</c>, <c>m</c> is <c>CWMPRetryMinimumWaitInterval</c> and <c>k</c> is
/// <c>CWMPRetryIntervalMultiplier / 1000</c>.
/// </summary>
internal readonly record struct CpeRetryPolicy
{
    public const int DefaultMinimumWait = 5;
    public const int DefaultMultiplier = 2000;

    /// <summary>The last row of the table: later retries wait as long as this one.</summary>
    public const int LastStep = 10;

    // 65 535 s · 65.535^10 is not a time any more. A year is longer than any value that makes sense and still fits every timer calculation.
    private static readonly TimeSpan Ceiling = TimeSpan.FromDays(365);

    private readonly int _minimumWait;
    private readonly int _multiplier;

    /// <summary>Values outside the ranges of the data model (1–65535 s, 1000–65535) are moved to the nearest bound.</summary>
    public CpeRetryPolicy(int minimumWait, int multiplier)
    {
        _minimumWait = Math.Clamp(minimumWait, 1, 65535);
        _multiplier = Math.Clamp(multiplier, 1000, 65535);
    }

    public static CpeRetryPolicy Default { get; } = new(DefaultMinimumWait, DefaultMultiplier);

    /// <summary>The bounds between which retry number <paramref name="retry"/> (1 for the first) is made.</summary>
    public (TimeSpan Shortest, TimeSpan Longest) Window(int retry)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(retry, 1);
        int step = Math.Min(retry, LastStep);
        double k = _multiplier / 1000.0;
        return (Bounded(_minimumWait * Math.Pow(k, step - 1)), Bounded(_minimumWait * Math.Pow(k, step)));
    }

    /// <summary>A random wait for retry number <paramref name="retry"/>.</summary>
    public TimeSpan Wait(int retry, Random random)
    {
        (TimeSpan shortest, TimeSpan longest) = Window(retry);
        return shortest + ((longest - shortest) * random.NextDouble());
    }

    private static TimeSpan Bounded(double seconds) => seconds >= Ceiling.TotalSeconds ? Ceiling : TimeSpan.FromSeconds(seconds);
}
