// Copyright (c) Cwmp.Tls contributors. Licensed under the MIT License.

using System.Globalization;
using System.Net.Sockets;
using Cwmp.Tls.Tests.Connections;

namespace Cwmp.Tls.ScenarioTests.Connections;

/// <summary>Connections that are cancelled, cut and fed with garbage at any point leave no memory behind, native memory included.</summary>
[Collection(nameof(EnduranceTests))]
public sealed class BrokenHandshakeTests
{
    private const int WarmUp = 300;
    private const int Count = 1000;

    // An SSL that is not freed takes more than 20 KiB, and each connection has two, which would make 40 MiB.
    private const long MaxGrowth = 24 << 20;

    [Theory]
    [InlineData(CwmpTlsMethod.Tls12)]
    [InlineData(CwmpTlsMethod.Tls13)]
    public async Task Cancelled_cut_and_garbled_connections_leave_nothing_behind(CwmpTlsMethod method)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the memory and the files of the process are read in /proc");
        using var world = new TlsWorld();
        world.Acs = world.AcsBuilder(method: method).SetFlags(CwmpTlsFlags.NoResumption).Build();
        world.Cpe = world.CpeBuilder(method: method).SetFlags(CwmpTlsFlags.NoResumption).Build();
        await RunAsync(world, 0, WarmUp);
        long memoryBefore = Resident();
        int filesBefore = Files();

        await RunAsync(world, WarmUp, Count);
        long memoryAfter = Resident();
        int filesAfter = Files();

        TestContext.Current.TestOutputHelper!.WriteLine($"growth {(memoryAfter - memoryBefore) / 1024} KiB");
        (memoryAfter - memoryBefore).Should().BeLessThan(MaxGrowth);
        filesAfter.Should().BeLessThan(filesBefore + 20);
        await using TlsPair pair = await world.OpenAsync();
        await pair.Cpe.WriteAsync(new byte[10]);
        (await pair.Acs.ReadAsync(new byte[10])).Should().Be(10, "a good connection still works");
    }

    private static Task RunAsync(TlsWorld world, int from, int count) =>
        Parallel.ForAsync(from, from + count, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (seed, _) =>
            await BreakAsync(world, new Random(seed)));

    private static async Task BreakAsync(TlsWorld world, Random random)
    {
        using LoopbackSockets sockets = await LoopbackSockets.ConnectAsync();
        CwmpTlsSession acs = world.Acs.CreateSession(sockets.Server);
        CwmpTlsSession cpe = world.Cpe.CreateSession(sockets.Client);
        using var cancel = new CancellationTokenSource();
        Task serving = ServeAsync(acs, cancel.Token);
        Task calling = CallAsync(cpe, cancel.Token);

        // At some point of the handshake or of the data after it.
        await Task.Delay(TimeSpan.FromMilliseconds(random.NextDouble() * 8));
        switch (random.Next(5))
        {
            case 0:
                await cancel.CancelAsync();
                break;
            case 1:
                sockets.Client.Close(0);
                break;
            case 2:
                await GarbleAsync(sockets.Client, random);
                break;
            case 3:
                await GarbleAsync(sockets.Server, random);
                break;
            default:
                await Task.WhenAll(acs.DisposeAsync().AsTask(), cpe.DisposeAsync().AsTask());
                break;
        }

        await Task.Delay(1);
        await cancel.CancelAsync();
        await Task.WhenAll(serving, calling).WaitAsync(TlsWorld.Ceiling);
        await acs.DisposeAsync();
        await cpe.DisposeAsync();
    }

    private static async Task GarbleAsync(Socket socket, Random random)
    {
        byte[] garbage = new byte[random.Next(1, 300)];
        random.NextBytes(garbage);
        try
        {
            await socket.SendAsync(garbage);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The session has closed it.
        }
    }

    private static async Task ServeAsync(CwmpTlsSession session, CancellationToken cancellationToken)
    {
        try
        {
            await session.AcceptAsync(cancellationToken);
            await ExchangeAsync(session, cancellationToken);
        }
        catch (Exception e) when (IsExpected(e))
        {
        }
    }

    private static async Task CallAsync(CwmpTlsSession session, CancellationToken cancellationToken)
    {
        try
        {
            await session.ConnectAsync(TlsWorld.Host, cancellationToken);
            await ExchangeAsync(session, cancellationToken);
        }
        catch (Exception e) when (IsExpected(e))
        {
        }
    }

    // Both ways at once, until something breaks.
    private static async Task ExchangeAsync(CwmpTlsSession session, CancellationToken cancellationToken)
    {
        byte[] data = new byte[3000];
        byte[] buffer = new byte[1000];
        Task writing = Task.Run(
            async () =>
            {
                for (int i = 0; i < 20; i++)
                {
                    await session.WriteAsync(data, cancellationToken);
                }
            },
            CancellationToken.None);
        try
        {
            while (await session.ReadAsync(buffer, cancellationToken) > 0)
            {
            }
        }
        finally
        {
            await writing;
        }
    }

    private static bool IsExpected(Exception e) =>
        e is TlsHandshakeException or TlsConnectionException or OperationCanceledException or ObjectDisposedException
            or InvalidOperationException;

    private static long Resident()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        string line = File.ReadLines("/proc/self/status").Single(row => row.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
    }

    private static int Files() => Directory.EnumerateFileSystemEntries("/proc/self/fd").Count();
}
