// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using System.Globalization;

namespace Cwmp.Tls.Benchmarks;

/// <summary>Quick comparison: a session of the CPE, beside only its messages.</summary>
internal static class SessionQuick
{
    private const int Sessions = 2000;
    private const int Batches = 9;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);

    public static IEnumerable<QuickGroup> Groups()
    {
        SessionRound round = new();
        string cost = string.Create(CultureInfo.InvariantCulture,
            $"{ProcessorTime(round.Session).TotalMicroseconds:F1} us of processor time a session");
        yield return new QuickGroup(
            "CPE session without TLS and sockets, " + cost,
            new QuickCase("Inform, InformResponse, empty POST, 204", round.Session),
            new QuickCase("write the Inform, read the InformResponse", round.Messages));
    }

    /// <summary>
    /// Of the whole process, so that a busy machine does not count and the garbage collector does: the median of some batches, once all is
    /// compiled.
    /// </summary>
    private static TimeSpan ProcessorTime(Action operation)
    {
        // The just-in-time compiler works beside the program, and on a busy machine long after it.
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < WarmUp)
        {
            operation();
        }

        TimeSpan[] batches = new TimeSpan[Batches];
        for (int batch = 0; batch < Batches; batch++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            for (int i = 0; i < Sessions; i++)
            {
                operation();
            }

            batches[batch] = (Environment.CpuUsage.TotalTime - before) / Sessions;
        }

        return batches.Order().ElementAt(Batches / 2);
    }
}
