// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using System.Globalization;

namespace Cwmp.Tls.Benchmarks;

/// <summary>
/// The same work in C, on the OpenSSL engine and on SslStream, in turns: each is a process that waits for its turn, so that a machine that
/// changes its speed changes it for all. Prints medians of processor time, both sides together, and the medians of the ratios to C.
/// </summary>
internal static class TlsComparison
{
    private static readonly (string Mode, int Count)[] Work =
    [
        ("full13", 150), ("full12", 150), ("resumed13", 200), ("resumed12", 300), ("oneway13", 200), ("oneway12", 200),
        ("bulk13", 2000), ("echo13", 3000),
    ];

    public static int Run(string baseline, string folder, int rounds, TextWriter output)
    {
        string self = Environment.ProcessPath!;
        string assembly = typeof(TlsComparison).Assembly.Location;
        string[] own = Path.GetFileNameWithoutExtension(self) == "dotnet" ? [assembly, "--tls-cost"] : ["--tls-cost"];
        using var c = new Contestant("C", baseline, [folder]);
        using var openSsl = new Contestant("OpenSsl", self, [.. own, "OpenSsl", folder]);
        using var sslStream = new Contestant("SslStream", self, [.. own, "SslStream", folder]);
        Contestant[] all = [c, openSsl, sslStream];
        output.WriteLine("us of processor time, both sides together; ratio to C");
        foreach ((string mode, int count) in Work)
        {
            // Long enough for the just-in-time compiler to be done.
            foreach (Contestant contestant in all)
            {
                contestant.Measure(mode, count * 4);
            }

            double[][] times = [.. all.Select(_ => new double[rounds])];
            for (int round = 0; round < rounds; round++)
            {
                for (int i = 0; i < all.Length; i++)
                {
                    times[i][round] = all[i].Measure(mode, count);
                }
            }

            for (int i = 0; i < all.Length; i++)
            {
                double ratio = Median([.. times[i].Select((time, round) => time / times[0][round])]);
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"  {mode,-10} {all[i].Name,-10} {Median(times[i]),10:F1} us {ratio,6:F2}x"));
            }
        }

        return 0;
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private sealed class Contestant : IDisposable
    {
        private readonly Process _process;

        public Contestant(string name, string program, IEnumerable<string> arguments)
        {
            Name = name;
            _process =
                Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        }

        public string Name { get; }

        public double Measure(string mode, int count)
        {
            _process.StandardInput.WriteLine($"{mode} {count.ToString(CultureInfo.InvariantCulture)}");
            _process.StandardInput.Flush();
            string answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"{Name} failed at {mode}.");
            return double.Parse(answer, CultureInfo.InvariantCulture);
        }

        public void Dispose()
        {
            _process.StandardInput.Close();
            _process.WaitForExit();
            _process.Dispose();
        }
    }
}
