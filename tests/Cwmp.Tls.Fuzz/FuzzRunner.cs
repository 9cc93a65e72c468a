// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using System.Globalization;

namespace Cwmp.Tls.Fuzz;

/// <summary>What a fuzz run feeds: hostile bytes in, nothing but the documented exceptions out.</summary>
internal delegate void FuzzTarget(ReadOnlySpan<byte> input);

/// <summary>
/// Runs a target over seeded mutations of its seeds: `dotnet run -c Release --project tests/Cwmp.Tls.Fuzz -- TARGET COUNT [--seed N]`.
/// The same seed gives the same inputs. An input that breaks the target is written to the current folder.
/// </summary>
internal static class FuzzRunner
{
    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        if (args.Length < 2 || !FuzzTargets.All.TryGetValue(args[0], out FuzzSubject? subject) ||
            !long.TryParse(args[1], NumberStyles.None, CultureInfo.InvariantCulture, out long count))
        {
            error.WriteLine("usage: TARGET COUNT [--seed N]; targets: " + string.Join(", ", FuzzTargets.All.Keys.Order()));
            return 2;
        }

        int seedAt = Array.IndexOf(args, "--seed");
        int seed = seedAt >= 0 && seedAt + 1 < args.Length ? int.Parse(args[seedAt + 1], CultureInfo.InvariantCulture) : 1;
        var mutator = new Mutator(seed, subject.Seeds(), subject.Dictionary, subject.Structure);
        long slowest = 0;
        var watch = Stopwatch.StartNew();
        for (long i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> input = mutator.Next();
            long before = Stopwatch.GetTimestamp();
            try
            {
                subject.Target(input);
            }
#pragma warning disable CA1031 // Whatever escapes is the find.
            catch (Exception e)
#pragma warning restore CA1031
            {
                string file = string.Create(CultureInfo.InvariantCulture, $"find-{args[0]}-{seed}-{i}.bin");
                File.WriteAllBytes(file, input.ToArray());
                error.WriteLine($"{file}: {e}");
                return 1;
            }

            slowest = Math.Max(slowest, Stopwatch.GetTimestamp() - before);
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{args[0]}: {count} inputs, seed {seed}, {watch.Elapsed.TotalSeconds:F0} s, slowest " +
            $"{slowest * 1000.0 / Stopwatch.Frequency:F1} ms, peak {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB, no finds"));
        return 0;
    }
}
