// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using System.Globalization;
using AcsLoad;

// AcsLoad HOST PORT DEVICES-DIRECTORY SECONDS|SESSIONSx PID[,PID…]
// Runs CWMP sessions (new TCP connection, full mutual TLS 1.3 handshake, Inform, empty POST, close), one device per worker, for a time or up to a count, and prints
//   sessions failed seconds cpu-seconds
// where cpu-seconds is what the processes PID used meanwhile, by /proc/PID/stat.
if (args.Length != 5)
{
    Console.Error.WriteLine("usage: AcsLoad HOST PORT DEVICES-DIRECTORY SECONDS|SESSIONSx PID[,PID...]");
    return 2;
}

string host = args[0];
int port = int.Parse(args[1], CultureInfo.InvariantCulture);
bool isCount = args[3].EndsWith('x');
int most = isCount ? int.Parse(args[3][..^1], CultureInfo.InvariantCulture) : int.MaxValue;
var duration = isCount ? TimeSpan.FromMinutes(2) : TimeSpan.FromSeconds(double.Parse(args[3], CultureInfo.InvariantCulture));
int[] processes = [.. args[4].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture))];
LoadDevice[] devices = [.. Directory.EnumerateFiles(args[2], "*.pem").Order(StringComparer.Ordinal).Select(LoadDevice.Load)];

int sessions = 0;
int failed = 0;
string? firstFailure = null;
double cpuBefore = ProcessorTime.Seconds(processes);
var clock = Stopwatch.StartNew();
await Task.WhenAll(devices.Select(device => Task.Run(async () =>
{
    while (clock.Elapsed < duration && Volatile.Read(ref sessions) < most)
    {
        try
        {
            await device.RunSessionAsync(host, port);
            Interlocked.Increment(ref sessions);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or System.Net.Sockets.SocketException or System.Security.Authentication.AuthenticationException)
        {
            Interlocked.Increment(ref failed);
            Interlocked.CompareExchange(ref firstFailure, exception.Message, null);
        }
    }
})));
double seconds = clock.Elapsed.TotalSeconds;
double cpu = ProcessorTime.Seconds(processes) - cpuBefore;

Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{sessions} {failed} {seconds:F2} {cpu:F2}"));
if (firstFailure is not null)
{
    Console.Error.WriteLine("first failure: " + firstFailure);
}

return sessions > 0 ? 0 : 1;
