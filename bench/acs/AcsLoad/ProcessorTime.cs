// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;

namespace AcsLoad;

/// <summary>The processor time of processes, user and system, from the kernel's own books.</summary>
internal static class ProcessorTime
{
    // USER_HZ is 100 on every Linux architecture that .NET runs on.
    private const double TicksPerSecond = 100;

    public static double Seconds(int[] processes) => processes.Sum(Seconds);

    private static double Seconds(int process)
    {
        string stat = File.ReadAllText($"/proc/{process}/stat");

        // The second field, the name, may hold anything but ends with the last parenthesis; utime and stime are fields 14 and 15.
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
