// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;

namespace Cwmp.Tls.Benchmarks;

/// <summary>One thing to measure: a name and an action that does one operation.</summary>
internal sealed record QuickCase(string Name, Action Operation);

/// <summary>A comparison: the first case is ours, the others are what it is compared with.</summary>
internal sealed record QuickGroup(string Name, params QuickCase[] Cases);

/// <summary>
/// Ratios in one process: the cases of a group take turns, many short rounds each, so that a machine that changes its speed
/// changes it for all of them. What counts is processor time, which other programs on the machine do not add to. Medians of the rounds are
/// printed, with the bytes allocated per operation.
/// </summary>
internal static partial class QuickRun
{
    private const int Rounds = 31;
    private static readonly TimeSpan RoundTime = TimeSpan.FromMilliseconds(40);

    public static int Run(string[] areas, TextWriter output)
    {
        foreach ((string area, Func<IEnumerable<QuickGroup>> groups) in Areas())
        {
            if (areas.Length == 0 || areas.Contains(area, StringComparer.OrdinalIgnoreCase))
            {
                foreach (QuickGroup group in groups())
                {
                    Measure(area, group, output);
                }
            }
        }

        return 0;
    }

    private static void Measure(string area, QuickGroup group, TextWriter output)
    {
        int[] perRound = group.Cases.Select(Calibrate).ToArray();
        double[][] times = group.Cases.Select(_ => new double[Rounds]).ToArray();
        long[] allocated = new long[group.Cases.Length];
        for (int round = 0; round < Rounds; round++)
        {
            for (int c = 0; c < group.Cases.Length; c++)
            {
                long bytes = GC.GetAllocatedBytesForCurrentThread();
                TimeSpan start = Environment.CpuUsage.TotalTime;
                for (int i = 0; i < perRound[c]; i++)
                {
                    group.Cases[c].Operation();
                }

                times[c][round] = (Environment.CpuUsage.TotalTime - start).TotalMicroseconds / perRound[c];
                allocated[c] = (GC.GetAllocatedBytesForCurrentThread() - bytes) / perRound[c];
            }
        }

        output.WriteLine($"{area}: {group.Name}");
        double ours = Median(times[0]);
        for (int c = 0; c < group.Cases.Length; c++)
        {
            double ratio = Median(times[c].Select((t, round) => t / times[0][round]).ToArray());
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {group.Cases[c].Name,-44} {Median(times[c]),12:F2} us   {ratio,7:F2}x   {allocated[c],10:N0} B"));
        }

        output.WriteLine();
    }

    private static int Calibrate(QuickCase quickCase)
    {
        // Long enough for tiered compilation to settle before anything is counted.
        int count = 0;
        TimeSpan start = Environment.CpuUsage.TotalTime;
        while (Environment.CpuUsage.TotalTime - start < TimeSpan.FromMilliseconds(400) || count < 60)
        {
            quickCase.Operation();
            count++;
        }

        double each = (Environment.CpuUsage.TotalTime - start).TotalMicroseconds / count;
        return Math.Max(1, (int)(RoundTime.TotalMicroseconds / Math.Max(each, 0.01)));
    }

    private static double Median(double[] values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
