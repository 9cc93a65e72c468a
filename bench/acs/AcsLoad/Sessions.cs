// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;

namespace AcsLoad;

/// <summary>
/// Normal traffic. Prints "sessions failed seconds cpu-seconds p50-ms p99-ms max-ms", where cpu-seconds is what the server used meanwhile
/// and the times are those of whole sessions, connection and handshake included.
/// </summary>
internal static class Sessions
{
    public static async Task<int> RunAsync(LoadDevice[] devices, string host, int port, int most, TimeSpan duration, ServerProcess server)
    {
        int sessions = 0;
        int failed = 0;
        string? firstFailure = null;
        double cpuBefore = server.ProcessorSeconds;
        var clock = Stopwatch.StartNew();
        double[][] times = await Task.WhenAll(devices.Select(device => Task.Run(async () =>
        {
            var own = new List<double>();
            while (clock.Elapsed < duration && Volatile.Read(ref sessions) < most)
            {
                long start = Stopwatch.GetTimestamp();
                try
                {
                    await device.RunSessionAsync(host, port);
                    Interlocked.Increment(ref sessions);
                    own.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                }
                catch (Exception exception) when (exception is IOException or InvalidDataException or SocketException
                    or AuthenticationException)
                {
                    Interlocked.Increment(ref failed);
                    Interlocked.CompareExchange(ref firstFailure, exception.Message, null);
                }
            }

            return own.ToArray();
        })));
        double seconds = clock.Elapsed.TotalSeconds;
        double cpu = server.ProcessorSeconds - cpuBefore;
        double[] sorted = [.. times.SelectMany(own => own).Order()];
        double At(double part) => sorted.Length == 0 ? 0 : sorted[(int)(part * (sorted.Length - 1))];

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{sessions} {failed} {seconds:F2} {cpu:F2} {At(0.5):F1} {At(0.99):F1} {At(1):F1}"));
        if (firstFailure is not null)
        {
            Console.Error.WriteLine("first failure: " + firstFailure);
        }

        return sessions > 0 ? 0 : 1;
    }
}
