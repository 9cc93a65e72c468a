// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Diagnostics;
using Cwmp.Tls.Cpe;
using Cwmp.Tls.Cpe.Sessions;
using Cwmp.Tls.Messages;

namespace CpeSimulator;

/// <summary>Many devices. Each has its number of sessions, and a bounded number of sessions runs at a time.</summary>
internal sealed class Fleet(SimulatorOptions options, DeviceFactory factory, Statistics statistics)
{
    private const int BarWidth = 40;

    // More sessions at a time would only wait for each other's handshakes.
    private readonly SemaphoreSlim _places = new(Environment.ProcessorCount * 16);
    private readonly int _sessions = options.Sessions ?? 1;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        long started = Stopwatch.GetTimestamp();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task bar = ShowProgressAsync(stop.Token);
        try
        {
            await Task.WhenAll(Enumerable.Range(0, options.Devices)
                .Select(number => Task.Run(() => RunDeviceAsync(number, cancellationToken), cancellationToken)));
        }
        finally
        {
            await stop.CancelAsync();
            await bar;
            statistics.Write(Console.Out, options.Devices, Stopwatch.GetElapsedTime(started));
        }
    }

    private async Task RunDeviceAsync(int number, CancellationToken cancellationToken)
    {
        using SimulatedDevice device = await InPlaceAsync(() => Task.FromResult(factory.Create(number)), cancellationToken);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task running = Task.CompletedTask;
        for (int session = 0; session < _sessions; session++)
        {
            CpeSessionResult result = await InPlaceAsync(
                () =>
                {
                    // The first session is the boot, and the others are periodic. The request is made before the engine starts, so that
                    // the first session answers it.
                    Task<CpeSessionResult> request =
                        device.Engine.RequestSessionAsync(session == 0 ? null : EventCode.Periodic, cancellationToken);
                    running = session == 0 ? device.Engine.RunAsync(stop.Token) : running;
                    return request;
                },
                cancellationToken);
            statistics.Add(result);
        }

        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<T> InPlaceAsync<T>(Func<Task<T>> action, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            return await action();
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task ShowProgressAsync(CancellationToken cancellationToken)
    {
        int total = options.Devices * _sessions;
        bool redrawn = !Console.IsErrorRedirected;
        while (!cancellationToken.IsCancellationRequested)
        {
            await Task.Delay(redrawn ? 200 : 5000, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            int done = statistics.Sessions;
            int filled = (int)((long)done * BarWidth / total);
            string line =
                $"[{new string('#', filled)}{new string('.', BarWidth - filled)}] {done}/{total} sessions, {statistics.Failed} failed";
            Console.Error.Write(redrawn ? "\r" + line : line + "\n");
        }

        Console.Error.Write(redrawn ? "\n" : "");
    }
}
