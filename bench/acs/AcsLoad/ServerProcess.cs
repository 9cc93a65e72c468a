// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;

namespace AcsLoad;

/// <summary>The processes of the server, as /proc shows them.</summary>
internal sealed class ServerProcess(string ids)
{
    // USER_HZ is 100 on every Linux architecture that .NET runs on.
    private const double TicksPerSecond = 100;

    private readonly string[] _ids = ids.Split(',', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Processor time so far, user and system, in seconds.</summary>
    public double ProcessorSeconds => _ids.Sum(id =>
    {
        string stat = File.ReadAllText($"/proc/{id}/stat");

        // The second field, the name, may hold anything but ends with the last parenthesis; utime and stime are fields 14 and 15.
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return
            (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    });

    /// <summary>Resident memory, in KiB.</summary>
    public long ResidentKilobytes => _ids.Sum(id =>
    {
        const string Name = "VmRSS:";
        string line = File.ReadLines($"/proc/{id}/status").First(l => l.StartsWith(Name, StringComparison.Ordinal));
        return long.Parse(line[Name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
    });
}
