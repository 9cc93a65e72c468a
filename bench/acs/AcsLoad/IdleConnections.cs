// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using System.Net.Security;
using System.Net.Sockets;

namespace AcsLoad;

/// <summary>
/// Connections that do nothing. Prints "ready CONNECTIONS RSS-BEFORE-KB RSS-AFTER-KB" when all are open, waits for the end of standard
/// input, and prints "alive CONNECTIONS" with the number of those the server still answers on.
/// </summary>
internal static class IdleConnections
{
    private const int Openers = 16;

    // Kestrel gives up a connection after 130 s without a request.
    private static readonly TimeSpan TouchAfter = TimeSpan.FromSeconds(60);

    private static readonly ParallelOptions AtATime = new() { MaxDegreeOfParallelism = 32 };

    public static async Task<int> RunAsync(LoadDevice[] devices, string host, int port, int count, ServerProcess server)
    {
        long before = server.ResidentKilobytes;
        var open = new Connection[count];
        int next = -1;
        using var stop = new CancellationTokenSource();
        Task touching = Task.Run(() => TouchAsync(open, stop.Token));
        await Task.WhenAll(Enumerable.Range(0, Openers).Select(_ => Task.Run(async () =>
        {
            for (int i; (i = Interlocked.Increment(ref next)) < count;)
            {
                LoadDevice device = devices[i % devices.Length];
                Volatile.Write(ref open[i], new Connection(device, await device.ConnectAsync(host, port)));
            }
        })));
        Console.WriteLine($"ready {count} {before} {server.ResidentKilobytes}");

        await Console.In.ReadToEndAsync();
        await stop.CancelAsync();
        await touching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        int alive = 0;
        await Parallel.ForEachAsync(open, AtATime, async (connection, _) =>
            Interlocked.Add(ref alive, await connection.TryTouchAsync() ? 1 : 0));

        Console.WriteLine($"alive {alive}");
        return alive == count ? 0 : 1;
    }

    private static async Task TouchAsync(Connection?[] open, CancellationToken cancellationToken)
    {
        while (true)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
            Connection[] silent = [.. Enumerable.Range(0, open.Length).Select(i => Volatile.Read(ref open[i])).OfType<Connection>()
                .Where(c => c.SilentFor > TouchAfter)];
            await Parallel.ForEachAsync(silent, AtATime, async (connection, _) => await connection.TryTouchAsync());
        }
    }

    private sealed class Connection(LoadDevice device, SslStream tls)
    {
        private long _lastHeard = Stopwatch.GetTimestamp();

        public TimeSpan SilentFor => Stopwatch.GetElapsedTime(_lastHeard);

        public async Task<bool> TryTouchAsync()
        {
            _lastHeard = Stopwatch.GetTimestamp();
            try
            {
                await device.TouchAsync(tls);
                return true;
            }
            catch (Exception exception) when (exception is IOException or InvalidDataException or SocketException)
            {
                return false;
            }
        }
    }
}
