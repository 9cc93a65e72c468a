// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using Cwmp.Tls.Cpe;
using Cwmp.Tls.Cpe.Sessions;

namespace CpeSimulator;

/// <summary>Counts the sessions of a fleet by outcome, and their durations.</summary>
internal sealed class Statistics
{
    private readonly Lock _lock = new();
    private readonly List<double> _milliseconds = [];
    private readonly SortedDictionary<CpeSessionFailure, (int Count, string Example)> _failures = [];

    public int Sessions { get; private set; }

    public int Failed { get; private set; }

    public void Add(CpeSessionResult result)
    {
        lock (_lock)
        {
            Sessions++;
            if (result.Succeeded)
            {
                _milliseconds.Add(result.Duration.TotalMilliseconds);
                return;
            }

            Failed++;
            (int count, string example) = _failures.GetValueOrDefault(result.Failure, (0, result.Message));
            _failures[result.Failure] = (count + 1, example);
        }
    }

    public void Write(TextWriter output, int devices, TimeSpan elapsed)
    {
        lock (_lock)
        {
            double[] sorted = [.. _milliseconds.Order()];
            double At(double share) => sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))];
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{devices} devices, {Sessions} sessions in {elapsed.TotalSeconds:F1} s: {Sessions / elapsed.TotalSeconds:F0} " +
                $"sessions/s, {Failed} failed"));
            if (sorted.Length > 0)
            {
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"latency  p50 {At(0.5):F1} ms  p90 {At(0.9):F1} ms  p99 {At(0.99):F1} ms  max {At(1):F1} ms"));
            }

            foreach ((CpeSessionFailure failure, (int count, string example)) in _failures)
            {
                output.WriteLine($"{count,6} x {failure}: {Advice.Sentence(failure, example)}");
            }
        }
    }
}
