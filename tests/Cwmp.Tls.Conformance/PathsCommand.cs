// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using System.Text.Json;

namespace Cwmp.Tls.Conformance;

/// <summary>
/// <c>paths [-v] FILE…</c>: judges path-validation vectors and prints what differs from what they expect. <c>-v</c> adds the verdict to each
/// difference. Exit code 0 when the run was complete, whatever differs; 2 when it was not.
/// </summary>
internal static class PathsCommand
{
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
                IReadOnlyList<PathCase> vectors = PathSuiteReader.Read(file);
                WarmUp(vectors);
                foreach (PathCase vector in vectors)
                {
                    try
                    {
                        outcomes.Add(PathJudge.Judge(vector));
                    }
                    catch (FormatException e)
                    {
                        skipped++;
                        error.WriteLine($"{vector.Id}: skipped, {e.Message}");
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

    // So that the slowest case is not simply the first one, for which the runtime has to compile everything.
    private static void WarmUp(IReadOnlyList<PathCase> vectors)
    {
        foreach (PathCase vector in vectors.DistinctBy(vector => vector.Category).Take(32))
        {
            try
            {
                PathJudge.Judge(vector);
            }
            catch (FormatException)
            {
                // Reported when it is judged.
            }
        }
    }

    private static void Report(List<PathOutcome> outcomes, int skipped, bool verbose, TextWriter output)
    {
        List<PathOutcome> accepts = [.. outcomes.Where(outcome => outcome.IsFalseAccept)];
        List<PathOutcome> rejects = [.. outcomes.Where(outcome => outcome.IsFalseReject)];
        Report("false accepts", accepts, verbose, output);
        Report("false rejects", rejects, verbose, output);
        if (outcomes.MaxBy(outcome => outcome.Elapsed) is { } slowest)
        {
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"slowest case: {slowest.Case.Id}, {slowest.Elapsed.TotalMilliseconds:F1} ms"));
        }

        int total = outcomes.Count + skipped;
        output.WriteLine(
            $"total {total} pass {outcomes.Count - accepts.Count - rejects.Count} false-accepts {accepts.Count} false-rejects {rejects.Count} skipped {skipped}");
    }

    private static void Report(string title, List<PathOutcome> outcomes, bool verbose, TextWriter output)
    {
        output.WriteLine($"{title}: {outcomes.Count}");
        foreach (IGrouping<string, PathOutcome> category in outcomes.GroupBy(outcome => outcome.Case.Category).OrderBy(g => g.Key, StringComparer.Ordinal))
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
