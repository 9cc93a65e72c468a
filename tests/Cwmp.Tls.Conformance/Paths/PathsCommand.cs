// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using System.Text.Json;

namespace Cwmp.Tls.Conformance;

/// <summary>
/// <c>paths [-v] FILE…</c>: judges path-validation vectors and prints what differs from what they expect. <c>-v</c> adds the verdict to
/// each difference. Exit code 0 when the run was complete, whatever differs; 2 when it was not.
/// </summary>
internal static class PathsCommand
{
    // A pause of the machine or of the runtime is not what a case costs; what looks slow is judged again.
    private static readonly TimeSpan Slow = TimeSpan.FromMilliseconds(40);
    private const int Repetitions = 6;

    public static int Run(ReadOnlySpan<string> args, TextWriter output, TextWriter error)
    {
        bool verbose = args.Contains("-v");
        var outcomes = new List<PathOutcome>();
        int skipped = 0;
        foreach (string file in args)
        {
            if (file == "-v")
            {
                continue;
            }

            try
            {
                WarmUp(file);
                foreach (PathCase vector in PathSuiteReader.Read(file))
                {
                    if (TryJudge(vector, error) is { } outcome)
                    {
                        outcomes.Add(outcome);
                    }
                    else
                    {
                        skipped++;
                    }
                }
            }
            catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException or InvalidDataException)
            {
                error.WriteLine($"{file}: {e.Message}");
                return 2;
            }
        }

        if (outcomes.Count + skipped == 0)
        {
            error.WriteLine("No cases. Give files of the x509-limbo format, .json or .json.gz.");
            return 2;
        }

        Report(outcomes, skipped, verbose, output);
        return 0;
    }

    private static PathOutcome? TryJudge(PathCase vector, TextWriter error)
    {
        try
        {
            PathOutcome outcome = PathJudge.Judge(vector);
            for (int i = 0; i < Repetitions && outcome.Elapsed > Slow; i++)
            {
                PathOutcome again = PathJudge.Judge(vector);
                outcome = again.Elapsed < outcome.Elapsed ? again : outcome;
            }

            // The certificates are not needed any more, and there may be hundreds of megabytes of them.
            return outcome with
            {
                Case =
                vector with { TrustedCertificates = [], Intermediates = [], PeerCertificate = string.Empty, Crls = [] }
            };
        }
#pragma warning disable CA1031 // Nothing a case holds may throw; where something does, that is no verdict, and the other cases go on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            error.WriteLine($"{vector.Id}: no verdict, {e}");
            return null;
        }
    }

    // So that the slowest case is not simply the first one, for which the runtime has to compile everything.
    private static void WarmUp(string file)
    {
        foreach (PathCase vector in PathSuiteReader.Read(file).Take(2000).DistinctBy(vector => vector.Category).Take(32))
        {
            TryJudge(vector, TextWriter.Null);
        }
    }

    private static void Report(List<PathOutcome> outcomes, int skipped, bool verbose, TextWriter output)
    {
        List<PathOutcome> accepts = [.. outcomes.Where(outcome => outcome.IsFalseAccept)];
        List<PathOutcome> rejects = [.. outcomes.Where(outcome => outcome.IsFalseReject)];
        Report("false accepts", accepts, verbose, output);
        Report("false rejects", rejects, verbose, output);
        foreach (PathOutcome slow in outcomes.OrderByDescending(outcome => outcome.Elapsed).Take(verbose ? 10 : 1))
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"slowest case: {slow.Case.Id}, {slow.Elapsed.TotalMilliseconds:F1} ms"));
        }

        int total = outcomes.Count + skipped;
        output.WriteLine(
            $"total {total} pass {outcomes.Count - accepts.Count - rejects.Count} false-accepts {accepts.Count} false-rejects " +
            $"{rejects.Count} skipped {skipped}");
    }

    private static void Report(string title, List<PathOutcome> outcomes, bool verbose, TextWriter output)
    {
        output.WriteLine($"{title}: {outcomes.Count}");
        foreach (IGrouping<string, PathOutcome> category in outcomes.GroupBy(outcome => outcome.Case.Category)
            .OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"  {category.Key}: {category.Count()}");
            foreach (PathOutcome outcome in category)
            {
                output.WriteLine($"    {outcome.Case.Id}");
                if (verbose)
                {
                    output.WriteLine($"      {outcome.Text}");
                }
            }
        }
    }
}
